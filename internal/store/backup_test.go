package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/embargo-app/embargo/internal/store/pgtest"
)

// TestBackupWhileWriting: the copy is a whole database of one moment, its owner's alone, whatever is written meanwhile.
func TestBackupWhileWriting(t *testing.T) {
	address := sqliteFile(t)
	s := openAt(t, address)
	record(t, s, chainRows()...)
	var writing sync.WaitGroup
	stop := make(chan struct{})
	writing.Go(func() {
		for i := int64(100); ; i++ {
			select {
			case <-stop:
				return
			default:
				record(t, s, DecisionRow{Ref: chainRef, Comment: i, Command: "ack", Actor: "sasha"})
			}
		}
	})
	folder := t.TempDir()
	for _, name := range []string{"one.db", "two's ?#%.db"} {
		file := filepath.Join(folder, name)
		if err := Backup(t.Context(), address, file); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(file)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v, %v, want 0600", info.Mode(), err)
		}
		c := openAt(t, "sqlite:"+file)
		if err := c.VerifyChain(t.Context()); err != nil {
			t.Error(err)
		}
		err = c.View(t.Context(), func(tx *Tx) error {
			n, _, err := tx.ChainHead()
			if n < 3 {
				t.Errorf("%d rows in the copy, want at least those of before", n)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
		record(t, c, DecisionRow{Ref: chainRef, Comment: 1, Command: "ack", Actor: "sasha"}) // it is a database like any other
	}
	close(stop)
	writing.Wait()
}

func TestBackupRefuses(t *testing.T) {
	address := sqliteFile(t)
	if err := setNote(openAt(t, address), "a", "1"); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	there := filepath.Join(folder, "there.db")
	if err := os.WriteFile(there, []byte("something dear"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ address, file, want string }{
		{address, there, "exists already"},
		{address, filepath.Join(folder, "missing", "x.db"), "no such file"},
		{address + "x", filepath.Join(folder, "x.db"), "there is no such file"},
		{"postgres://embargo:" + pgtest.Password + "@localhost/embargo", filepath.Join(folder, "x.db"), "use pg_dump"},
		{"sqlite:" + there, filepath.Join(folder, "x.db"), "no SQLite database"},
	} {
		err := Backup(t.Context(), test.address, test.file)
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), pgtest.Password) {
			t.Errorf("%s to %s: %v, want %q", test.address, test.file, err, test.want)
		}
	}
	if kept, err := os.ReadFile(there); string(kept) != "something dear" || err != nil {
		t.Errorf("the file that was there is %q now, %v", kept, err)
	}
	if _, err := os.Stat(filepath.Join(folder, "x.db")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a copy that failed left a file behind: %v", err)
	}
}

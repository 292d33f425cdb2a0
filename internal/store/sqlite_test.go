package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func open(t *testing.T, path string) *Store {
	t.Helper()
	return openAt(t, "sqlite:"+path)
}

func sqliteFile(t *testing.T) (address string) {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "test.db")
}

func openAt(t *testing.T, address string) *Store {
	t.Helper()
	s, err := Open(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func setNote(s *Store, name, value string) error {
	return s.Update(context.Background(), func(tx *Tx) error { return tx.SetNote(name, value) })
}

func TestSettings(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "odd name?#%.db"))
	for _, test := range []struct{ pragma, want string }{
		{"journal_mode", "wal"}, {"synchronous", "2"}, {"foreign_keys", "1"}, {"busy_timeout", "5000"},
	} {
		err := s.Update(t.Context(), func(tx *Tx) error {
			var got string
			_, err := tx.Row("PRAGMA "+test.pragma, nil, &got)
			if got != test.want {
				t.Errorf("%s is %s, want %s", test.pragma, got, test.want)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func TestFilesAreTheirOwnersAlone(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "test.db")
	if err := os.WriteFile(path, nil, 0o644); err != nil { // as a careless operator would make it
		t.Fatal(err)
	}
	s := open(t, path)
	if err := setNote(s, "a", "1"); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) < 2 {
		t.Errorf("%d files, want the database and its journal", len(entries))
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, want 0600", entry.Name(), info.Mode().Perm())
		}
	}
}

func TestReopenedKeepsWhatWasWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	s := open(t, path)
	if err := errors.Join(setNote(s, "a", "1"), s.Close()); err != nil {
		t.Fatal(err)
	}
	err := open(t, path).View(t.Context(), func(tx *Tx) error {
		value, _, err := tx.Note("a")
		if value != "1" {
			t.Errorf("note %q, want 1", value)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestOpenRefuses(t *testing.T) {
	folder := t.TempDir()
	text := filepath.Join(folder, "text.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("this is no database. ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	newer := filepath.Join(folder, "newer.db")
	s := open(t, newer)
	err := s.Update(t.Context(), func(tx *Tx) error {
		_, err := tx.Exec("INSERT INTO schema_version (version, name) VALUES (99, 'future')")
		return err
	})
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ address, want string }{
		{"", "must be sqlite:PATH or postgres:"},
		{"mysql://user:secret@host/db", "must be sqlite:PATH or postgres:"},
		{"sqlite:", "needs the path of a file"},
		{"sqlite::memory:", "needs the path of a file"},
		{"sqlite:" + filepath.Join(folder, "missing", "x.db"), "check that its folder exists"},
		{"sqlite:" + folder, "can't be opened"},
		{"sqlite:" + text, "no SQLite database"},
		{"sqlite:" + newer, "its schema is version 99, this program knows versions up to "},
	} {
		s, err := Open(t.Context(), test.address)
		if err == nil {
			t.Errorf("opened %s", test.address)
			_ = s.Close()
			continue
		}
		if !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v, want %q", test.address, err, test.want)
		}
	}
}

func TestFullDiskLosesNothingElse(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "test.db"))
	if err := setNote(s, "before", "1"); err != nil {
		t.Fatal(err)
	}
	limit := func(pages string) {
		t.Helper()
		err := s.Update(t.Context(), func(tx *Tx) error {
			_, err := tx.Row("PRAGMA max_page_count = "+pages, nil, new(int))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	limit("1") // SQLite takes it as the present size
	fill := func(tx *Tx) error {
		for range 1000 {
			if _, err := tx.AddDelivery(DeliveryOf(time.Now().String()), time.Now()); err != nil {
				return err
			}
		}
		return nil
	}
	if err := s.Update(t.Context(), fill); !errors.Is(err, ErrFull) {
		t.Errorf("filling the disk gave %v, want ErrFull", err)
	}
	limit("100000")
	if err := setNote(s, "after", "1"); err != nil {
		t.Errorf("with space again: %v", err)
	}
	err := s.View(t.Context(), func(tx *Tx) error {
		_, before, err := tx.Note("before")
		if !before {
			t.Error("an earlier note is lost")
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestReadOnlyDatabaseFailsThePing(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "test.db"))
	err := s.Update(t.Context(), func(tx *Tx) error {
		_, err := tx.Exec("PRAGMA query_only = 1")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := setNote(s, "a", "1"); !errors.Is(err, ErrReadOnly) {
		t.Errorf("writing gave %v, want ErrReadOnly", err)
	}
	if err := s.Ping(t.Context()); !errors.Is(err, ErrReadOnly) {
		t.Errorf("ping gave %v, want ErrReadOnly", err)
	}
}

// A transaction that the database itself rolled back fails for everybody in it.
func TestBrokenTransactionFailsTheBatch(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "test.db"))
	rollBack := func(tx *Tx) error {
		_, err := tx.Exec("ROLLBACK")
		return err
	}
	good := &update{ctx: t.Context(), f: func(tx *Tx) error { return tx.SetNote("a", "1") }}
	bad := &update{ctx: t.Context(), f: rollBack}
	// perform is the writer's alone; nothing else is written in this test.
	if err := s.perform(t.Context(), []*update{good, bad, good}); err == nil {
		t.Error("a broken transaction was reported as a success")
	}
	err := s.View(t.Context(), func(tx *Tx) error {
		_, ok, err := tx.Note("a")
		if ok {
			t.Error("part of a failed batch remains")
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if err := setNote(s, "b", "1"); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

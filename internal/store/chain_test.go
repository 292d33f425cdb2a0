package store

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/store/pgtest"
)

var updateGolden = flag.Bool("update", false, "rewrite the golden files")

const chainRef = "octo-org/parser/GHSA-2222-3333-4444"

var chainTime = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// chainRows is a small record: a command that changed something, one that was refused, and an act of the app's.
func chainRows() []DecisionRow {
	return []DecisionRow{
		{
			Ref: chainRef, Comment: 7, Index: 0, URL: "https://github.example/c/7", Command: "assign", Actor: "sasha", Right: "src",
			Args: map[string]string{"duty": "triage", "login": "noor"}, Before: map[string]string{"duty/triage": "sasha"},
			After: map[string]string{"duty/triage": "noor"}, Verdict: "accepted", WrittenAt: chainTime, FoldedAt: chainTime.Add(time.Second),
		},
		{Ref: chainRef, Comment: 7, Index: 1, Command: "ack", Actor: "riley", Verdict: "forbidden", WrittenAt: chainTime, FoldedAt: chainTime},
		{
			Ref: chainRef, Comment: 7, Act: "set-cvss/7", Command: "set-cvss", Actor: "embargo[bot]", Right: RightApp,
			After: map[string]string{"cvss": "set by comment 7"}, Verdict: ActionDone, Detail: "changed",
			WrittenAt: chainTime, FoldedAt: chainTime.Add(time.Minute),
		},
	}
}

func record(t *testing.T, s *Store, rows ...DecisionRow) {
	t.Helper()
	for _, row := range rows {
		if err := s.Update(t.Context(), func(tx *Tx) error { return tx.AddDecision(row) }); err != nil {
			t.Fatal(err)
		}
	}
}

func exec(t *testing.T, s *Store, queries ...string) {
	t.Helper()
	for _, query := range queries {
		err := s.Update(t.Context(), func(tx *Tx) error { _, err := tx.Exec(query); return err })
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
}

// untie lets a test change what can only be appended to.
func untie(t *testing.T, s *Store) {
	t.Helper()
	exec(t, s, `DROP TRIGGER decisions_no_update`, `DROP TRIGGER decisions_no_delete`)
}

// dump writes the record as it lies in the database.
func dump(t *testing.T, s *Store) string {
	t.Helper()
	var text bytes.Buffer
	err := s.View(t.Context(), func(tx *Tx) error {
		return tx.Rows(`SELECT `+linkColumns+` FROM decisions ORDER BY seq`, nil, func(scan func(...any) error) error {
			var l link
			if err := l.read(scan); err != nil {
				return err
			}
			_, err := fmt.Fprintf(&text, "%+v\n", l)
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// TestGoldenChain holds the form of a row still: whoever changes it, changes the hashes of every database.
func TestGoldenChain(t *testing.T) {
	for _, backend := range pgtest.Backends() {
		t.Run(backend.Name, func(t *testing.T) { goldenChain(t, openAt(t, backend.Address(t))) })
	}
}

func goldenChain(t *testing.T, s *Store) {
	t.Helper()
	record(t, s, chainRows()...)
	got := dump(t, s)
	path := filepath.Join("testdata", "chain.txt")
	if *updateGolden {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	err = s.View(t.Context(), func(tx *Tx) error {
		commands, err1 := tx.Decisions(chainRef)
		all, err2 := tx.Record("")
		if diff := cmp.Diff(chainRows()[:2], commands) + cmp.Diff(chainRows(), all); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		return errors.Join(err1, err2)
	})
	if err != nil {
		t.Error(err)
	}
}

// TestTamperingWithAnyColumnShows changes every column there is, of rows of every form, one at a time.
func TestTamperingWithAnyColumnShows(t *testing.T) {
	s := openAt(t, schemaOf(t, sqliteFile(t), 1))
	record(t, s, chainRows()...)
	untie(t, s)
	var columns []string
	err := s.View(t.Context(), func(tx *Tx) error {
		return tx.Rows(`SELECT name FROM pragma_table_info('decisions')`, nil, func(scan func(...any) error) error {
			var name string
			err := scan(&name)
			columns = append(columns, name)
			return err
		})
	})
	if err != nil || len(columns) != len(strings.Split(linkColumns, ",")) {
		t.Fatalf("the columns are %q, %v; the form covers %s", columns, err, linkColumns)
	}
	var rows int64
	err = s.View(t.Context(), func(tx *Tx) (err error) { rows, _, err = tx.ChainHead(); return err })
	if err != nil || rows != 5 {
		t.Fatalf("%d rows, %v, want 5", rows, err)
	}
	for seq := int64(1); seq <= rows; seq++ {
		for _, column := range columns {
			for _, value := range []string{`"` + column + `" || 'x'`, `"` + column + `" + 100`, `'{"a":"b"}'`} {
				query := fmt.Sprintf(`UPDATE decisions SET "%s" = %s WHERE seq = %d`, column, value, seq)
				// A row that was moved away shows where it is missing, or as the one too many.
				broken := brokenBy(t, s, query)
				if broken == nil || column != "seq" && broken.Seq != seq {
					t.Errorf("%s: %v", query, broken)
				}
			}
		}
	}
	if err := s.VerifyChain(t.Context()); err != nil {
		t.Errorf("untouched: %v", err)
	}
}

var errUndo = errors.New("undo")

// brokenBy tells what the chain's check finds after a query, and takes the query back.
func brokenBy(t *testing.T, s *Store, query string) *ChainError {
	t.Helper()
	var broken *ChainError
	err := s.Update(t.Context(), func(tx *Tx) error {
		if _, err := tx.Exec(query); err != nil {
			return err
		}
		err := tx.VerifyChain()
		if err != nil && !errors.As(err, &broken) {
			t.Errorf("%s: %v", query, err)
		}
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		t.Fatalf("%s: %v", query, err)
	}
	return broken
}

func TestDeletionShows(t *testing.T) {
	s := openAt(t, schemaOf(t, sqliteFile(t), 1))
	record(t, s, chainRows()...)
	untie(t, s)
	for seq := 1; seq <= 4; seq++ {
		query := fmt.Sprintf(`DELETE FROM decisions WHERE seq = %d`, seq)
		broken := brokenBy(t, s, query)
		if broken == nil || broken.Seq != int64(seq)+1 || broken.Why != fmt.Sprintf("number %d is missing", seq) {
			t.Errorf("%s: %v", query, broken)
		}
	}
	var head string
	view := func(f func(*Tx) error) {
		t.Helper()
		if err := s.View(t.Context(), f); err != nil {
			t.Error(err)
		}
	}
	view(func(tx *Tx) (err error) { _, head, err = tx.ChainHead(); return err })
	found := func() (seq int64) {
		view(func(tx *Tx) (err error) { seq, _, err = tx.ChainRow(head); return err })
		return seq
	}
	if got := found(); got != 5 {
		t.Errorf("the head is row %d, want 5", got)
	}
	// What is cut off at the end leaves a whole chain behind; only somebody who knew its head can tell.
	exec(t, s, `DELETE FROM decisions WHERE seq = 5`)
	if err := s.VerifyChain(t.Context()); err != nil {
		t.Error(err)
	}
	if got := found(); got != 0 {
		t.Errorf("the head of before is row %d still", got)
	}
}

func TestReadOnlyLooksAndChangesNothing(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "test.db")
	s := open(t, path)
	record(t, s, chainRows()...)
	look := func() {
		t.Helper()
		r, err := OpenReadOnly(t.Context(), "sqlite:"+path)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.VerifyChain(t.Context()); err != nil {
			t.Error(err)
		}
		if err := setNote(r, "a", "1"); !errors.Is(err, ErrReadOnly) {
			t.Errorf("writing gave %v, want ErrReadOnly", err)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	look() // while a server has it open
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	look()
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("looking changed the file, or %v", err)
	}
	missing := filepath.Join(folder, "missing.db")
	if _, err := OpenReadOnly(context.Background(), "sqlite:"+missing); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("a missing file gave %v", err)
	}
	if _, err := os.Stat(missing); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("looking made the file: %v", err)
	}
	empty := filepath.Join(folder, "empty.db")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenReadOnly(t.Context(), "sqlite:"+empty); err == nil || !strings.Contains(err.Error(), "no database of this program") {
		t.Errorf("an empty file gave %v", err)
	}
}

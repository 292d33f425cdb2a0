package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/store/pgtest"
)

// raw connects to the database at an address without touching its schema.
func raw(t *testing.T, address string) *session {
	t.Helper()
	at, err := locate(address, false)
	if err != nil {
		t.Fatal(err)
	}
	db, err := at.connect()
	if err != nil {
		t.Fatal(err)
	}
	s, err := newSession(t.Context(), db, at.kind)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(s.close(), db.Close()); err != nil {
			t.Error(err)
		}
	})
	return s
}

// schemaOf makes a database as a program of before left it: with the schema of that version, and rows in every table,
// each written when its table was new. It gives the address.
func schemaOf(t *testing.T, address string, version int) string {
	t.Helper()
	s := raw(t, address)
	steps, err := s.kind.migrations()
	if err != nil {
		t.Fatal(err)
	}
	for i, step := range steps[:version] {
		if _, _, err := migrate(t.Context(), s, steps[:i+1]); err != nil {
			t.Fatal(err)
		}
		rows, err := os.ReadFile(filepath.Join("testdata", "rows", step.name))
		if errors.Is(err, fs.ErrNotExist) {
			continue // it made no table
		}
		if err == nil {
			_, err = s.conn.ExecContext(t.Context(), string(rows))
		}
		if err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
	}
	return address
}

// columns lists the tables of a database with their columns, but for the one with the version.
func columns(t *testing.T, s *session) map[string][]string {
	t.Helper()
	query := `SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c
		WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY c.cid`
	if s.kind == &postgresKind {
		query = `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' ORDER BY ordinal_position`
	}
	found := map[string][]string{}
	err := (&Tx{ctx: t.Context(), session: s}).Rows(query, nil, func(scan func(...any) error) error {
		var table, column string
		err := scan(&table, &column)
		found[table] = append(found[table], column)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	delete(found, "schema_version")
	return found
}

// counts gives the number of rows in each table.
func counts(t *testing.T, s *session) map[string]int {
	t.Helper()
	found := map[string]int{}
	for table := range columns(t, s) {
		var n int
		if _, err := (&Tx{ctx: t.Context(), session: s}).Row("SELECT COUNT(*) FROM "+table, nil, &n); err != nil {
			t.Fatal(err)
		}
		found[table] = n
	}
	return found
}

// TestMigrationFromEverySchema: what any earlier program has written is there after the newest has opened it, the
// record still verifies, and the chain goes on from it.
func TestMigrationFromEverySchema(t *testing.T) {
	for _, backend := range pgtest.Backends() {
		for version := 1; version <= newest(t); version++ {
			t.Run(fmt.Sprintf("%s/%d", backend.Name, version), func(t *testing.T) {
				address := schemaOf(t, backend.Address(t), version)
				migrateFrom(t, address, version)
			})
		}
	}
}

func newest(t *testing.T) int {
	t.Helper()
	steps, err := sqliteKind.migrations()
	if err != nil {
		t.Fatal(err)
	}
	return len(steps)
}

func migrateFrom(t *testing.T, address string, version int) {
	t.Helper()
	look := raw(t, address)
	before := counts(t, look)
	if version < newest(t) {
		_, err := OpenReadOnly(t.Context(), address)
		if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("its schema is version %d", version)) {
			t.Errorf("looking at schema %d gave %v", version, err)
		}
	}
	s := openAt(t, address)
	after := counts(t, look)
	for table, rows := range before {
		if rows == 0 {
			t.Errorf("%s is empty: its migration needs a file of rows in testdata/rows", table)
		}
		if after[table] != rows {
			t.Errorf("%s has %d rows, had %d", table, after[table], rows)
		}
	}
	if err := s.VerifyChain(t.Context()); err != nil {
		t.Error(err)
	}
	record(t, s, chainRows()...)
	if err := s.VerifyChain(t.Context()); err != nil {
		t.Error(err)
	}
	var actors []string
	err := s.View(t.Context(), func(tx *Tx) error {
		rows, err := tx.Decisions(chainRef)
		for _, row := range rows {
			actors = append(actors, row.Actor)
		}
		return err
	})
	if diff := cmp.Diff([]string{"sasha", "riley", "sasha", "riley"}, actors); err != nil || diff != "" {
		t.Errorf("%v, actors (-want +got):\n%s", err, diff)
	}
	for _, query := range []string{`UPDATE decisions SET actor = 'mallory' WHERE seq = 1`, `DELETE FROM decisions WHERE seq = 2`} {
		err := s.Update(t.Context(), func(tx *Tx) error { _, err := tx.Exec(query); return err })
		if err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s gave %v, want a refusal", query, err)
		}
	}
}

// TestSchemasAreTheSame: one set of queries needs one set of tables.
func TestSchemasAreTheSame(t *testing.T) {
	var first map[string][]string
	for _, backend := range pgtest.Backends() {
		address := schemaOf(t, backend.Address(t), newest(t))
		found := columns(t, raw(t, address))
		if first == nil {
			first = found
		}
		if diff := cmp.Diff(first, found); diff != "" {
			t.Errorf("%s (-first +this):\n%s", backend.Name, diff)
		}
	}
}

// TestEveryPartBelongsToAMigration: a file in a kind's folder alone would never be run.
func TestEveryPartBelongsToAMigration(t *testing.T) {
	for _, k := range []*kind{&sqliteKind, &postgresKind} {
		parts, err := fs.Glob(migrationFiles, "migrations/"+k.folder+"/*")
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range parts {
			shared := "migrations/" + filepath.Base(part)
			if _, err := fs.Stat(migrationFiles, shared); err != nil {
				t.Errorf("%s: there is no %s, which holds what all kinds of database share", part, shared)
			}
		}
	}
}

func TestMigrationsGoForwardFromEveryVersion(t *testing.T) {
	for _, backend := range pgtest.Backends() {
		t.Run(backend.Name, func(t *testing.T) { goForward(t, raw(t, backend.Address(t))) })
	}
}

func goForward(t *testing.T, s *session) {
	t.Helper()
	files := fstest.MapFS{
		"0001_a.sql": {Data: []byte("CREATE TABLE a (x BIGINT); INSERT INTO a VALUES (1);")},
		"0002_b.sql": {Data: []byte("INSERT INTO a VALUES (2);")},
		"0003_c.sql": {Data: []byte("INSERT INTO a VALUES (3); INSERT INTO missing VALUES (4);")},
	}
	part := func(names ...string) fstest.MapFS {
		some := fstest.MapFS{}
		for _, name := range names {
			some[name] = files[name]
		}
		return some
	}
	for _, step := range []struct {
		files         fstest.MapFS
		from, version int
		want          string // error
	}{
		{part("0001_a.sql"), 0, 1, ""},
		{part("0001_a.sql"), 1, 1, ""},
		{part("0001_a.sql", "0002_b.sql"), 1, 2, ""},
		{part("0001_a.sql"), 2, 2, "its schema is version 2, this program knows versions up to 1"},
		{files, 2, 2, "migration 0003_c.sql"}, // fails whole, and leaves the version before it
		{part("0001_a.sql", "0002_b.sql", "0003_c.sql"), 2, 2, "missing"},
		{fstest.MapFS{"0001_a.sql": {}, "0002_b.sql": {}, "0004_d.sql": {}}, 2, 2, "must be number 3"},
	} {
		from := step.from
		steps, err := s.kind.migrationsIn(step.files)
		if err == nil {
			from, _, err = migrate(t.Context(), s, steps)
		}
		if (err == nil) != (step.want == "") || err != nil && !strings.Contains(err.Error(), step.want) || from != step.from {
			t.Errorf("migrating from %d gave %v, want %q", from, err, step.want)
		}
		if version, err := schemaVersion(t.Context(), s); err != nil || version != step.version {
			t.Errorf("version %d, %v, want %d", version, err, step.version)
		}
	}
	var rows int
	if _, err := (&Tx{ctx: t.Context(), session: s}).Row("SELECT COUNT(*) FROM a", nil, &rows); err != nil || rows != 2 {
		t.Errorf("%d rows, %v, want 2", rows, err)
	}
}

// TestReplicasMigrateAtOnce: all succeed, and each step is taken once.
func TestReplicasMigrateAtOnce(t *testing.T) {
	for _, backend := range pgtest.Backends() {
		t.Run(backend.Name, func(t *testing.T) {
			address := backend.Address(t)
			results := make([]string, 4)
			var running sync.WaitGroup
			for i := range results {
				running.Go(func() {
					_, to, err := Migrate(t.Context(), address)
					results[i] = fmt.Sprint(to, err)
				})
			}
			running.Wait()
			want := slices.Repeat([]string{fmt.Sprint(newest(t), nil)}, len(results))
			if diff := cmp.Diff(want, results); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			from, to, err := Migrate(t.Context(), address)
			if from != newest(t) || to != newest(t) || err != nil {
				t.Errorf("afterwards from %d to %d, %v", from, to, err)
			}
		})
	}
}

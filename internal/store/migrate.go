package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// The migrations are 0001_name.sql onwards, in the SQL that all kinds of database share but for a few words; what
// one kind needs besides stands in a file of the same name in the kind's folder, and follows it. Rows for a new table
// stand in testdata/rows, so that later migrations are tested on them.
//
//go:embed migrations
var migrationFiles embed.FS

// migration is one step of the schema.
type migration struct{ name, script string }

// migrations gives the steps for a kind of database, in order.
func (k *kind) migrations() ([]migration, error) {
	folder, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return nil, err
	}
	return k.migrationsIn(folder)
}

func (k *kind) migrationsIn(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	var steps []migration
	for i, name := range names {
		number, _, _ := strings.Cut(name, "_")
		if n, err := strconv.Atoi(number); err != nil || n != i+1 {
			return nil, fmt.Errorf("migration %s: must be number %d in the sequence", name, i+1)
		}
		shared, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		script := string(shared)
		if k.translate != nil {
			script = k.translate.Replace(script)
		}
		own, err := fs.ReadFile(files, path.Join(k.folder, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		steps = append(steps, migration{name: name, script: script + "\n" + string(own)})
	}
	return steps, nil
}

// Migrate creates the database at address if need be, brings its schema up to date and tells from which version to
// which; from is 0 for a new one. Several may do so at once. There is no way back but a backup. It fails where
// Open does.
func Migrate(ctx context.Context, address string) (from, to int, err error) {
	at, err := locate(address, false)
	if err != nil {
		return 0, 0, err
	}
	s, err := at.open()
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, s.db.Close()) }()
	writer, err := newSession(ctx, s.db, s.kind)
	if err != nil {
		return 0, 0, s.wrap(err)
	}
	defer func() { err = errors.Join(err, writer.close()) }()
	from, to, err = migrateAll(ctx, writer)
	return from, to, s.wrap(err)
}

// migrateAll takes all steps of the session's kind.
func migrateAll(ctx context.Context, s *session) (from, to int, err error) {
	steps, err := s.kind.migrations()
	if err != nil {
		return 0, 0, err
	}
	return migrate(ctx, s, steps)
}

// migrate takes the steps that are missing, each in a transaction of its own, which the writers' lock keeps from
// meeting another program's.
func migrate(ctx context.Context, s *session, steps []migration) (from, to int, err error) {
	from = -1
	for {
		version, taken, err := migrateOnce(ctx, s, steps)
		if from < 0 {
			from = version
		}
		if err != nil {
			return max(from, 0), version, err
		}
		if !taken {
			return from, version, nil
		}
	}
}

// migrateOnce takes the next step. version is the one that was found; nothing is taken when that is the newest.
func migrateOnce(ctx context.Context, s *session, steps []migration) (version int, taken bool, err error) {
	if err := s.begin(ctx, s.kind.begin); err != nil {
		return 0, false, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.command(ctx, "ROLLBACK"))
		}
	}()
	const table = `CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY, name TEXT NOT NULL)`
	if err := s.command(ctx, table); err != nil {
		return 0, false, err
	}
	if version, err = schemaVersion(ctx, s); err != nil {
		return 0, false, err
	}
	if err := tooNew(version, len(steps)); err != nil {
		return version, false, err
	}
	if version < len(steps) {
		next := steps[version]
		if err := next.apply(ctx, s, version+1); err != nil {
			return version, false, fmt.Errorf("migration %s: %w", next.name, err)
		}
	}
	return version, version < len(steps), s.command(ctx, "COMMIT")
}

func (m migration) apply(ctx context.Context, s *session, version int) error {
	if _, err := s.conn.ExecContext(ctx, m.script); err != nil {
		return err
	}
	_, err := s.exec(ctx, "INSERT INTO schema_version (version, name) VALUES ($1, $2)", version, m.name)
	return err
}

// tooNew fails for a schema that a newer program has written.
func tooNew(current, known int) error {
	if current <= known {
		return nil
	}
	return fmt.Errorf("its schema is version %d, this program knows versions up to %d: "+
		"use the newer program again, or restore a backup made before the upgrade", current, known)
}

func schemaVersion(ctx context.Context, s *session) (int, error) {
	var version sql.NullInt64
	tx := &Tx{ctx: ctx, session: s}
	_, err := tx.Row("SELECT MAX(version) FROM schema_version", nil, &version)
	return int(version.Int64), err
}

// requireSchema fails unless the schema is the one that this program writes.
func requireSchema(ctx context.Context, s *session) error {
	steps, err := s.kind.migrations()
	if err != nil {
		return err
	}
	known, err := (&Tx{ctx: ctx, session: s}).Row(s.kind.known, nil, new(int))
	if err != nil {
		return err
	}
	if !known {
		return errors.New("it is no database of this program")
	}
	current, err := schemaVersion(ctx, s)
	if err != nil {
		return err
	}
	if err := tooNew(current, len(steps)); err != nil {
		return err
	}
	if current < len(steps) {
		return fmt.Errorf("its schema is version %d, this program reads version %d: start the server on it, or on a copy, "+
			"or use embargo migrate, which bring it up to date", current, len(steps))
	}
	return nil
}

package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

//go:embed migrations/sqlite/*.sql
var migrationFiles embed.FS

// migrations is the folder of numbered migrations, 0001_name.sql onwards.
func migrations() fs.FS {
	folder, err := fs.Sub(migrationFiles, "migrations/sqlite")
	if err != nil {
		panic(err) // the name is a constant
	}
	return folder
}

// migrate brings the schema forward, one transaction per migration. There is no way back but a backup.
func migrate(ctx context.Context, s *session, files fs.FS) error {
	names, err := migrationNames(files)
	if err != nil {
		return err
	}
	const table = `CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY, name TEXT NOT NULL)`
	if _, err := s.exec(ctx, table); err != nil {
		return err
	}
	current, err := schemaVersion(ctx, s)
	if err != nil {
		return err
	}
	if err := tooNew(current, len(names)); err != nil {
		return err
	}
	for i, name := range names[current:] {
		if err := migrateOne(ctx, s, files, name, current+i+1); err != nil {
			return fmt.Errorf("migration %s: %w", name, err)
		}
	}
	return nil
}

// migrationNames lists the migrations in order.
func migrationNames(files fs.FS) ([]string, error) { return fs.Glob(files, "*.sql") }

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

func migrateOne(ctx context.Context, s *session, files fs.FS, name string, version int) (err error) {
	number, _, _ := strings.Cut(name, "_")
	if n, err := strconv.Atoi(number); err != nil || n != version {
		return fmt.Errorf("must be number %d in the sequence", version)
	}
	script, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	if _, err := s.exec(ctx, beginWriting); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_, rollbackErr := s.exec(ctx, "ROLLBACK")
			err = errors.Join(err, rollbackErr)
		}
	}()
	if _, err := s.conn.ExecContext(ctx, string(script)); err != nil {
		return err
	}
	if _, err := s.exec(ctx, "INSERT INTO schema_version (version, name) VALUES ($1, $2)", version, name); err != nil {
		return err
	}
	_, err = s.exec(ctx, "COMMIT")
	return err
}

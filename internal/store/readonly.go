package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
)

// OpenReadOnly opens a database that exists, to look at it: Update fails with ErrReadOnly, and nothing of the file
// is changed, its schema neither. A server may be using it meanwhile. It fails with a clear error where Open does,
// and when there is no such file, or its schema is older than this program.
func OpenReadOnly(ctx context.Context, address string) (*Store, error) {
	return openWith(ctx, address, openSQLiteReadOnly, requireSchema)
}

// openSQLiteReadOnly sets connections up that can't write.
func openSQLiteReadOnly(path string) (*sql.DB, error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("database %s: there is no such file: check the path, which is relative to the current folder "+
			"unless it begins with a slash", path)
	}
	return sql.Open("sqlite", sqliteURI(path, map[string][]string{
		"mode": {"ro"}, "_busy_timeout": {"5000"}, "_dqs": {"0"},
	}))
}

// requireSchema fails unless the schema is the one that this program writes.
func requireSchema(ctx context.Context, s *session) error {
	names, err := migrationNames(migrations())
	if err != nil {
		return err
	}
	known, err := (&Tx{ctx: ctx, session: s}).Row(
		`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'`, nil, new(int))
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
	if err := tooNew(current, len(names)); err != nil {
		return err
	}
	if current < len(names) {
		return fmt.Errorf("its schema is version %d, this program reads version %d: start the server on it, or on a copy, "+
			"which brings it up to date", current, len(names))
	}
	return nil
}

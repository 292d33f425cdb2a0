package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Backup copies the SQLite database at address into a new file, which is its owner's alone, while servers may be using
// it: the copy is the database as of one moment. It refuses a file that exists, and fails for PostgreSQL, which has
// a program for it. A copy that fails leaves no file behind.
func Backup(ctx context.Context, address, file string) (err error) {
	at, err := locate(address, true)
	if err != nil {
		return err
	}
	if at.kind != &sqliteKind {
		return errors.New("a PostgreSQL database is backed up by PostgreSQL itself: use pg_dump, which may run while servers do, " +
			"and pg_restore")
	}
	db, err := at.connect()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	// SQLite writes into an empty file; that it is new, and nobody else can read it, is seen to here.
	target, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE|os.O_EXCL, fileMode) // #nosec G304 -- the operator names the file
	switch {
	case errors.Is(err, os.ErrExist):
		return fmt.Errorf("%s exists already: name a new file", file)
	case err != nil:
		return fmt.Errorf("create the copy: %w", err)
	}
	defer func() {
		err = errors.Join(err, target.Close())
		if err != nil {
			err = errors.Join(err, os.Remove(file))
		}
	}()
	if _, err := db.ExecContext(ctx, "VACUUM INTO $1", file); err != nil {
		return fmt.Errorf("database %s: copy: %w", at.name, explain(err))
	}
	return errors.Join(target.Sync(), syncFolder(filepath.Dir(file)))
}

// syncFolder makes sure that a new file's name outlives a loss of power.
func syncFolder(path string) error {
	folder, err := os.Open(path) // #nosec G304 -- where the operator's file is
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

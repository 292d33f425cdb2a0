package store

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
)

// beginWriting takes the write lock at once, so that a transaction never fails half-way for want of it.
const beginWriting = "BEGIN IMMEDIATE"

// fileMode keeps the database to its owner; SQLite gives its journal the same mode.
const fileMode = 0o600

// openSQLite creates the file if need be and sets the connections up. synchronous=FULL flushes the journal at
// every commit: an answered delivery survives a loss of power.
func openSQLite(path string) (*sql.DB, error) {
	if err := protect(path); err != nil {
		return nil, fmt.Errorf("database %s: %w", path, err)
	}
	settings := url.Values{
		"_txlock":       {"immediate"},
		"_busy_timeout": {"5000"},
		"_foreign_keys": {"on"},
		"_journal_mode": {"WAL"},
		"_synchronous":  {"FULL"},
		"_dqs":          {"0"},
		// Moving the journal into the database costs two flushes more: do it every 16 MB, not every 4.
		"_pragma": {"wal_autocheckpoint(4000)"},
	}
	return sql.Open("sqlite", sqliteURI(path, settings))
}

func sqliteURI(path string, settings url.Values) string {
	escaped := strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
	return "file:" + escaped + "?" + settings.Encode()
}

// protect makes sure that the file exists and is its owner's alone, before anything is written to it.
func protect(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, fileMode) // #nosec G304 -- the operator names the file
	if err != nil {
		return fmt.Errorf("%w (%w)", ErrOpen, err)
	}
	return errors.Join(file.Chmod(fileMode), file.Close())
}

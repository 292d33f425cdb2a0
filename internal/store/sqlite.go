package store

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
)

// fileMode keeps the database to its owner; SQLite gives its journal the same mode.
const fileMode = 0o600

// sqliteKind is a file that one process uses.
var sqliteKind = kind{
	folder: "sqlite",
	// The write lock is taken at once, so that a transaction never fails half-way for want of it.
	begin:      "BEGIN IMMEDIATE",
	commit:     "COMMIT",
	commitLoud: "COMMIT",
	beginView:  "BEGIN",
	reader:     "PRAGMA query_only = 1",
	known:      `SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'`,
	broken:     func(any) bool { return false },
}

func locateSQLite(path string, readOnly bool) (place, error) {
	if path == "" || strings.HasPrefix(path, ":") {
		return place{}, errors.New("database address sqlite:PATH needs the path of a file, such as sqlite:embargo.db")
	}
	connect := openSQLite
	if readOnly {
		connect = openSQLiteReadOnly
	}
	return place{kind: &sqliteKind, name: path, connect: func() (*sql.DB, error) { return connect(path) }}, nil
}

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

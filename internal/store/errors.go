package store

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// What can be wrong with a database; test with errors.Is.
var (
	ErrClosed   = errors.New("the database is closed")
	ErrFull     = errors.New("the disk is full: free some space; nothing of this change was kept")
	ErrReadOnly = errors.New("the database can't be written: check owner and mode of the file and its folder, and whether the volume is mounted read-only")
	ErrBusy     = errors.New("another process holds the database: only one may use an SQLite file")
	ErrCorrupt  = errors.New("the file is damaged or no SQLite database: restore it from a backup, or move it away to start anew")
	ErrOpen     = errors.New("the file can't be opened: check that its folder exists and may be written")
	ErrIO       = errors.New("reading or writing the file failed: check the volume")

	// ErrRecorded is returned by AddDecision for a command whose decision is on record already.
	ErrRecorded = errors.New("this command has been decided already")
	// ErrUnknown is returned when a row to be changed does not exist.
	ErrUnknown = errors.New("no such row")
)

var explanations = map[int]error{
	sqlite3.SQLITE_FULL:     ErrFull,
	sqlite3.SQLITE_READONLY: ErrReadOnly,
	sqlite3.SQLITE_BUSY:     ErrBusy,
	sqlite3.SQLITE_CORRUPT:  ErrCorrupt,
	sqlite3.SQLITE_NOTADB:   ErrCorrupt,
	sqlite3.SQLITE_CANTOPEN: ErrOpen,
	sqlite3.SQLITE_IOERR:    ErrIO,
}

// explain puts a meaning before the driver's words, where there is one. Neither ever quotes a stored value.
func explain(err error) error {
	var driver *sqlite.Error
	if !errors.As(err, &driver) {
		return err
	}
	if meaning, ok := explanations[driver.Code()&0xff]; ok && !errors.Is(err, meaning) {
		return fmt.Errorf("%w (%w)", meaning, err)
	}
	return err
}

package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// What can be wrong with a database; test with errors.Is.
var (
	ErrClosed   = errors.New("the database is closed")
	ErrFull     = errors.New("the disk is full: free some space; nothing of this change was kept")
	ErrReadOnly = errors.New("the database can't be written: check owner and mode of the file and its folder, and whether the volume is mounted read-only; of PostgreSQL, whether this is a standby")
	ErrBusy     = errors.New("another process has kept the database to itself for too long: see what else uses the SQLite file, or holds locks in PostgreSQL")
	ErrCorrupt  = errors.New("the file is damaged or no SQLite database: restore it from a backup, or move it away to start anew")
	ErrOpen     = errors.New("the file can't be opened: check that its folder exists and may be written")
	ErrIO       = errors.New("reading or writing the file failed: check the volume")
	ErrDenied   = errors.New("PostgreSQL does not let us in: check user, password, pg_hba.conf, and that the user may connect and create tables")
	ErrMissing  = errors.New("PostgreSQL has no such database: create it with createdb")
	ErrAway     = errors.New("PostgreSQL can't be reached, or stopped answering: check that it runs, host and port, the network, and sslmode")
	ErrClock    = errors.New("this machine's clock and the PostgreSQL server's differ: have both kept by NTP, since replicas share work by time")

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

// conditions are PostgreSQL's, by SQLSTATE or the class that it begins with.
var conditions = map[string]error{
	"53100": ErrFull,
	"25006": ErrReadOnly,
	"55P03": ErrBusy,
	"40P01": ErrBusy,
	"3D000": ErrMissing,
	"42501": ErrDenied,
	"28":    ErrDenied,
	"08":    ErrAway,
	"57":    ErrAway,
	"25P03": ErrAway,
	"53300": ErrAway,
	"58":    ErrIO,
	"XX001": ErrCorrupt,
	"XX002": ErrCorrupt,
}

// explain puts a meaning before the driver's words, where there is one. Neither ever quotes a stored value or a
// password.
func explain(err error) error {
	if meaning := meaningOf(err); meaning != nil && !errors.Is(err, meaning) {
		return fmt.Errorf("%w (%w)", meaning, err)
	}
	return err
}

// meaningOf gives one of the errors above for a driver's, nil when there is none.
func meaningOf(err error) error {
	if file, ok := errors.AsType[*sqlite.Error](err); ok {
		return explanations[file.Code()&0xff]
	}
	if server, ok := errors.AsType[*pgconn.PgError](err); ok {
		if meaning, ok := conditions[server.Code]; ok {
			return meaning
		}
		return conditions[server.Code[:min(2, len(server.Code))]]
	}
	var dial *pgconn.ConnectError
	var network net.Error
	for _, away := range []bool{
		errors.As(err, &dial), errors.As(err, &network), errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone),
		errors.Is(err, context.DeadlineExceeded), pgconn.Timeout(err),
	} {
		if away {
			return ErrAway
		}
	}
	return nil
}

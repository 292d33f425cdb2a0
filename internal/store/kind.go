package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"
)

// kind is what one kind of database does in its own way. All queries are the same.
type kind struct {
	folder    string            // of the parts of the migrations that are its own
	translate *strings.Replacer // makes the migrations its own SQL; nil when they are

	begin      string // begins a transaction that changes, while no other one of this program's does
	beginView  string // begins a transaction that reads one snapshot
	commit     string // ends it, and fails when a statement in it did
	commitLoud string // the same, telling everybody who watches
	skipLocked string // ends a query whose rows are taken, and passes over those that another process takes
	reader     string // makes a connection one that only reads, "" when beginView does
	clock      string // reads the server's clock in microseconds since the Unix epoch, "" when it is this machine's
	known      string // finds a row when the database has a schema of ours

	// scripts: the above may hold several statements, and are not worth preparing.
	scripts bool
	// patience bounds a transaction, 0 not at all: a server at the other end of a network may fall silent.
	patience time.Duration
	// broken tells whether a connection is of no more use.
	broken func(driverConn any) bool
}

// place is one database, before it is opened.
type place struct {
	*kind
	name    string // as shown in errors: nothing secret
	connect func() (*sql.DB, error)
	listen  func(ctx context.Context, ready, heard func()) error // nil when nobody else can announce anything
}

// locate finds out where an address leads. Nothing is opened, nor created.
func locate(address string, readOnly bool) (place, error) {
	scheme, rest, _ := strings.Cut(address, ":")
	switch scheme {
	case "sqlite":
		return locateSQLite(rest, readOnly)
	case "postgres", "postgresql":
		return locatePostgres(address, readOnly)
	}
	return place{}, errors.New("database address must be sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE, " +
		"such as sqlite:embargo.db")
}

// limit bounds ctx by the kind's patience.
func (k *kind) limit(ctx context.Context) (context.Context, context.CancelFunc) {
	if k.patience == 0 {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, k.patience)
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// writeLock is the key of the advisory lock that every transaction holds that changes something: "embargo" in ASCII.
const writeLock = "28549241956886383"

// channel is where replicas tell each other that something is due.
const channel = "embargo_agenda"

// postgresKind is a server that any number of replicas use. A transaction that changes something holds a lock until
// it ends, so that on every replica updates run one after the other, as they do in a file: what an update has
// read stays true while it writes, the record's head has one successor, and no two updates can deadlock, in
// whatever order each touches its rows. Reading needs no lock.
var postgresKind = kind{
	folder: "postgres",
	translate: strings.NewReplacer(
		" WITHOUT ROWID", "",
		"INTEGER PRIMARY KEY AUTOINCREMENT", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
		"INTEGER PRIMARY KEY", "BIGINT PRIMARY KEY",
		" TEXT ", ` TEXT COLLATE "C" `, // text sorts by its bytes, as in a file, whatever the server's language
	),
	begin:     "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(" + writeLock + ")",
	beginView: "BEGIN READ ONLY ISOLATION LEVEL REPEATABLE READ",
	// After a failure COMMIT rolls back and calls that a success; anything else before it fails.
	commit:     "SELECT; COMMIT",
	commitLoud: "NOTIFY " + channel + "; COMMIT",
	skipLocked: " FOR UPDATE SKIP LOCKED",
	known:      `SELECT 1 WHERE to_regclass('schema_version') IS NOT NULL`,
	clock:      `SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)`,
	scripts:    true,
	patience:   30 * time.Second,
	broken: func(driverConn any) bool {
		conn, ok := driverConn.(*stdlib.Conn)
		return !ok || conn.Conn().IsClosed()
	},
}

func locatePostgres(address string, readOnly bool) (place, error) {
	config, err := postgresConfig(address, readOnly)
	if err != nil {
		return place{}, err
	}
	return place{
		kind:    &postgresKind,
		name:    postgresName(config),
		connect: func() (*sql.DB, error) { return stdlib.OpenDB(*config), nil },
		listen:  func(ctx context.Context, ready, heard func()) error { return listen(ctx, config, ready, heard) },
	}, nil
}

// postgresConfig reads an address. Its errors never quote it, nor wrap one that does: it may hold a password.
func postgresConfig(address string, readOnly bool) (*pgx.ConnConfig, error) {
	config, err := pgx.ParseConfig(address)
	var file *fs.PathError
	switch {
	case errors.As(err, &file):
		return nil, fmt.Errorf("database address names a file that can't be read: %w", file)
	case err != nil:
		return nil, errors.New("database address is no valid postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=MODE; " +
			"characters such as @ : / # ? % in the password are written %40 %3A %2F %23 %3F %25")
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 10 * time.Second
	}
	dialer := net.Dialer{KeepAlive: 15 * time.Second}
	config.DialFunc = dialer.DialContext
	settings := map[string]string{
		"application_name": "embargo",
		// A replica that falls silent in a transaction, or waits for one that has, must not stop the others for long.
		"idle_in_transaction_session_timeout": "10s",
		"lock_timeout":                        "15s",
	}
	if readOnly {
		settings["default_transaction_read_only"] = "on"
	}
	for name, value := range settings {
		if _, ok := config.RuntimeParams[name]; !ok {
			config.RuntimeParams[name] = value
		}
	}
	return config, nil
}

// postgresName names a database without its password.
func postgresName(config *pgx.ConnConfig) string {
	host := net.JoinHostPort(config.Host, strconv.Itoa(int(config.Port)))
	if strings.HasPrefix(config.Host, "/") {
		host = config.Host
	}
	return fmt.Sprintf("%s at PostgreSQL on %s", strconv.Quote(config.Database), host)
}

// listen calls heard whenever a replica announces something, until ctx ends or the connection breaks, which is the
// error; and ready once it listens.
func listen(ctx context.Context, config *pgx.ConnConfig, ready, heard func()) (err error) {
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	// The connection is closed in any case; that it could not say goodbye any more is no failure.
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	ready()
	for {
		if _, err := conn.WaitForNotification(ctx); err != nil {
			return err
		}
		heard()
	}
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
)

// readers is the number of connections kept for View. Reads are short, so few are enough.
const readers = 4

// Store is an open database. Its methods may be called from any goroutine.
type Store struct {
	db   *sql.DB
	name string // as shown in errors: the address without anything secret

	writer *session
	idle   chan *session // the readers that nobody uses

	mu     sync.RWMutex // held for reading while an update is handed over, for writing to close
	closed bool
	queue  chan *update
	done   chan struct{} // closed when the writer has answered its last update
}

// Open opens the database at address, "sqlite:PATH", creating it if need be and bringing its schema up to date.
// It fails with a clear error for an unknown scheme, a path that can't be used, a file that is no database, and
// a schema newer than this program knows.
func Open(ctx context.Context, address string) (*Store, error) {
	return openWith(ctx, address, openSQLite, func(ctx context.Context, s *session) error {
		return migrate(ctx, s, migrations())
	})
}

// openWith opens the database at address with connect, and has its writer prepare it.
func openWith(
	ctx context.Context, address string, connect func(path string) (*sql.DB, error), prepare func(context.Context, *session) error,
) (*Store, error) {
	scheme, path, _ := strings.Cut(address, ":")
	if scheme != "sqlite" {
		return nil, errors.New("database address must be sqlite:PATH, such as sqlite:embargo.db")
	}
	if path == "" || strings.HasPrefix(path, ":") {
		return nil, errors.New("database address sqlite:PATH needs the path of a file, such as sqlite:embargo.db")
	}
	db, err := connect(path)
	if err != nil {
		return nil, err
	}
	s := &Store{
		db:    db,
		name:  path,
		idle:  make(chan *session, readers),
		queue: make(chan *update, maxBatch),
		done:  make(chan struct{}),
	}
	if err := s.connect(ctx, prepare); err != nil {
		return nil, errors.Join(fmt.Errorf("database %s: %w", path, explain(err)), db.Close())
	}
	go s.write(context.WithoutCancel(ctx))
	return s, nil
}

// connect opens the writer, prepares the database with it, and then opens the readers.
func (s *Store) connect(ctx context.Context, prepare func(context.Context, *session) error) (err error) {
	if s.writer, err = newSession(ctx, s.db); err != nil {
		return err
	}
	if err := prepare(ctx, s.writer); err != nil {
		return err
	}
	for range readers {
		reader, err := newSession(ctx, s.db)
		if err != nil {
			return err
		}
		if _, err := reader.exec(ctx, "PRAGMA query_only = 1"); err != nil {
			return err
		}
		s.idle <- reader
	}
	return nil
}

// View runs f on one consistent snapshot. f must not write, nor keep tx.
func (s *Store) View(ctx context.Context, f func(*Tx) error) (err error) {
	var reader *session
	select {
	case reader = <-s.idle:
	case <-ctx.Done():
		return ctx.Err()
	case <-s.done:
		return ErrClosed
	}
	defer func() { s.idle <- reader }()

	// A statement that is interrupted half-way leaves its connection in doubt, and all of ours are short: so
	// the caller's context decides whether we begin, not whether we end.
	ctx = context.WithoutCancel(ctx)
	if _, err := reader.exec(ctx, "BEGIN"); err != nil {
		return s.wrap(err)
	}
	defer func() {
		_, endErr := reader.exec(ctx, "ROLLBACK")
		err = errors.Join(err, s.wrap(endErr))
	}()
	return f(&Tx{ctx: ctx, session: reader})
}

// Ping tells whether the database can be read and written now, without changing anything.
func (s *Store) Ping(ctx context.Context) error {
	err := s.View(ctx, func(tx *Tx) error {
		_, err := tx.Row("SELECT MAX(version) FROM schema_version", nil, new(int64))
		return err
	})
	if err != nil {
		return err
	}
	return s.Update(ctx, func(*Tx) error { return nil })
}

// Close waits for the updates already handed over, then closes the database. Closing twice is harmless.
func (s *Store) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	close(s.queue)
	s.mu.Unlock()

	<-s.done
	var errs []error
	for range readers {
		errs = append(errs, (<-s.idle).close())
	}
	return errors.Join(append(errs, s.writer.close(), s.db.Close())...)
}

// wrap names the database in a driver's error and explains what to do about it.
func (s *Store) wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("database %s: %w", s.name, explain(err))
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"
)

// readers is the number of connections kept for View. Reads are short, so few are enough.
const readers = 4

// Store is an open database. Its methods may be called from any goroutine.
type Store struct {
	place
	db  *sql.DB
	now func() time.Time // this machine's clock, only to compare it with a server's

	writer *session      // nil when it has to be connected anew
	idle   chan *session // the readers that nobody uses; a nil one has to be connected anew

	mu     sync.RWMutex // held for reading while an update is handed over, for writing to close
	closed bool
	queue  chan *update
	done   chan struct{} // closed when the writer has answered its last update
}

// Open opens the database at address, "sqlite:PATH" or "postgres://…", creating a file if need be and bringing the
// schema up to date. It fails with a clear error, in which no password stands, for an unknown scheme, a path that
// can't be used, a file that is no database, a server that can't be reached or doesn't let us in, and a schema
// newer than this program knows. A server that fails later is connected to again.
func Open(ctx context.Context, address string) (*Store, error) {
	return openWith(ctx, address, false, func(ctx context.Context, s *session) error {
		_, _, err := migrateAll(ctx, s)
		return err
	})
}

// OpenReadOnly opens a database that exists, to look at it: Update fails with ErrReadOnly, and nothing of the
// database is changed, its schema neither. Servers may be using it meanwhile. It fails with a clear error where Open
// does, and when there is no such file, or its schema is older than this program.
func OpenReadOnly(ctx context.Context, address string) (*Store, error) {
	return openWith(ctx, address, true, requireSchema)
}

// openWith opens the database at address, and has its writer prepare it.
func openWith(ctx context.Context, address string, readOnly bool, prepare func(context.Context, *session) error) (*Store, error) {
	at, err := locate(address, readOnly)
	if err != nil {
		return nil, err
	}
	s, err := at.open()
	if err != nil {
		return nil, err
	}
	if err := s.start(ctx, prepare); err != nil {
		return nil, errors.Join(s.wrap(err), s.db.Close())
	}
	go s.write(context.WithoutCancel(ctx))
	return s, nil
}

// open gives the database there without connecting to it.
func (p place) open() (*Store, error) {
	db, err := p.connect()
	if err != nil {
		return nil, err
	}
	return &Store{
		place: p,
		db:    db,
		now:   time.Now,
		idle:  make(chan *session, readers),
		queue: make(chan *update, maxBatch),
		done:  make(chan struct{}),
	}, nil
}

// start opens the writer, prepares the database with it, and then opens the readers.
func (s *Store) start(ctx context.Context, prepare func(context.Context, *session) error) (err error) {
	if s.writer, err = newSession(ctx, s.db, s.kind); err != nil {
		return err
	}
	if err := prepare(ctx, s.writer); err != nil {
		return err
	}
	for range readers {
		reader, err := s.newReader(ctx)
		if err != nil {
			return err
		}
		s.idle <- reader
	}
	return nil
}

func (s *Store) newReader(ctx context.Context) (*session, error) {
	reader, err := newSession(ctx, s.db, s.kind)
	if err != nil || s.reader == "" {
		return reader, err
	}
	return reader, reader.command(ctx, s.reader)
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
	ctx, cancel := s.limit(context.WithoutCancel(ctx))
	defer cancel()
	if reader, err = s.beginOn(ctx, reader, s.beginView, s.newReader); err != nil {
		return s.wrap(err)
	}
	defer func() {
		endErr := reader.command(ctx, "ROLLBACK")
		err = errors.Join(err, s.wrap(endErr))
		reader = discard(reader)
	}()
	return f(&Tx{ctx: ctx, session: reader})
}

// beginOn begins a transaction on a connection, or on a new one when that is nil or turns out to be broken. It gives
// the connection, nil when there is none.
func (s *Store) beginOn(
	ctx context.Context, old *session, begin string, connect func(context.Context) (*session, error),
) (*session, error) {
	if old != nil {
		err := old.begin(ctx, begin)
		if old = discard(old); err == nil || old != nil {
			return old, err
		}
	}
	fresh, err := connect(ctx)
	if err != nil {
		return nil, err
	}
	err = fresh.begin(ctx, begin)
	return discard(fresh), err
}

// discard closes a connection that is of no more use, and gives nil in its place.
func discard(s *session) *session {
	if s == nil || !s.broken() {
		return s
	}
	_ = s.close() // it is broken: closing only frees what belongs to it here
	return nil
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
	errs := []error{closeSession(s.writer)}
	for range readers {
		errs = append(errs, closeSession(<-s.idle))
	}
	return errors.Join(append(errs, s.db.Close())...)
}

func closeSession(s *session) error {
	if s = discard(s); s == nil {
		return nil
	}
	return s.close()
}

// wrap names the database in a driver's error and explains what to do about it.
func (s *Store) wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("database %s: %w", s.name, explain(err))
}

package store

import (
	"context"
	"database/sql"
	"errors"
)

// session is one connection and the statements prepared on it. It is used by one goroutine at a time.
type session struct {
	kind       *kind
	conn       *sql.Conn
	statements map[string]*sql.Stmt
}

func newSession(ctx context.Context, db *sql.DB, k *kind) (*session, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &session{kind: k, conn: conn, statements: map[string]*sql.Stmt{}}, nil
}

// prepare gives the prepared form of query. The queries are constants of this program, so the cache is bounded.
func (s *session) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if statement, ok := s.statements[query]; ok {
		return statement, nil
	}
	statement, err := s.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s.statements[query] = statement
	return statement, nil
}

func (s *session) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	statement, err := s.prepare(ctx, query) //nolint:sqlclosecheck // closed with the session
	if err != nil {
		return nil, err
	}
	return statement.ExecContext(ctx, args...)
}

// command runs a statement without arguments that begins, ends or divides a transaction.
func (s *session) command(ctx context.Context, text string) error {
	if s.kind.scripts {
		_, err := s.conn.ExecContext(ctx, text)
		return err
	}
	_, err := s.exec(ctx, text)
	return err
}

// begin begins a transaction; when it fails, there is none.
func (s *session) begin(ctx context.Context, text string) error {
	err := s.command(ctx, text)
	if err != nil {
		// It may have got as far as waiting for its lock. Where nothing has begun, this fails, and there is nothing to undo.
		_ = s.command(ctx, "ROLLBACK")
	}
	return err
}

// broken tells whether the connection is of no more use.
func (s *session) broken() bool {
	broken := true
	err := s.conn.Raw(func(driverConn any) error {
		broken = s.kind.broken(driverConn)
		return nil
	})
	return err != nil || broken
}

func (s *session) close() error {
	var errs []error
	for _, statement := range s.statements {
		errs = append(errs, statement.Close())
	}
	return errors.Join(append(errs, s.conn.Close())...)
}

package pgtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Backend is one kind of database.
type Backend struct {
	Name string // "sqlite" or "postgres"
	// Address gives the address of a new, empty database, which goes with the test.
	Address func(tb testing.TB) string
}

// Backends is the table of the kinds of database that can be tested here.
func Backends() []Backend {
	backends := []Backend{{Name: "sqlite", Address: func(tb testing.TB) string {
		tb.Helper()
		return "sqlite:" + filepath.Join(tb.TempDir(), "test.db")
	}}}
	if Installed() {
		backends = append(backends, Backend{Name: "postgres", Address: Address})
	}
	return backends
}

// Main runs a package's tests and ends the test binary. See Run.
func Main(m *testing.M) { os.Exit(Run(m)) }

// Run runs a package's tests, ends the server that they used, if any, and gives the exit code. Where PostgreSQL is
// missing it says so, and with CI=true runs nothing and fails.
func Run(m *testing.M) (code int) {
	if !Installed() {
		fmt.Fprintln(os.Stderr, "pgtest: no PostgreSQL in PATH or /usr/lib/postgresql/*/bin: make test installs it where it can")
		if os.Getenv("CI") == "true" {
			return 1
		}
		fmt.Fprintln(os.Stderr, "pgtest: the tests over PostgreSQL are left out")
	}
	if err := useMemory(); err != nil {
		fmt.Fprintln(os.Stderr, "pgtest:", err)
		return 1
	}
	code = m.Run()
	if err := shared.end(); err != nil {
		fmt.Fprintln(os.Stderr, "pgtest:", err)
		code = max(code, 1)
	}
	return code
}

// shared is the test binary's server.
var shared sharedServer

type sharedServer struct {
	mu     sync.Mutex
	server *Server
	err    error
}

// get starts the server at the first call.
func (s *sharedServer) get() (*Server, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.server == nil && s.err == nil {
		s.server, s.err = create()
	}
	return s.server, s.err
}

func (s *sharedServer) end() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.server == nil {
		return nil
	}
	return s.server.remove()
}

// Address gives the address of a new, empty PostgreSQL database, which goes with the test.
func Address(tb testing.TB) string {
	tb.Helper()
	server, err := shared.get()
	if err != nil {
		tb.Fatalf("start PostgreSQL: %v", err)
	}
	return server.Database(tb)
}

var databases atomic.Int64

// Database makes a new, empty database on the server, which goes with the test, and gives its address.
func (s *Server) Database(tb testing.TB) string {
	tb.Helper()
	name := fmt.Sprintf("test_%d", databases.Add(1))
	if err := s.admin(tb.Context(), "CREATE DATABASE "+name); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if !s.running() {
			return // the whole server goes with the test
		}
		if err := s.admin(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			tb.Error(err)
		}
	})
	return s.address(name)
}

// admin runs a statement as the server's owner.
func (s *Server) admin(ctx context.Context, query string) error {
	conn, err := pgx.Connect(ctx, s.address("postgres"))
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, query)
	if closeErr := conn.Close(ctx); err == nil {
		err = closeErr
	}
	return err
}

package pgtest

import (
	"context"
	"errors"
	"os"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestMain(m *testing.M) {
	if os.Getenv(orphanEnv) != "" {
		orphan()
	}
	Main(m)
}

// rows counts what a database holds after adding one row to it.
func rows(t *testing.T, address string) (n int) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{"CREATE TABLE IF NOT EXISTS x (n INT)", "INSERT INTO x VALUES (1)"} {
		if _, err := conn.Exec(ctx, query); err != nil {
			t.Fatal(err)
		}
	}
	if err := conn.QueryRow(ctx, "SELECT COUNT(*) FROM x").Scan(&n); err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(ctx); err != nil {
		t.Error(err)
	}
	return n
}

func TestEveryAddressIsNew(t *testing.T) {
	for _, backend := range Backends() {
		t.Run(backend.Name, func(t *testing.T) {
			if one, two := backend.Address(t), backend.Address(t); backend.Name == "postgres" && (rows(t, one) != 1 || rows(t, two) != 1) || one == two {
				t.Errorf("%s and %s are not two new databases", one, two)
			}
		})
	}
}

func TestServerComesBack(t *testing.T) {
	if !Installed() {
		return // Main has said so
	}
	s := Start(t)
	address := s.Database(t)
	if n := rows(t, address); n != 1 {
		t.Fatalf("%d rows in a new database", n)
	}
	for _, end := range []func() error{s.Stop, s.Crash, s.Stop} {
		if err := end(); err != nil {
			t.Fatal(err)
		}
		if _, err := pgx.Connect(t.Context(), address); err == nil {
			t.Error("a stopped server answers")
		}
		if err := s.Resume(); err != nil {
			t.Fatal(err)
		}
		rows(t, address)
	}
}

// helper gives the id of one of the processes that a server starts for itself.
func helper(t *testing.T, address string) (pid int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	query := "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'"
	if err := errors.Join(conn.QueryRow(t.Context(), query).Scan(&pid), conn.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
	return pid
}

// TestCrashWaitsForEverybody: a process of the killed server that takes its time must have gone before another server is
// started in the folder, which it would not let be.
func TestCrashWaitsForEverybody(t *testing.T) {
	if !Installed() {
		return
	}
	s := Start(t)
	address := s.Database(t)
	slow, err := os.FindProcess(helper(t, address))
	if err == nil {
		err = slow.Signal(syscall.SIGSTOP)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = slow.Signal(syscall.SIGCONT) }) // it has gone, unless the test failed
	crashed := make(chan error)
	go func() { crashed <- s.Crash() }()
	for refused := 0; refused < 500; { // more than enough for whoever waits for the server alone
		conn, err := pgx.Connect(t.Context(), address)
		if err == nil {
			err = conn.Close(t.Context())
		}
		if err != nil {
			refused++
		}
	}
	select {
	case err := <-crashed:
		t.Fatalf("the crash is over, %v, while one of the server's processes lives", err)
	default:
	}
	if err := slow.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if err := <-crashed; err != nil {
		t.Fatal(err)
	}
	if err := s.Resume(); err != nil {
		t.Fatal(err)
	}
	rows(t, address)
}

// TestTemporaryFoldersGoWhereTheyAreTold: memory is only for who said nothing.
func TestTemporaryFoldersGoWhereTheyAreTold(t *testing.T) {
	told := t.TempDir()
	t.Setenv("TMPDIR", told)
	if err := useMemory(); err != nil || os.Getenv("TMPDIR") != told {
		t.Errorf("temporary folders are in %s, not in %s: %v", os.Getenv("TMPDIR"), told, err)
	}
}

package pgtest

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestMain(m *testing.M) { Main(m) }

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

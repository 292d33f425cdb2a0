package chaos

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/internal/store/pgtest"
)

// readiness is what an operator is shown.
func readiness(t *testing.T, p *process) (status int, text string) {
	t.Helper()
	response, err := http.Get("http://" + p.listen + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

// loseDatabase takes the database of a running server away in the moment in which the checklist arrives at GitHub, so that
// it cannot be recorded. People go on meanwhile. The operator reads what is wrong and what to do, GitHub keeps the
// deliveries as failed, and once the database is back the same process makes everything good, and says nothing twice.
func (w *world) loseDatabase(t *testing.T, lose, restore func() error, meaning error) {
	t.Helper()
	if _, _, err := w.step(t.Context()); err != nil {
		t.Fatal(err)
	}
	noticed := make(chan error)
	w.sim.Inject(githubsim.Fault{
		Match: func(r *http.Request) bool {
			return r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/comments")
		},
		Delay: func() {
			err := lose()
			go func() {
				w.log.await(meaning.Error())
				noticed <- err
			}()
		},
	})
	do := func(steps ...step) {
		t.Helper()
		if err := together(steps...)(w); err != nil {
			t.Fatal(err)
		}
		if _, err := w.sim.DeliverPending(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	do(reports(main, demo.Repo))
	if err := <-noticed; err != nil {
		t.Fatal(err)
	}
	do(says(demo.Reporter, main, "/help", "/nonsense"), reports("another", demo.Repo))
	deliveries := w.sim.Deliveries(demo.AppID)
	if last := deliveries[len(deliveries)-1]; last.Event != "repository_advisory" || last.Code < http.StatusInternalServerError {
		t.Errorf("without its database %s was answered %d", last.Event, last.Code)
	}
	server := w.running()
	if status, text := readiness(t, server); status != http.StatusServiceUnavailable || !strings.Contains(text, "database: "+meaning.Error()) {
		t.Errorf("without its database the operator reads %d %s", status, text)
	}
	if err := restore(); err != nil {
		t.Fatal(err)
	}
	if calm, err := w.until(t.Context(), nil, w.clock().Add(settling)); err != nil || !calm {
		t.Fatalf("with its database again: calm %t, %v", calm, err)
	}
	if status, text := readiness(t, server); status != http.StatusOK || !strings.Contains(text, "database: ok") {
		t.Errorf("with its database again the operator reads %d %s", status, text)
	}
	if got := len(w.thread(t, main)); got != 3 { // the checklist, a comment and its answer
		t.Errorf("%d comments, want 3", got)
	}
	if got := len(w.thread(t, "another")); got != 1 {
		t.Errorf("%d comments in the second advisory, want its checklist", got)
	}
}

// statements runs statements on the PostgreSQL database at an address, whatever that may be made to refuse.
func statements(ctx context.Context, address string, queries ...string) error {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	for _, query := range append([]string{`SET default_transaction_read_only = off`}, queries...) {
		if _, err = conn.Exec(ctx, query); err != nil {
			break
		}
	}
	return errors.Join(err, conn.Close(ctx))
}

const (
	// failOver ends all other connections to the database.
	failOver = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`
	// fillUp has every table refuse more, with the words and the code of a full disk.
	fillUp = `CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS
		$$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
		DO $$ DECLARE name text; BEGIN
			FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
				EXECUTE format('CREATE TRIGGER fill BEFORE INSERT OR UPDATE ON %I EXECUTE FUNCTION fill()', name);
			END LOOP; END $$`
	readOnly  = `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$`
	writeable = `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I RESET default_transaction_read_only', current_database()); END $$`
)

// TestPostgresIsLost: its disk is full, it is a standby after a failover, or it has crashed.
func TestPostgresIsLost(t *testing.T) {
	if !pgtest.Installed() {
		return // TestMain has said so
	}
	server := pgtest.Start(t)
	run := func(queries ...string) func(address string) error {
		return func(address string) error { return statements(context.Background(), address, queries...) }
	}
	for _, test := range []struct {
		name          string
		lose, restore func(address string) error
		meaning       error
	}{
		{"full", run(fillUp), run(`DROP FUNCTION fill CASCADE`), store.ErrFull},
		{"read-only", run(readOnly, failOver), run(writeable, failOver), store.ErrReadOnly},
		{"crashed", func(string) error { return server.Crash() }, func(string) error { return server.Resume() }, store.ErrAway},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, pgtest.Backend{Name: "postgres", Address: server.Database})
			if err := w.start(); err != nil {
				t.Fatal(err)
			}
			w.loseDatabase(t, func() error { return test.lose(w.database) }, func() error { return test.restore(w.database) }, test.meaning)
		})
	}
}

package scenario

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/store"
)

// cutOff keeps webhooks from arriving until reached.
func cutOff(w *world, _ *testscript.TestScript, _ []string) error {
	w.unreachable.Store(true)
	return nil
}

func reached(w *world, _ *testscript.TestScript, _ []string) error {
	if _, err := w.sim.DeliverPending(context.Background()); err != nil { // in vain
		return err
	}
	w.unreachable.Store(false)
	return nil
}

// down stops the process until up; what happens meanwhile reaches nobody.
func down(w *world, ts *testscript.TestScript, args []string) error {
	if err := w.app.Close(); err != nil {
		return err
	}
	return cutOff(w, ts, args)
}

func up(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	d, err := time.ParseDuration(args[0])
	if err != nil {
		return err
	}
	w.advance(d)
	if err := reached(w, ts, args); err != nil {
		return err
	}
	return w.start()
}

func remembered(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 2); err != nil {
		return err
	}
	return w.app.Store.View(context.Background(), func(tx *store.Tx) error {
		notes, err := tx.Notes(args[1])
		if err == nil && strconv.Itoa(len(notes)) != args[0] {
			err = fmt.Errorf("it has %d: %v", len(notes), notes)
		}
		return err
	})
}

// metric compares one line of the metrics page.
func metric(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 2); err != nil {
		return err
	}
	metrics := page(w.app.MetricsHandler(), "/metrics")
	for line := range strings.Lines(string(metrics)) {
		if value, ok := strings.CutPrefix(strings.TrimSpace(line), args[0]+" "); ok {
			if value != args[1] {
				return fmt.Errorf("%s is %s", args[0], value)
			}
			return nil
		}
	}
	if args[1] != "none" {
		return fmt.Errorf("no %s in\n%s", args[0], metrics)
	}
	return nil
}

// page reads one of the server's pages.
func page(h http.Handler, path string) []byte {
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, http.NoBody))
	return answer.Body.Bytes()
}

// readiness prints the readiness page.
func readiness(w *world, ts *testscript.TestScript, _ []string) error {
	_, err := ts.Stdout().Write(page(w.app.Handler(), "/readyz"))
	return err
}

// TestWritesAreSpaced plays the beginning of a story with GitHub's wish to write at most once a second. The clock moves
// only when somebody waits.
func TestWritesAreSpaced(t *testing.T) {
	w, err := newWorld(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.app.Close(); err != nil {
		t.Fatal(err)
	}
	w.settings.WriteInterval = time.Second
	w.waitToWrite = func(_ context.Context, d time.Duration) error { w.advance(d); return nil }
	var last time.Time
	writesSeen := 0
	w.intercept = func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
		if writes(r) {
			writesSeen++
			if now := w.clock(); now.Sub(last) < time.Second {
				t.Errorf("%s %s comes %s after the write before", r.Method, r.URL.Path, now.Sub(last))
			} else {
				last = now
			}
		}
		return next.RoundTrip(r)
	}
	if err := w.start(); err != nil {
		t.Fatal(err)
	}
	for range 6 {
		w.advisory, err = w.sim.Report(demo.Reporter, demo.Org+"/"+demo.Repo, githubsim.Report{Summary: "s", Description: "d"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.sim.Comment(demo.SRC, w.advisory, "/status\n/ack"); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if writesSeen < 12 {
		t.Errorf("%d writes, want a checklist and an answer for each of 6 advisories", writesSeen)
	}
	turns := fmt.Sprintf("embargo_github_write_wait_seconds_count %d\n", writesSeen)
	if metrics := page(w.app.MetricsHandler(), "/metrics"); !bytes.Contains(metrics, []byte(turns)) {
		t.Errorf("the metrics have no %s", turns)
	}
	if err := w.app.Close(); err != nil {
		t.Error(err)
	}
}

// TestRoutineLeavesAShare: with little left of the hour, sweeps wait for the next one, and a command is answered.
func TestRoutineLeavesAShare(t *testing.T) {
	w, err := newWorld(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w.advisory, err = w.sim.Report(demo.Reporter, demo.Org+"/"+demo.Repo, githubsim.Report{Summary: "s", Description: "d"})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.intercept = func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
		resp, err := next.RoundTrip(r)
		if err == nil {
			resp.Header.Set("X-RateLimit-Remaining", "900")
		}
		return resp, err
	}
	if err := w.pass(20 * time.Minute); err != nil {
		t.Fatal(err)
	}
	if metrics := page(w.app.MetricsHandler(), "/metrics"); !bytes.Contains(metrics, []byte(`why="reserved"`)) {
		t.Fatal("no sweep was held back")
	}
	before, err := w.sim.Thread(w.advisory)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.sim.Comment(demo.SRC, w.advisory, "/status"); err != nil {
		t.Fatal(err)
	}
	if err := w.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	after, err := w.sim.Thread(w.advisory)
	if err != nil || len(after) != len(before)+2 {
		t.Errorf("%d comments after %d and a command, %v", len(after), len(before), err)
	}
	entries, err := w.app.Agenda.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.LastError != "" || e.Attempts != 0 {
			t.Errorf("waiting for the next hour counts as a failure: %+v", e)
		}
	}
	w.check(t)
	if err := w.app.Close(); err != nil {
		t.Error(err)
	}
}

// TestReadinessTellsWhatIsWrong has one part after the other fail. The page never names a path or a repository.
func TestReadinessTellsWhatIsWrong(t *testing.T) {
	w, err := newWorld(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	ask := func() (int, string) {
		t.Helper()
		rec := httptest.NewRecorder()
		w.app.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/readyz", http.NoBody))
		return rec.Code, rec.Body.String()
	}
	expect := func(code int, want string) {
		t.Helper()
		if got, body := ask(); got != code || body != want {
			t.Errorf("%d %q, want %d %q", got, body, code, want)
		}
	}
	expect(http.StatusOK, "ready\ndatabase: ok\nagenda: ok\ngithub: not asked yet\n")
	if err := w.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	expect(http.StatusOK, "ready\ndatabase: ok\nagenda: ok\ngithub: ok\n")
	good := w.clock().UTC().Format(time.RFC3339)
	w.sim.Inject(githubsim.Fault{Status: http.StatusUnauthorized, Times: -1})
	w.advance(pollInterval)
	if _, err := w.app.Agenda.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	expect(http.StatusOK, "ready\ndatabase: ok\nagenda: 1 failing; see: embargo agenda\ngithub: the App is not let in: check "+
		"GITHUB_APP_INTEGRATION_ID, GITHUB_APP_PRIVATE_KEY and this machine's clock (last good answer at "+good+")\n")
	if err := w.app.Agenda.Mark(t.Context(), "look/no-such-owner/repository/GHSA-2345-6789-cfgh", w.clock()); err != nil {
		t.Fatal(err)
	}
	w.sim.ClearFaults()
	w.advance(pollInterval)
	if _, err := w.app.Agenda.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	expect(http.StatusOK, "ready\ndatabase: ok\nagenda: 1 stuck; see: embargo agenda\ngithub: ok\n")
	w.advance(time.Hour)
	if _, body := ask(); !strings.Contains(body, "the workers do not keep up") {
		t.Errorf("an hour behind: %q", body)
	}
	if err := w.app.Close(); err != nil {
		t.Fatal(err)
	}
	expect(http.StatusServiceUnavailable, "not ready\ndatabase: the database is closed\n")
}

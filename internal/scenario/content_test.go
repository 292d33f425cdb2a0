package scenario

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/store"
)

// newPacedWorld gives an organisation in enforce mode, an accepted report, and an app that writes as GitHub wants it to.
func newPacedWorld(t *testing.T) *world {
	t.Helper()
	w, err := newWorld(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w.settings.WriteInterval = time.Second
	w.waitToWrite = func(_ context.Context, d time.Duration) error { w.advance(d); return nil }
	if err := restart(w, nil, nil); err != nil {
		t.Fatal(err)
	}
	if err := setMode(w, nil, []string{"enforce"}); err != nil {
		t.Fatal(err)
	}
	w.advisory, err = w.sim.Report(demo.Reporter, demo.Org+"/"+demo.Repo, githubsim.Report{Summary: "s", Description: "d"})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := w.sim.Accept(demo.SRC, w.advisory); err != nil {
		t.Fatal(err)
	}
	if err := w.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	return w
}

// fill has the last turn of a row of comments lie as far ahead as it may.
func (w *world) fill(t *testing.T, row string) {
	t.Helper()
	err := w.app.Store.Update(t.Context(), func(tx *store.Tx) error {
		return tx.SetNote(row+strconv.FormatInt(w.installation, 10), strconv.FormatInt(w.clock().Add(time.Hour).UnixMicro(), 10))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestBusyHour: when as much was written in the last hour as GitHub takes, answers wait until there is room. A stranger is
// taken off the advisory at once all the same, and nothing counts as a failure.
func TestBusyHour(t *testing.T) {
	w := newPacedWorld(t)
	w.fill(t, "content/")
	comments := func() int {
		t.Helper()
		thread, err := w.sim.Thread(w.advisory)
		if err != nil {
			t.Fatal(err)
		}
		return len(thread)
	}
	if _, err := w.sim.Comment(demo.SRC, w.advisory, "/status"); err != nil {
		t.Fatal(err)
	}
	if err := w.sim.AddCollaborator(demo.SRC, w.advisory, "dora"); err != nil {
		t.Fatal(err)
	}
	before := comments()
	if err := w.app.Agenda.MarkFor(t.Context(), agenda.Key(agenda.KindLook, w.advisory.String()), w.clock(), agenda.CauseBeat); err != nil {
		t.Fatal(err)
	}
	if _, err := w.app.Agenda.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if now := comments(); now != before {
		t.Errorf("%d comments in an hour that is full", now-before)
	}
	advisory, err := w.sim.Advisory(w.advisory)
	if err != nil || slices.Contains(advisory.Users, "dora") {
		t.Errorf("on the advisory are %v, %v", advisory.Users, err)
	}
	if metrics := page(w.app.MetricsHandler(), "/metrics"); !bytes.Contains(metrics, []byte(`why="content-limit"`)) {
		t.Error("the metrics do not tell of it")
	}
	entries, err := w.app.Agenda.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.LastError != "" || e.Attempts != 0 {
			t.Errorf("waiting counts as a failure: %+v", e)
		}
	}
	if err := w.pass(5 * time.Minute); err != nil {
		t.Fatal(err)
	}
	if now := comments(); now != before+2 {
		t.Errorf("%d comments after that, want the answer and the note of the removal", now-before)
	}
	w.check(t)
	if err := w.app.Close(); err != nil {
		t.Error(err)
	}
}

// TestBusyHourKeepsNoMomentBack: while an answer has to wait for an hour, the look does not sleep over a deadline.
func TestBusyHourKeepsNoMomentBack(t *testing.T) {
	w := newPacedWorld(t)
	deadline := w.clock().Add(30 * time.Minute).Truncate(time.Minute)
	if _, err := w.sim.Comment(demo.SRC, w.advisory, "/extend private-fork "+deadline.Format("2006-01-02 15:04")+" x"); err != nil {
		t.Fatal(err)
	}
	if err := w.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.fill(t, "content/")
	w.fill(t, "line/")
	if _, err := w.sim.Comment(demo.SRC, w.advisory, "/status"); err != nil {
		t.Fatal(err)
	}
	key := agenda.Key(agenda.KindLook, w.advisory.String())
	if err := w.app.Agenda.MarkFor(t.Context(), key, w.clock(), agenda.CauseBeat); err != nil {
		t.Fatal(err)
	}
	if _, err := w.app.Agenda.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	entries, err := w.app.Agenda.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, e := range entries {
		found = found || e.Key == key
		if e.Key == key && (e.Due.After(deadline) || !slices.Contains(e.Causes, agenda.CauseBeat)) {
			t.Errorf("it is looked at again at %s because of %v, after the deadline at %s", e.Due, e.Causes, deadline)
		}
	}
	if !found {
		t.Error("it is not looked at again")
	}
	if err := w.app.Close(); err != nil {
		t.Error(err)
	}
}

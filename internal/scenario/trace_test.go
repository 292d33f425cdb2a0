package scenario

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
)

// logLine is what the trace is read from.
type logLine struct {
	Message, Cause, Delivery, Key, Action, Advisory, Outcome string
	Causes                                                   []string
}

func logLines(t *testing.T, w *world) []logLine {
	t.Helper()
	var lines []logLine
	decoder := json.NewDecoder(bytes.NewReader(w.log.Bytes()))
	for decoder.More() {
		var l logLine
		if err := decoder.Decode(&l); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, l)
	}
	return lines
}

// TestADeliveryCanBeFollowedToItsActions: the number that stands beside the delivery in the log stands beside the work
// and the actions that it caused, although GitHub fails first and the process is replaced in between.
func TestADeliveryCanBeFollowedToItsActions(t *testing.T) {
	w, err := newWorld(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.sim.Inject(githubsim.Fault{Method: http.MethodGet, Path: "/repos/*/*/security-advisories/*", Status: http.StatusBadGateway})
	w.advisory, err = w.sim.Report(demo.Reporter, demo.Org+"/"+demo.Repo, githubsim.Report{Summary: "s", Description: "d"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.sim.Comment(demo.SRC, w.advisory, "/status\n/ack"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.sim.DeliverPending(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := w.app.Agenda.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := restart(w, nil, nil); err != nil {
		t.Fatal(err)
	}
	if err := w.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	deliveries := w.sim.Deliveries(demo.AppID)
	guid := deliveries[slices.IndexFunc(deliveries, func(d githubsim.Delivery) bool { return d.Event == "repository_advisory" })].GUID
	lines := logLines(t, w)
	at := slices.IndexFunc(lines, func(l logLine) bool { return l.Message == "webhook" && l.Delivery == guid })
	if at < 0 || lines[at].Cause == "" {
		t.Fatalf("the delivery %s is not in the log:\n%s", guid, w.log)
	}
	cause := lines[at].Cause
	var found []string
	for _, l := range lines[at:] {
		if !slices.Contains(l.Causes, cause) {
			continue
		}
		if l.Key != "" && l.Key != "look/"+l.Advisory && l.Message != "work" {
			t.Errorf("unexpected %+v", l)
		}
		found = append(found, l.Message+" "+l.Outcome)
	}
	for _, want := range []string{"work failed", "command decided ", "action finished ", "work again"} {
		if !slices.Contains(found, want) {
			t.Errorf("no line %q with %s, only %q", want, cause, found)
		}
	}
	if err := w.app.Close(); err != nil {
		t.Error(err)
	}
}

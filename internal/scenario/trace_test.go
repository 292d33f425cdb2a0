package scenario

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
)

// logLine is what the trace is read from.
type logLine struct {
	Level, Message, Cause, Delivery, Key, Action, Advisory, Outcome string
	Causes                                                          []string
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

// trace finds the newest delivery of an event in the log, and gives its number and the lines from there on.
func trace(t *testing.T, w *world, event string) (cause string, lines []logLine) {
	t.Helper()
	guid := ""
	for _, d := range w.sim.Deliveries(demo.AppID) {
		if d.Event == event {
			guid = d.GUID
		}
	}
	lines = logLines(t, w)
	at := slices.IndexFunc(lines, func(l logLine) bool { return l.Message == "webhook" && l.Delivery == guid })
	if at < 0 || lines[at].Cause == "" {
		t.Fatalf("the delivery %q of %s is not in the log:\n%s", guid, event, w.log)
	}
	return lines[at].Cause, lines[at:]
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
	cause, lines := trace(t, w, "repository_advisory")
	var found []string
	for _, l := range lines {
		if !slices.Contains(l.Causes, cause) {
			continue
		}
		if l.Key != "" && l.Key != "look/"+l.Advisory && l.Message != "work" && l.Level != "warn" {
			t.Errorf("unexpected %+v", l)
		}
		found = append(found, l.Message+" "+l.Outcome)
	}
	failure := "agenda key failed and will be tried again "
	for _, want := range []string{failure, "work failed", "command decided ", "action finished ", "work again"} {
		if !slices.Contains(found, want) {
			t.Errorf("no line %q with %s, only %q", want, cause, found)
		}
	}
	if err := w.app.Close(); err != nil {
		t.Error(err)
	}
}

// TestADeliveryCanBeFollowedOutOfTheThread: so it is with what the app does elsewhere than in the thread.
func TestADeliveryCanBeFollowedOutOfTheThread(t *testing.T) {
	for _, test := range []struct {
		name, event string
		happens     func(*world) error
		want        []string // messages of the lines that tell of it
	}{
		{"a leak, and the letter to the SRC", "push", func(w *world) error {
			_, err := w.sim.PushCommit(demo.Owner, demo.Org+"/"+demo.Repo, githubsim.Commit{Branch: "topic", Message: "Fix " + w.advisory.GHSA})
			return err
		}, []string{"action finished", "letter finished"}},
		{"somebody in the SRC's team, and the notice to the SRC", "membership", func(w *world) error {
			return w.sim.SetTeamMembers(demo.Org, demo.SRCTeam, demo.SRC, demo.SRC2, "ines", "mallory")
		}, []string{"the SRC's team and the roster differ", "notice finished"}},
		{"a mistake in a process file, and the notice to the SRC", "push", func(w *world) error {
			_, err := w.sim.PushCommit(demo.Owner, demo.Org+"/"+demo.Repo, githubsim.Commit{
				Branch: "main", Message: "Be good", Files: map[string]string{config.ProcessPath: "version: 1\nmood: good\n"},
			})
			return err
		}, []string{"process file has a mistake; its last good version stays in force", "notice finished"}},
		{"a deployment, and its answer", "deployment_protection_rule", func(w *world) error {
			_, err := w.sim.StartDeployment(demo.Owner, demo.Org+"/"+demo.Repo, "docs", "main", "")
			return err
		}, []string{"deployment answered"}},
		{"a change of the roster, and its check", "pull_request", func(w *world) error {
			n, err := w.sim.OpenPullRequest(demo.Owner, rosterRepo, githubsim.PullRequest{Title: "Roster", Branch: "roster"})
			if err != nil {
				return err
			}
			file := map[string]string{config.ProcessPath: strings.Replace(notified, "ines", "yuki", 1)}
			_, err = w.sim.PushFiles(demo.Owner, rosterRepo, n, file)
			return err
		}, []string{"check set"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w, err := newWorld(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			must := orFatal(t)
			must(w.sim.SetFile(demo.Org, ".github", config.ProcessPath, notified+"leak_guard: {enabled: true}\n"))
			w.advisory, err = w.sim.Report(demo.Reporter, demo.Org+"/"+demo.Repo, githubsim.Report{Summary: "s", Description: "d"})
			must(err)
			must(w.settle(t.Context()))
			must(test.happens(w))
			must(w.settle(t.Context()))
			cause, lines := trace(t, w, test.event)
			for _, want := range test.want {
				if !slices.ContainsFunc(lines, func(l logLine) bool { return l.Message == want && slices.Contains(l.Causes, cause) }) {
					t.Errorf("no line %q with %s in\n%s", want, cause, w.log)
				}
			}
			must(w.app.Close())
		})
	}
}

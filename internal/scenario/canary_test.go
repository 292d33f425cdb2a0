package scenario

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
)

// canaries stand in every field of an advisory and its thread that is under embargo.
var canaries = []string{
	"canary-summary", "canary-description", "canary-comment", "canary-reason", "canary-malformed", "canary-edited",
	"canary-package", "canary-range",
	"CVSS:3.1/AV:A/AC:H/PR:L/UI:R/S:C/C:L/I:H/A:L", // in a command
	"CVSS:3.1/AV:P/AC:H/PR:L/UI:R/S:C/C:L/I:H/A:L", // in the advisory
	"canary.example.org",
}

// TestCanary is the first invariant: embargoed text is found on GitHub and nowhere else. The run has GitHub fail
// in several ways, because errors are what leaks.
func TestCanary(t *testing.T) {
	dir := t.TempDir()
	w, err := newWorld(dir)
	if err != nil {
		t.Fatal(err)
	}
	playCanaries(t, w)
	metrics := httptest.NewRecorder()
	w.app.MetricsHandler().ServeHTTP(metrics, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	entries, err := w.app.Agenda.List(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	// The database is read as it lies on the disk, with its write-ahead log, while it is open.
	places := map[string][]byte{"log": w.log.Bytes(), "metrics": metrics.Body.Bytes()}
	files, err := filepath.Glob(filepath.Join(dir, "embargo.db*"))
	if err != nil || len(files) < 2 {
		t.Fatalf("want the database and its write-ahead log, got %v, %v", files, err)
	}
	for _, name := range files {
		if places[filepath.Base(name)], err = os.ReadFile(name); err != nil {
			t.Fatal(err)
		}
	}
	for _, entry := range entries {
		places["agenda"] = append(places["agenda"], entry.Key+entry.Stuck+entry.LastError...)
	}
	for place, content := range places {
		if len(content) == 0 {
			t.Errorf("%s is empty: the run proves nothing about it", place)
		}
		for _, canary := range canaries {
			if bytes.Contains(content, []byte(canary)) {
				t.Errorf("%s holds the embargoed text %q", place, canary)
			}
		}
	}
	w.check(t)
	if err := w.app.Close(); err != nil {
		t.Error(err)
	}
}

// playCanaries puts every canary on GitHub and has the app read all of them.
func playCanaries(t *testing.T, w *world) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	settle := func() { t.Helper(); must(w.settle(context.Background())) }
	say := func(login, body string) {
		t.Helper()
		_, err := w.sim.Comment(login, w.advisory, body)
		must(err)
	}
	comments := "/repos/*/*/security-advisories/*/comments"
	must(setMode(w, nil, []string{"enforce"}))
	var err error
	w.advisory, err = w.sim.Report(demo.Reporter, demo.Org+"/"+demo.Repo, githubsim.Report{
		Summary: "canary-summary", Description: "canary-description",
	})
	must(err)
	settle()
	say(demo.SRC, "canary-comment\n/triage accepted canary-reason\n/low-risk canary-reason\n/frobnicate canary-malformed\n/assign canary-malformed")
	w.sim.Inject(githubsim.Fault{Method: http.MethodPost, Path: comments, After: true})
	settle()
	must(w.sim.Accept(demo.SRC, w.advisory))
	must(w.sim.AddCollaborator(demo.SRC, w.advisory, demo.Owner))
	must(w.sim.SetDetails(demo.Owner, w.advisory, githubsim.Details{Vulnerabilities: []githubsim.Vulnerability{
		{Ecosystem: "go", Package: "canary-package", Range: "< canary-range", Patched: "2.4.2"},
	}}))
	must(w.sim.Tag(demo.Owner, demo.Org+"/"+demo.Repo, "v2.4.2", "main"))
	run, err := w.sim.StartDeployment(demo.Owner, demo.Org+"/"+demo.Repo, "release", "v2.4.2", "")
	must(err)
	w.sim.Inject(githubsim.Fault{Method: http.MethodPatch, Path: "/repos/*/*/security-advisories/*", Status: http.StatusUnprocessableEntity})
	say(demo.Owner, "/cvss "+canaries[8])
	settle()
	must(w.sim.SetCVSS(demo.Owner, w.advisory, canaries[9]))
	say(demo.SRC, "/severity high canary-reason\n/public-disclosure https://canary.example.org/post\n/waive credits canary-reason")
	w.sim.Inject(githubsim.Fault{Method: http.MethodGet, Path: "/repos/*/*/security-advisories/*", Status: http.StatusBadGateway, Times: 2})
	settle()
	say(demo.SRC, "/ack")
	settle()
	must(edited(w))
	settle()
	must(w.pass(pollInterval * 100))
	list, err := w.checklist()
	must(err)
	if !strings.Contains(list.Body, "embargo:item triage done") || !strings.Contains(list.Body, "embargo:item credits waived") {
		t.Fatalf("the commands have not been obeyed:\n%s\nlog:\n%s", list.Body, w.log.String())
	}
	d, err := w.sim.Deployment(run)
	must(err)
	if len(d.Reports) == 0 {
		t.Fatal("the deployment has not been told anything")
	}
	for _, word := range d.Reports {
		must(neutral(word.Comment))
	}
}

// edited changes the last comment of a person.
func edited(w *world) error {
	thread, err := w.sim.Thread(w.advisory)
	if err != nil {
		return err
	}
	for _, comment := range slices.Backward(thread) {
		if comment.Author == demo.SRC {
			w.advance(pollInterval)
			return w.sim.EditComment(demo.SRC, w.advisory, comment.ID, "/waive cvss canary-edited")
		}
	}
	return nil
}

package main

import (
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/githubsim"
)

func TestRebuild(t *testing.T) {
	sim, database := rosterWorld(t)
	t.Setenv("EMBARGO_TRUSTED_ROOT", config.TrustNobody)
	sim.SetSecurityManagers("Acme", "security-response-team")
	advisory, err := sim.Report("riley", "Acme/tool", githubsim.Report{Summary: "secret-summary", Description: "secret-description"})
	if err != nil {
		t.Fatal(err)
	}
	say := func(login, body string) {
		t.Helper()
		if _, err := sim.Comment(login, advisory, body); err != nil {
			t.Fatal(err)
		}
	}
	say("alice", "/ack\n/waive credits secret-reason")
	say("riley", "/ack")
	serveOnce(t)
	if code, _, stderr := embargo("rebuild"); code != 1 || !strings.Contains(stderr, "the database is not empty") {
		t.Errorf("a database in use: %d, %s", code, stderr)
	}

	// The database is lost, and alice has left.
	another := func(name string) {
		t.Setenv("EMBARGO_DATABASE_URL", "sqlite:"+filepath.Join(filepath.Dir(strings.TrimPrefix(database, "sqlite:")), name))
	}
	if err := sim.SetTeamMembers("Acme", "security-response-team", "bob"); err != nil {
		t.Fatal(err)
	}
	another("second.db")
	sim.ResetRequests()
	code, stdout, stderr := embargo("rebuild")
	want := advisory.String() + ": 3 commands folded, 2 of them accepted as before; the checklist is the same\n"
	if code != 0 || stdout != want {
		t.Errorf("exit code %d, %s%s\nwant %s", code, stdout, stderr, want)
	}
	noWrites(t, sim)

	// Somebody has spoken since: the server would write another checklist.
	another("third.db")
	say("bob", "/triage accepted secret-reason")
	code, stdout, stderr = embargo("rebuild")
	want = advisory.String() + ": 4 commands folded, 3 of them accepted as before; the checklist differs: triage done (was overdue)\n"
	if code != 1 || stdout != want || !strings.Contains(stderr, "not every checklist") {
		t.Errorf("exit code %d, %s%s\nwant %s", code, stdout, stderr, want)
	}
	if strings.Contains(stdout+stderr, "secret-") {
		t.Errorf("embargoed text is printed: %s%s", stdout, stderr)
	}
	noWrites(t, sim)

	// GitHub fails half-way: nothing is kept, and the next attempt begins anew.
	another("fourth.db")
	sim.Inject(githubsim.Fault{Method: http.MethodGet, Path: "/repos/*/*/security-advisories/*/comments", Status: http.StatusNotFound})
	if code, _, stderr := embargo("rebuild"); code != 1 || !strings.Contains(stderr, "read thread") {
		t.Errorf("a failing GitHub: %d, %s", code, stderr)
	}
	if code, stdout, stderr := embargo("rebuild"); stdout != want {
		t.Errorf("the attempt after it: %d, %s%s", code, stdout, stderr)
	}
	if code, stdout, _ := embargo("audit", "verify"); code != 0 || !strings.HasPrefix(stdout, "5 rows, unbroken\n") {
		t.Errorf("the record: %d, %s", code, stdout)
	}
}

func noWrites(t *testing.T, sim *githubsim.Sim) {
	t.Helper()
	var failed []error
	for _, r := range sim.Requests() {
		if r.Installation != 0 && r.Method != http.MethodGet {
			failed = append(failed, errors.New(r.Method+" "+r.Path))
		}
	}
	if err := errors.Join(failed...); err != nil {
		t.Errorf("rebuilding wrote to GitHub:\n%v", err)
	}
}

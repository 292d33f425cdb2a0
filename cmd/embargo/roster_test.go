package main

import (
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/store"
)

// rosterWorld is a GitHub of some weeks ago, on which the app is installed, and the server's settings in the
// environment.
func rosterWorld(t *testing.T) (sim *githubsim.Sim, database string) {
	t.Helper()
	key := appKey(t)
	sim = githubsim.New(githubsim.Options{Now: func() time.Time { return time.Now().AddDate(0, 0, -45) }, AuthNow: time.Now})
	server := httptest.NewServer(sim.Handler())
	t.Cleanup(server.Close)
	sim.AddUser("riley")
	sim.AddTeam("Acme", "security-response-team", "alice", "bob", "mallory")
	sim.AddRepo("Acme", ".github", githubsim.RepoOptions{})
	sim.AddRepo("Acme", "tool", githubsim.RepoOptions{})
	err := sim.SetFile("Acme", ".github", ".github/embargo.yml", "version: 1\nsrc:\n  roster:\n"+
		"    - {login: alice, vendor: Acme}\n    - {login: bob, vendor: Initech}\n    - {login: carol, vendor: Globex}\n")
	if err != nil {
		t.Fatal(err)
	}
	err = sim.AddApp(githubsim.AppOptions{ID: 7, Slug: "embargo", PrivateKey: key, Permissions: map[string]string{
		"metadata": "read", "repository_advisories": "write", "members": "read", "contents": "read",
	}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sim.Install(7, "Acme"); err != nil {
		t.Fatal(err)
	}
	database = "sqlite:" + filepath.Join(t.TempDir(), "embargo.db")
	settle(t, map[string]string{
		"GITHUB_V3_API_URL": server.URL, "GITHUB_APP_INTEGRATION_ID": "7", "GITHUB_APP_PRIVATE_KEY": key,
		"GITHUB_APP_WEBHOOK_SECRET": "a-secret", "EMBARGO_DATABASE_URL": database,
	})
	return sim, database
}

func TestRosterCheckOfAnOrganisation(t *testing.T) {
	sim, _ := rosterWorld(t)
	code, out, problems := embargo("roster", "check", "--org", "acme")
	if want := "alice  Acme\nbob    Initech\ncarol  Globex\n"; code != 1 || out != want {
		t.Errorf("%d: %s", code, out)
	}
	want := "embargo: Acme: carol is on the roster, and not on the team Acme/security-response-team\n" +
		"Acme: mallory is on the team Acme/security-response-team, and not on the roster\n"
	if problems != want {
		t.Errorf("got %s\nwant %s", problems, want)
	}
	if err := sim.SetTeamMembers("Acme", "security-response-team", "Alice", "bob", "carol"); err != nil {
		t.Fatal(err)
	}
	if code, _, problems = embargo("roster", "check", "--org", "Acme"); code != 0 || problems != "" {
		t.Errorf("%d: %s", code, problems)
	}
	if code, _, problems = embargo("roster", "check", "--org", "other"); code != 1 || !strings.Contains(problems, "the app is not installed at other") {
		t.Errorf("%d: %s", code, problems)
	}
}

func TestRosterActivity(t *testing.T) {
	sim, database := rosterWorld(t)
	if code, _, problems := embargo("roster", "activity", "--org", "acme"); code != 1 || !strings.Contains(problems, "EMBARGO_DATABASE_URL") {
		t.Errorf("without a database: %d: %s", code, problems)
	}
	ref, err := sim.Report("riley", "Acme/tool", githubsim.Report{Summary: "s", Description: "d"})
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	lately, before := time.Now().AddDate(0, 0, -1).UTC(), time.Now().AddDate(0, 0, -40).UTC()
	err = db.Update(t.Context(), func(tx *store.Tx) error {
		for i, row := range []store.DecisionRow{{Actor: "Alice", WrittenAt: lately}, {Actor: "bob", WrittenAt: before}} {
			row.Ref, row.Comment, row.Command, row.Verdict = ref.String(), int64(i+1), "ack", "accepted"
			if err := tx.AddDecision(row); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	code, out, problems := embargo("roster", "activity", "--org", "acme")
	want := "alice  last command " + lately.Format(time.DateOnly) + "\n" +
		"bob    last command " + before.Format(time.DateOnly) + "  inactive: 40 days waited for by " + ref.String() + "\n" +
		"carol  no command on record     inactive: 45 days waited for by " + ref.String() + "\n"
	if code != 0 || out != want {
		t.Errorf("%d: %s\ngot  %s\nwant %s", code, problems, out, want)
	}
}

package ghsa_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"slices"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/githubsim"
)

const (
	org  = "octo-org"
	repo = org + "/octo-repo"
)

// world is the simulator with one organisation, one report and the App installed.
type world struct {
	sim          *githubsim.Sim
	gh           *ghsa.Client
	clients      *ghsa.Clients
	ref          ghsa.Ref
	simRef       githubsim.Ref
	installation int64
	now          time.Time
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newWorld(t *testing.T) *world {
	t.Helper()
	rsaKey := must[*rsa.PrivateKey](t)(rsa.GenerateKey(rand.Reader, 2048))
	key := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(rsaKey)})
	w := &world{now: time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return w.now }
	w.sim = githubsim.New(githubsim.Options{Now: clock, AuthNow: time.Now, ListETags: true})
	w.sim.AddUser("mona", "hubot")
	w.sim.AddOrg(org)
	w.sim.SetOwners(org, "mona")
	w.sim.AddRepo(org, "octo-repo", githubsim.RepoOptions{})
	w.sim.AddTeam(org, "src", "mona", "hubot")
	ok(t, w.sim.SetFile(org, "octo-repo", ".github/CODEOWNERS", "* @octo-org/src\n"))
	ok(t, w.sim.AddApp(githubsim.AppOptions{ID: 7, Slug: "embargo", PrivateKey: string(key), Permissions: map[string]string{
		"metadata": "read", "repository_advisories": "write", "members": "read", "contents": "read", "pull_requests": "read", "administration": "write",
	}}))
	w.installation = must[int64](t)(w.sim.Install(7, org))
	w.simRef = must[githubsim.Ref](t)(w.sim.Report("hubot", repo, githubsim.Report{Summary: "s", Description: "d", Severity: "high"}))
	w.ref = ghsa.Ref(w.simRef)
	w.clients = must[*ghsa.Clients](t)(ghsa.NewClients(ghsa.Options{
		APIURL: "https://api.github.com", AppID: 7, PrivateKey: key, Transport: w.sim.Transport(), Now: clock,
	}))
	w.gh = must[*ghsa.Client](t)(w.clients.For(w.installation))
	return w
}

func TestSimulatorReads(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	ok(t, w.sim.PublishRelease("mona", repo, "v1.0.0", githubsim.Release{}))
	number := must[int](t)(w.sim.OpenPullRequest("mona", repo, githubsim.PullRequest{Title: "t", Branch: "fix"}))
	ok(t, w.sim.Review("hubot", repo, number, "APPROVED", ""))

	if login := must[string](t)(w.clients.BotLogin(ctx)); login != "embargo[bot]" {
		t.Errorf("bot %q", login)
	}
	want := ghsa.Installation{ID: w.installation, Account: org, AccountType: "Organization"}
	if got := must[[]ghsa.Installation](t)(w.clients.Installations(ctx)); !slices.Equal(got, []ghsa.Installation{want}) {
		t.Errorf("installations %+v", got)
	}
	a := must[ghsa.Advisory](t)(w.gh.Advisory(ctx, w.ref))
	if named, named2 := a.Ref(); named != w.ref || !named2 || a.State != "triage" || !a.ThreadOpen() || a.Author.Login != "hubot" {
		t.Errorf("advisory %+v", a)
	}
	if file := must[[]byte](t)(w.gh.File(ctx, org, "octo-repo", ".github/CODEOWNERS")); string(file) != "* @octo-org/src\n" {
		t.Errorf("file %q", file)
	}
	if _, err := w.gh.File(ctx, org, "octo-repo", "CODEOWNERS"); !ghsa.IsNotFound(err) {
		t.Errorf("no file: %v", err)
	}
	if team := must[[]string](t)(w.gh.TeamMembers(ctx, org, "src")); !slices.Contains(team, "mona") || len(team) != 2 {
		t.Errorf("team %q", team)
	}
	if releases := must[[]ghsa.Release](t)(w.gh.Releases(ctx, org, "octo-repo")); len(releases) != 1 || releases[0].TagName != "v1.0.0" {
		t.Errorf("releases %+v", releases)
	}
	pull := must[ghsa.PullRequest](t)(w.gh.PullRequest(ctx, org, "octo-repo", number))
	if len(pull.Reviews) != 1 || pull.Reviews[0].SHA != pull.Head.SHA || pull.Reviews[0].State != "APPROVED" || pull.State != "open" {
		t.Errorf("pull request %+v", pull)
	}
	if repos := must[[]ghsa.Repository](t)(w.gh.Repositories(ctx)); len(repos) != 1 || repos[0].FullName != repo {
		t.Errorf("repositories %+v", repos)
	}
}

func TestSimulatorWrites(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	first := must[ghsa.Comment](t)(w.gh.CreateComment(ctx, w.ref, "one"))
	w.now = w.now.Add(time.Minute)
	second := must[ghsa.Comment](t)(w.gh.CreateComment(ctx, w.ref, "two"))
	w.now = w.now.Add(time.Minute)
	edited := must[ghsa.Comment](t)(w.gh.EditComment(ctx, w.ref, first.ID, "uno"))
	if edited.ID != first.ID || !edited.UpdatedAt.After(first.UpdatedAt) || first.User.Login != "embargo[bot]" {
		t.Errorf("created %+v, edited %+v", first, edited)
	}
	all := must[[]ghsa.Comment](t)(w.gh.Comments(ctx, w.ref, time.Time{}))
	if len(all) != 2 || all[0].Body != "uno" || all[1].ID != second.ID {
		t.Errorf("thread %+v", all)
	}
	if since := must[[]ghsa.Comment](t)(w.gh.Comments(ctx, w.ref, w.now)); len(since) != 1 || since[0].ID != first.ID {
		t.Errorf("since %+v", since)
	}
	patch := ghsa.Patch{State: new("draft"), CVSSVector: new("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"), CollaboratingTeams: &[]string{"src"}}
	a := must[ghsa.Advisory](t)(w.gh.PatchAdvisory(ctx, w.ref, patch))
	if a.State != "draft" || a.CVSSSeverities == nil || a.CVSSSeverities.V3.Score != 9.8 || len(a.CollaboratingTeams) != 1 || a.Comments != 2 {
		t.Errorf("patched %+v", a)
	}
	ok(t, w.gh.RequestCVE(ctx, w.ref))
	fork := must[string](t)(w.gh.CreateFork(ctx, w.ref))
	a = must[ghsa.Advisory](t)(w.gh.Advisory(ctx, w.ref))
	if !ghsa.IsTemporaryFork(fork) || a.PrivateFork == nil || a.PrivateFork.FullName != fork {
		t.Errorf("fork %q, %+v", fork, a.PrivateFork)
	}
	if repos := must[[]ghsa.Repository](t)(w.gh.Repositories(ctx)); len(repos) != 1 {
		t.Errorf("repositories %+v", repos)
	}
	ok(t, w.sim.Publish("mona", w.simRef))
	if _, err := w.gh.CreateComment(ctx, w.ref, "late"); !ghsa.IsNotFound(err) {
		t.Errorf("comment on a closed thread: %v", err)
	}
	if a = must[ghsa.Advisory](t)(w.gh.Advisory(ctx, w.ref)); a.ThreadOpen() || a.PublishedAt.IsZero() {
		t.Errorf("published %+v", a)
	}
}

// Reading again what has not changed spends nothing, and neither does a restart's first look at the list.
func TestSimulatorIdle(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	var etag string
	round := func() {
		t.Helper()
		l := must[ghsa.Listing](t)(w.gh.ListOrgAdvisories(ctx, org, "", etag))
		if l.NotModified != (etag != "") || (etag == "" && len(l.Advisories) != 1) {
			t.Errorf("listing %+v", l)
		}
		etag = l.ETag
		must[ghsa.Advisory](t)(w.gh.Advisory(ctx, w.ref))
		must[[]ghsa.Comment](t)(w.gh.Comments(ctx, w.ref, time.Time{}))
		must[[]ghsa.Repository](t)(w.gh.Repositories(ctx))
		must[[]string](t)(w.gh.TeamMembers(ctx, org, "src"))
	}
	round()
	w.sim.ResetRequests()
	for range 10 {
		round()
	}
	if c := w.sim.Counts(); c.Spent != 0 || c.All != 50 {
		t.Errorf("%+v", c)
	}
}

func TestSimulatorTrouble(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	must[ghsa.Advisory](t)(w.gh.Advisory(ctx, w.ref))
	w.sim.RevokeTokens()
	must[ghsa.Comment](t)(w.gh.CreateComment(ctx, w.ref, "with a new token"))

	w.sim.Inject(githubsim.Fault{Method: "POST", Drop: true, After: true})
	_, err := w.gh.CreateComment(ctx, w.ref, "reply lost")
	if thread := must[[]githubsim.Comment](t)(w.sim.Thread(w.simRef)); !ghsa.Ambiguous(err) || len(thread) != 2 {
		t.Errorf("%v, %d comments", err, len(thread))
	}
	w.sim.SecondaryLimit("POST", "/repos/*/*/security-advisories/*/comments", 1, 30*time.Second)
	_, err = w.gh.CreateComment(ctx, w.ref, "too fast")
	if until, limited := ghsa.WaitUntil(err); !limited || !until.Equal(w.now.Add(30*time.Second)) || ghsa.Ambiguous(err) {
		t.Errorf("%v", err)
	}
	w.now = w.now.Add(30 * time.Second)
	must[ghsa.Comment](t)(w.gh.CreateComment(ctx, w.ref, "in time"))

	reset := w.sim.ExhaustRateLimit(w.installation)
	_, err = w.gh.Advisory(ctx, w.ref)
	if err == nil { // GitHub may give 304s even then
		_, err = w.gh.Releases(ctx, org, "octo-repo")
	}
	if until, limited := ghsa.WaitUntil(err); !limited || !until.Equal(reset) {
		t.Errorf("%v, want to wait until %v", err, reset)
	}
	w.now = reset
	ok(t, w.sim.Uninstall(w.installation))
	if _, err := w.gh.Advisory(ctx, w.ref); !ghsa.IsUnauthorized(err) || ghsa.IsNotFound(err) {
		t.Errorf("after it was uninstalled: %v", err)
	}
}

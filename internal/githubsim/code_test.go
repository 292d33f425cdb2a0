package githubsim_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-github/v60/github"

	"github.com/embargo-app/embargo/internal/githubsim"
)

// told lists the webhooks that were sent since the app was installed.
func (w *world) told(r *receiver) []string {
	w.t.Helper()
	_, err := w.DeliverPending(context.Background())
	w.must(err)
	var events []string
	for i, req := range r.got {
		var p struct{ Action string }
		w.must(json.Unmarshal([]byte(r.bodies[i]), &p))
		events = append(events, strings.TrimSuffix(req.Header.Get("X-Github-Event")+"."+p.Action, "."))
	}
	r.got, r.bodies = nil, nil
	return events
}

func subscribed(t *testing.T, o githubsim.Options, permissions map[string]string) (*world, *receiver) {
	t.Helper()
	r := &receiver{status: http.StatusOK}
	o.Webhooks = githubsim.HandlerTransport(r)
	w := newWorldWith(t, o, githubsim.AppOptions{Permissions: permissions, WebhookURL: "http://app.example/hook", Events: []string{
		"push", "fork", "pull_request", "pull_request_review", "issues", "issue_comment", "release", "repository", "check_run",
	}})
	w.told(r)
	return w, r
}

func TestTagsAndCommits(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	ctx := context.Background()
	w.must(w.Push("carol", "acme/anvil", "go.mod", "module anvil"))
	w.must(w.Tag("carol", "acme/anvil", "v1.0.0", "main"))
	sha, err := w.PushCommit("carol", "acme/anvil", githubsim.Commit{Message: "Mention GHSA-2222-3333-4444"})
	w.must(err)
	tagged, err := w.Head("acme/anvil", "v1.0.0")
	w.must(err)
	commit, _, err := w.gh.Repositories.GetCommit(ctx, "acme", "anvil", sha[:10], nil)
	w.must(err)
	if commit.GetSHA() != sha || commit.Parents[0].GetSHA() != tagged || commit.GetCommit().GetMessage() != "Mention GHSA-2222-3333-4444" {
		t.Errorf("commit %v", commit)
	}
	ref, _, err := w.gh.Git.GetRef(ctx, "acme", "anvil", "tags/v1.0.0")
	w.must(err)
	if ref.GetObject().GetSHA() != tagged {
		t.Errorf("tag at %s, want %s", ref.GetObject().GetSHA(), tagged)
	}
	for path, want := range map[string]int{
		"commits/0123456789": http.StatusUnprocessableEntity, "git/ref/tags/v2": http.StatusNotFound, "commits/main/statuses": http.StatusNotFound,
	} {
		if got := w.status("GET", "repos/acme/anvil/"+path, nil); got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
}

func TestPermissionDecidesWhatIsTold(t *testing.T) {
	w, r := subscribed(t, githubsim.Options{}, map[string]string{"issues": "read"})
	number, err := w.OpenPullRequest("carol", "acme/anvil", githubsim.PullRequest{Title: "t", Branch: "b"})
	w.must(err)
	issue, err := w.OpenIssue("rita", "acme/anvil", githubsim.Issue{Title: "t"})
	w.must(err)
	if number == issue {
		t.Error("an issue has the number of a pull request")
	}
	w.must(w.CommentIssue("rita", "acme/anvil", number, "text"))
	if got := w.told(r); !slices.Equal(got, []string{"issues.opened", "issue_comment.created"}) {
		t.Errorf("told %v", got)
	}
}

func TestForksAndNames(t *testing.T) {
	w, r := subscribed(t, githubsim.Options{}, map[string]string{"contents": "read"})
	w.must(w.ForkRepo("rita", "acme/anvil", "rita/anvil-ghsa-2222-3333-4444", false))
	if got := w.told(r); !slices.Equal(got, []string{"fork"}) {
		t.Errorf("told %v", got)
	}
	if err := w.ForkRepo("alice", "acme/secret", "alice/secret", false); err == nil {
		t.Error("a private repository has a public fork")
	}
	if err := w.RenameRepo("carol", "acme/anvil", "hammer"); err == nil {
		t.Error("carol is no admin")
	}
	w.must(w.RenameRepo("alice", "acme/anvil", "anvil-ghsa-2222-3333-4444"))
	if got := w.told(r); !slices.Equal(got, []string{"repository.renamed"}) {
		t.Errorf("told %v", got)
	}
	if got := w.status("GET", "repos/acme/anvil-ghsa-2222-3333-4444", nil); got != http.StatusOK {
		t.Errorf("the new name: %d", got)
	}
	fork, _, err := w.gh.Repositories.Get(context.Background(), "rita", "anvil-ghsa-2222-3333-4444")
	w.must(err)
	if !fork.GetFork() || fork.GetPrivate() {
		t.Errorf("fork %v", fork)
	}
}

// TestTemporaryForks plays all that GitHub might do about them.
func TestTemporaryForks(t *testing.T) {
	for name, test := range map[string]struct {
		options githubsim.Options
		pull    int // answer to reading the pull request
		check   int // answer to writing a check run
		told    []string
	}{
		"closed":           {githubsim.Options{}, 404, 404, nil},
		"open":             {githubsim.Options{OpenForks: true}, 200, 201, nil},
		"open, no checks":  {githubsim.Options{OpenForks: true, RefuseChecks: true}, 200, 403, nil},
		"closed, but told": {githubsim.Options{ForkWebhooks: true}, 404, 404, []string{"fork", "push", "pull_request.opened"}},
	} {
		t.Run(name, func(t *testing.T) {
			w, r := subscribed(t, test.options, map[string]string{"contents": "read", "checks": "write", "pull_requests": "read"})
			ref, err := w.Draft("alice", "acme/anvil", githubsim.Report{Summary: "s"})
			w.must(err)
			w.must(w.CreateFork("alice", ref))
			a, err := w.Advisory(ref)
			w.must(err)
			n, err := w.OpenPullRequest("alice", a.Fork, githubsim.PullRequest{Title: "fix", Branch: "fix"})
			w.must(err)
			if err := w.CommentIssue("alice", a.Fork, n, "text"); err == nil {
				t.Error("a pull request of a temporary fork takes a comment")
			}
			head, err := w.PullHead(a.Fork, n)
			w.must(err)
			if got := w.status("GET", "repos/"+a.Fork+"/pulls/1", nil); got != test.pull {
				t.Errorf("pull request: %d, want %d", got, test.pull)
			}
			if got := w.status("POST", "repos/"+a.Fork+"/check-runs", object{"name": "embargo", "head_sha": head}); got != test.check {
				t.Errorf("check: %d, want %d", got, test.check)
			}
			if got := w.told(r); !slices.Equal(got, test.told) {
				t.Errorf("told %v, want %v", got, test.told)
			}
		})
	}
}

func TestReleaseActs(t *testing.T) {
	w, r := subscribed(t, githubsim.Options{}, map[string]string{"contents": "read"})
	const repo = "acme/anvil"
	draft := githubsim.Release{Draft: true, AssetByName: map[string]string{"anvil.tar": "iron"}}
	w.must(w.PublishRelease("alice", repo, "v1.0.0", draft))
	asset := "/" + repo + "/releases/download/v1.0.0/anvil.tar"
	if got, _ := w.fetch(asset, ""); got != http.StatusNotFound {
		t.Errorf("a draft's file: %d", got)
	}
	w.must(w.PublishRelease("alice", repo, "v1.0.0", githubsim.Release{Immutable: true, AssetByName: draft.AssetByName}))
	want := []string{"release.created", "push", "release.published", "release.released"}
	if got := w.told(r); !slices.Equal(got, want) {
		t.Errorf("told %v, want %v", got, want)
	}
	if status, body := w.fetch(asset, "bytes=1-2"); status != http.StatusPartialContent || body != "ro" {
		t.Errorf("a part: %d %q", status, body)
	}
	for range 70 { // more than strangers may ask the API
		if status, body := w.fetch(asset, ""); status != http.StatusOK || body != "iron" {
			t.Fatalf("the file: %d %q", status, body)
		}
	}
	if w.SetAsset("alice", repo, "v1.0.0", "anvil.tar", "tin") == nil || w.UnpublishRelease("alice", repo, "v1.0.0") == nil {
		t.Error("an immutable release changed")
	}
	w.must(w.PublishRelease("alice", repo, "v1.1.0-rc.1", githubsim.Release{Prerelease: true}))
	w.must(w.SetAsset("alice", repo, "v1.1.0-rc.1", "a", "b"))
	w.must(w.RemoveAsset("alice", repo, "v1.1.0-rc.1", "a"))
	w.must(w.EditRelease("alice", repo, "v1.1.0-rc.1", githubsim.ReleaseEdit{Prerelease: new(false)}))
	w.must(w.UnpublishRelease("alice", repo, "v1.1.0-rc.1"))
	w.must(w.DeleteRelease("alice", repo, "v1.1.0-rc.1"))
	want = []string{
		"release.created", "push", "release.published", "release.prereleased", "release.edited", "release.released",
		"release.unpublished", "release.deleted",
	}
	if got := w.told(r); !slices.Equal(got, want) {
		t.Errorf("told %v, want %v", got, want)
	}
}

// fetch gets a page of GitHub as everybody can.
func (w *world) fetch(path, part string) (int, string) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "https://github.com"+path, nil)
	w.must(err)
	if part != "" {
		req.Header.Set("Range", part)
	}
	res, err := w.Transport().RoundTrip(req)
	w.must(err)
	body, err := io.ReadAll(res.Body)
	w.must(err)
	return res.StatusCode, string(body)
}

func TestAttestations(t *testing.T) {
	w, _ := subscribed(t, githubsim.Options{}, map[string]string{"attestations": "read"})
	// {"predicateType":"https://slsa.dev/provenance/v1"}
	const provenance = `{"dsseEnvelope":{"payload":"eyJwcmVkaWNhdGVUeXBlIjoiaHR0cHM6Ly9zbHNhLmRldi9wcm92ZW5hbmNlL3YxIn0="}}`
	w.must(w.AddAttestation("acme/anvil", "sha256:12", provenance))
	w.must(w.AddAttestation("acme/anvil", "sha256:12", `{}`))
	count := func(query string) (int, string) {
		var found struct{ Attestations []any }
		res, err := w.call("GET", "repos/acme/anvil/attestations/sha256:12"+query, nil, &found)
		w.must(err)
		return len(found.Attestations), res.After
	}
	if n, _ := count(""); n != 2 {
		t.Errorf("%d attestations", n)
	}
	if n, _ := count("?predicate_type=provenance"); n != 1 {
		t.Errorf("%d provenances", n)
	}
	n, after := count("?per_page=1")
	if rest, end := count("?per_page=1&after=" + after); n != 1 || after == "" || rest != 1 || end != "" {
		t.Errorf("pages of %d and %d, cursors %q and %q", n, rest, after, end)
	}
	if got := w.status("GET", "repos/acme/anvil/attestations/sha256:none", nil); got != http.StatusNotFound {
		t.Errorf("no attestation: %d", got)
	}
}

func TestRerequestedChecks(t *testing.T) {
	w, r := subscribed(t, githubsim.Options{}, map[string]string{"checks": "write", "pull_requests": "read"})
	_, err := w.OpenPullRequest("carol", "acme/anvil", githubsim.PullRequest{Title: "fix", Branch: "fix"})
	w.must(err)
	head, err := w.PullHead("acme/anvil", 1)
	w.must(err)
	_, _, err = w.gh.Checks.CreateCheckRun(context.Background(), "acme", "anvil", github.CreateCheckRunOptions{
		Name: "embargo", HeadSHA: head, Status: new("completed"), Conclusion: new("success"),
	})
	w.must(err)
	w.told(r)
	w.must(w.RerequestCheck("carol", "acme/anvil", head, "embargo"))
	if got := w.told(r); !slices.Equal(got, []string{"check_run.rerequested"}) {
		t.Errorf("told %v", got)
	}
	checks, err := w.Checks("acme/anvil", head)
	w.must(err)
	if len(checks) != 1 || checks[0].Status != "completed" || checks[0].Updates != 0 {
		t.Errorf("checks %+v", checks)
	}
	if w.RerequestCheck("carol", "acme/anvil", head, "other") == nil || w.RerequestChecks("carol", "acme/anvil", "main") == nil {
		t.Error("a check that is none was asked for again")
	}
}

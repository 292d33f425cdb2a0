package contract_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/embargo-app/embargo/internal/githubsim"
)

// codeSteps ask for what is made of code: commits, releases' files, deployments.
var codeSteps = []step{
	{"repos/get-commit", func(w *world) error {
		_, _, err := w.gh.Repositories.GetCommitSHA1(ctx, "octo", "cosign", "main", "")
		return all(
			func() error { return err },
			func() error { return ok(w.gh.Repositories.GetCommit(ctx, "octo", "cosign", "heads/main", nil)) },
			func() error { return ok(w.gh.Repositories.GetCommit(ctx, "octo", "cosign", "v2.2.1", nil)) },
		)
	}},
	{"repos/list-pull-requests-associated-with-commit", func(w *world) error {
		pr, _, err := w.gh.PullRequests.Get(ctx, "octo", "cosign", 1)
		if err != nil {
			return err
		}
		return ok(w.gh.PullRequests.ListPullRequestsWithCommit(ctx, "octo", "cosign", pr.GetMergeCommitSHA(), nil))
	}},
	{"git/get-ref", func(w *world) error {
		return all(
			func() error { return ok(w.gh.Git.GetRef(ctx, "octo", "cosign", "tags/v2.2.1")) },
			func() error { return ok(w.gh.Git.GetRef(ctx, "octo", "cosign", "heads/main")) },
		)
	}},
	{"pulls/list-commits", func(w *world) error {
		return all(
			func() error { return ok(w.gh.PullRequests.ListCommits(ctx, "octo", "cosign", 1, nil)) },
			func() error {
				return ok(w.gh.PullRequests.ListCommits(ctx, "octo", "cosign", 1, &github.ListOptions{PerPage: 1, Page: 2}))
			},
		)
	}},
	{"repos/get-release", func(w *world) error {
		r, _, err := w.gh.Repositories.GetReleaseByTag(ctx, "octo", "cosign", "v2.2.1")
		if err != nil {
			return err
		}
		return ok(w.gh.Repositories.GetRelease(ctx, "octo", "cosign", r.GetID()))
	}},
	{"repos/get-release-asset", func(w *world) error {
		r, _, err := w.gh.Repositories.GetReleaseByTag(ctx, "octo", "cosign", "v2.2.1")
		if err != nil {
			return err
		}
		if err := ok(w.gh.Repositories.GetReleaseAsset(ctx, "octo", "cosign", r.Assets[0].GetID())); err != nil {
			return err
		}
		file, _, err := w.gh.Repositories.DownloadReleaseAsset(ctx, "octo", "cosign", r.Assets[0].GetID(), &http.Client{Transport: w.wire})
		if err != nil {
			return err
		}
		content, err := io.ReadAll(file)
		if err == nil && string(content) != "binary" {
			err = fmt.Errorf("downloaded %q", content)
		}
		return err
	}},
	{"repos/list-attestations", func(w *world) error {
		w.must(w.sim.AddAttestation("octo/cosign", "sha256:1234", `{"mediaType":"m","verificationMaterial":{},"dsseEnvelope":{}}`))
		w.must(w.sim.AddAttestation("octo/cosign", "sha256:1234", `{"mediaType":"m","verificationMaterial":{},"dsseEnvelope":{}}`))
		const path = "repos/octo/cosign/attestations/sha256:1234"
		return all(
			func() error { return w.do(w.gh, http.MethodGet, path, nil) },
			func() error { return w.do(w.gh, http.MethodGet, path+"?per_page=1&predicate_type=provenance", nil) },
			func() error { return w.do(w.gh, http.MethodGet, path+"?per_page=1&after=1", nil) },
		)
	}},
	{"repos/check-private-vulnerability-reporting", func(w *world) error {
		return w.do(w.gh, http.MethodGet, "repos/octo/cosign/private-vulnerability-reporting", nil)
	}},
	{"orgs/list-org-roles", func(w *world) error { return w.do(w.gh, http.MethodGet, "orgs/octo/organization-roles", nil) }},
	{"orgs/list-org-role-teams", func(w *world) error {
		w.sim.SetSecurityManagers("octo", "security-response-team")
		return w.do(w.gh, http.MethodGet, "orgs/octo/organization-roles/138/teams?per_page=1", nil)
	}},
	{"orgs/list-org-role-users", func(w *world) error {
		return w.do(w.gh, http.MethodGet, "orgs/octo/organization-roles/138/users", nil)
	}},
	{"actions/review-custom-gates-for-run", func(w *world) error {
		for _, answer := range []map[string]string{
			{"environment_name": "release", "comment": "waiting for release conditions"},
			{"environment_name": "release", "state": "approved", "comment": "the slot is open"},
			{"environment_name": "release", "state": "rejected"},
		} {
			if err := w.do(w.gh, http.MethodPost, gate(w.deployment()), answer); err != nil {
				return err
			}
		}
		return nil
	}},
	{"actions/get-pending-deployments-for-run", func(w *world) error {
		return w.do(w.gh, http.MethodGet, fmt.Sprintf("repos/octo/cosign/actions/runs/%d/pending_deployments", w.deployment()), nil)
	}},
}

// deployment starts a workflow run that waits, and returns its id.
func (w *world) deployment() int64 {
	w.t.Helper()
	run, err := w.sim.StartDeployment("maintainer", "octo/cosign", "release", "v2.2.1", "")
	w.must(err)
	return run
}

func gate(run int64) string {
	return fmt.Sprintf("repos/octo/cosign/actions/runs/%d/deployment_protection_rule", run)
}

// TestSimulatorGateRefusals holds the answers to wrong reviews of a deployment
// against the contract.
func TestSimulatorGateRefusals(t *testing.T) {
	long := `","comment":"` + strings.Repeat("x", 1025)
	for name, r := range map[string]struct {
		body string
		run  int64 // 0 is one that waits
		want int
	}{
		"other run":       {body: `{"environment_name":"release","state":"approved"}`, run: 9, want: 404},
		"environment":     {body: `{"environment_name":"staging","state":"approved"}`, want: 422},
		"state":           {body: `{"environment_name":"release","state":"held"}`, want: 422},
		"nothing to say":  {body: `{"environment_name":"release"}`, want: 422},
		"long comment":    {body: `{"environment_name":"release` + long + `"}`, want: 422},
		"longer decision": {body: `{"environment_name":"release","state":"approved` + long + `"}`, want: 422},
		"not JSON":        {body: `{`, want: 400},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.careful = false
			if r.run == 0 {
				r.run = w.deployment()
			}
			request, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://api.github.com/"+gate(r.run), strings.NewReader(r.body))
			w.must(err)
			request.Header.Set("Content-Type", "application/json")
			if got, _ := w.roundTrip(w.as("installation"), request); got != r.want {
				t.Errorf("got %d, want %d", got, r.want)
			}
		})
	}
}

// TestSimulatorCodeWebhooks lets everything happen to code that Apps are told about.
func TestSimulatorCodeWebhooks(t *testing.T) {
	w := newWorld(t)
	s, text, yes, no := w.sim, new("text"), new(true), new(false)
	const repo = "octo/cosign"
	w.must(s.Push("maintainer", repo, "go.mod", "module cosign"))
	w.must(s.Tag("maintainer", repo, "v4.0.0", "main"))
	w.deployment()

	number := w.pull() + 1
	w.must(s.EditPullRequest("maintainer", repo, number, githubsim.PullEdit{Title: text, Body: text}))
	w.must(s.Review("owner", repo, number, "APPROVED", "good"))
	w.must(s.Review("owner", repo, number, "COMMENTED", ""))
	w.must(s.DismissReview("owner", repo, number, "owner"))
	w.must(s.ClosePullRequest("maintainer", repo, number))
	w.must(s.ReopenPullRequest("maintainer", repo, number))
	_, err := s.PushCommit("maintainer", repo, githubsim.Commit{Branch: "other", Message: "m", Files: map[string]string{"a": "b"}})
	w.must(err)

	head, err := s.Head(repo, "other")
	w.must(err)
	_, _, err = w.check(head)
	w.must(err)
	w.must(s.RerequestCheck("maintainer", repo, head, "embargo"))
	w.must(s.RerequestChecks("maintainer", repo, head))

	issue, err := s.OpenIssue("reporter", repo, githubsim.Issue{Title: "t", Body: "b"})
	w.must(err)
	w.must(s.CommentIssue("reporter", repo, issue, "text"))
	w.must(s.CommentIssue("reporter", repo, number, "text"))

	w.must(s.PublishRelease("owner", repo, "v4.0.0", githubsim.Release{Draft: true}))
	w.must(s.PublishRelease("owner", repo, "v4.0.0", githubsim.Release{AssetByName: map[string]string{"a": "b"}}))
	w.must(s.EditRelease("owner", repo, "v2.2.1", githubsim.ReleaseEdit{Body: text}))
	w.must(s.EditRelease("owner", repo, "v2.3.0-rc.1", githubsim.ReleaseEdit{Name: text, Prerelease: no}))
	w.must(s.EditRelease("owner", repo, "v2.3.0-rc.1", githubsim.ReleaseEdit{Prerelease: yes}))
	w.must(s.UnpublishRelease("owner", repo, "v2.3.0-rc.1"))
	w.must(s.DeleteRelease("owner", repo, "v2.3.0-rc.1"))

	w.must(s.ForkRepo("reporter", repo, "reporter/cosign-ghsa-2222-3333-4444", false))
	w.must(s.ForkRepo("owner", "octo/cosign-private", "owner/cosign-private", true))
	w.must(s.RenameRepo("owner", "octo/cosign-private", "cosign-ghsa-2222-3333-4444"))
	w.must(s.SetVisibility("owner", "octo/cosign-ghsa-2222-3333-4444", false))
	w.must(s.SetVisibility("owner", "octo/cosign-ghsa-2222-3333-4444", true))
	w.deliver()
	w.wantEvents(
		"push.", "fork.", "deployment_protection_rule.requested", "pull_request.opened", "pull_request.synchronize",
		"pull_request.edited", "pull_request.closed", "pull_request.reopened", "pull_request_review.submitted",
		"pull_request_review.dismissed", "issues.opened", "issue_comment.created", "release.created", "release.published",
		"release.released", "release.prereleased", "release.edited", "release.unpublished", "release.deleted",
		"check_run.rerequested", "check_suite.rerequested", "repository.renamed", "repository.publicized", "repository.privatized",
	)
}

// wantEvents fails the test unless a webhook of each was sent.
func (w *world) wantEvents(events ...string) {
	w.t.Helper()
	seen := map[string]bool{}
	for _, d := range w.sim.Deliveries(appID) {
		seen[d.Event+"."+d.Action] = true
	}
	for _, want := range events {
		if !seen[want] {
			w.t.Errorf("no webhook %s was sent", want)
		}
	}
}

// TestSimulatorDownload fetches a release's file as everybody can.
func TestSimulatorDownload(t *testing.T) {
	w := newWorld(t)
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "https://github.com/octo/cosign/releases/download/v2.2.1/cosign", nil)
	w.must(err)
	if status, etag := w.roundTrip(w.wire, request); status != http.StatusOK || etag == "" {
		t.Errorf("got %d with ETag %q", status, etag)
	}
	request.Header.Set("Range", "bytes=2-")
	request.Header.Set("If-Modified-Since", time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat))
	if status, _ := w.roundTrip(w.wire, request); status != http.StatusPartialContent {
		t.Errorf("a part: got %d", status)
	}
}

package contract_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/embargo-app/embargo/internal/githubsim"
)

// step asks for one operation in all the ways Embargo does.
type step struct {
	operation string
	do        func(w *world) error
}

// all runs requests that must succeed, up to the first that does not.
func all(requests ...func() error) error {
	for _, request := range requests {
		if err := request(); err != nil {
			return err
		}
	}
	return nil
}

// ok drops what a call of go-github returns beside its error.
func ok[T any](_ T, _ *github.Response, err error) error { return err }

var appSteps = []step{
	{"apps/get-authenticated", func(w *world) error { return ok(w.app.Apps.Get(ctx, "")) }},
	{"apps/list-installations", func(w *world) error {
		return ok(w.app.Apps.ListInstallations(ctx, &github.ListOptions{PerPage: 1}))
	}},
	{"apps/get-installation", func(w *world) error { return ok(w.app.Apps.GetInstallation(ctx, w.inst)) }},
	{"apps/create-installation-access-token", func(w *world) error {
		return all(
			func() error { return ok(w.app.Apps.CreateInstallationToken(ctx, w.inst, nil)) },
			func() error {
				return ok(w.app.Apps.CreateInstallationToken(ctx, w.inst, &github.InstallationTokenOptions{
					Repositories: []string{"cosign"}, Permissions: &github.InstallationPermissions{Contents: new("read")},
				}))
			},
		)
	}},
	{"apps/get-org-installation", func(w *world) error { return ok(w.app.Apps.FindOrganizationInstallation(ctx, "octo")) }},
	{"apps/get-repo-installation", func(w *world) error { return ok(w.app.Apps.FindRepositoryInstallation(ctx, "octo", "cosign")) }},
	{"apps/get-user-installation", func(w *world) error { return ok(w.app.Apps.FindUserInstallation(ctx, "octo")) }},
	{"apps/list-repos-accessible-to-installation", func(w *world) error {
		return all(
			func() error { return ok(w.gh.Apps.ListRepos(ctx, &github.ListOptions{PerPage: 1, Page: 2})) },
			func() error { return ok(w.gh.Apps.ListRepos(ctx, nil)) },
		)
	}},
	{"rate-limit/get", func(w *world) error { return ok(w.gh.RateLimit.Get(ctx)) }},
}

var repoSteps = []step{
	{"users/get-by-username", func(w *world) error {
		return all(
			func() error { return ok(w.gh.Users.Get(ctx, "maintainer")) },
			func() error { return ok(w.gh.Users.Get(ctx, "embargo[bot]")) },
		)
	}},
	{"teams/get-by-name", func(w *world) error { return ok(w.gh.Teams.GetTeamBySlug(ctx, "octo", "security-response-team")) }},
	{"teams/list-members-in-org", func(w *world) error {
		return ok(w.gh.Teams.ListTeamMembersBySlug(ctx, "octo", "cosign-codeowners", &github.TeamListTeamMembersOptions{Role: "all"}))
	}},
	{"repos/get", func(w *world) error {
		return all(
			func() error { return ok(w.gh.Repositories.Get(ctx, "octo", "cosign")) },
			func() error { return ok(w.gh.Repositories.Get(ctx, "octo", "cosign-private")) },
		)
	}},
	{"repos/get-content", func(w *world) error {
		for _, path := range []string{".github/CODEOWNERS", "README.md", "docs/a b.md", "docs"} {
			if _, _, _, err := w.gh.Repositories.GetContents(ctx, "octo", "cosign", path, nil); err != nil {
				return err
			}
		}
		_, _, _, err := w.gh.Repositories.GetContents(ctx, "octo", "cosign", "README.md", &github.RepositoryContentGetOptions{Ref: "main"})
		return err
	}},
	{"repos/codeowners-errors", func(w *world) error { return ok(w.gh.Repositories.GetCodeownersErrors(ctx, "octo", "cosign", nil)) }},
	{"repos/list-releases", func(w *world) error {
		return all(
			func() error { return ok(w.gh.Repositories.ListReleases(ctx, "octo", "cosign", nil)) },
			func() error {
				return ok(w.gh.Repositories.ListReleases(ctx, "octo", "cosign", &github.ListOptions{PerPage: 1, Page: 2}))
			},
		)
	}},
	{"repos/get-release-by-tag", func(w *world) error {
		return ok(w.gh.Repositories.GetReleaseByTag(ctx, "octo", "cosign", "v2.2.1"))
	}},
	{"pulls/list", func(w *world) error {
		return ok(w.gh.PullRequests.List(ctx, "octo", "cosign", &github.PullRequestListOptions{State: "all", Sort: "updated"}))
	}},
	{"pulls/get", func(w *world) error {
		return all(
			func() error { return ok(w.gh.PullRequests.Get(ctx, "octo", "cosign", 1)) },
			func() error { return ok(w.gh.PullRequests.Get(ctx, "octo", "cosign", 2)) },
		)
	}},
	{"pulls/list-reviews", func(w *world) error { return ok(w.gh.PullRequests.ListReviews(ctx, "octo", "cosign", 1, nil)) }},
}

var advisorySteps = []step{
	{"security-advisories/list-org-repository-advisories", func(w *world) error {
		for _, state := range []string{"", "triage", "draft", "published", "closed"} {
			options := &github.ListRepositorySecurityAdvisoriesOptions{State: state, Sort: "updated", Direction: "desc"}
			options.PerPage = 1
			for {
				_, response, err := w.gh.SecurityAdvisories.ListRepositorySecurityAdvisoriesForOrg(ctx, "octo", options)
				if err != nil {
					return err
				}
				if options.After = response.After; options.After == "" {
					break
				}
			}
		}
		return nil
	}},
	{"security-advisories/list-repository-advisories", func(w *world) error {
		return ok(w.gh.SecurityAdvisories.ListRepositorySecurityAdvisories(ctx, "octo", "cosign", nil))
	}},
	{"security-advisories/get-repository-advisory", func(w *world) error {
		for _, ref := range w.advisories() {
			if err := w.do(w.gh, http.MethodGet, advisoryPath(ref), nil); err != nil {
				return err
			}
		}
		return nil
	}},
	{"security-advisories/update-repository-advisory", func(w *world) error {
		patches := []map[string]any{
			{"summary": "s", "description": "d", "cve_id": "CVE-2026-1234", "cwe_ids": []string{"CWE-1"}},
			{"severity": "low"},
			{"cvss_vector_string": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "severity": nil},
			{"collaborating_users": []string{"maintainer"}, "collaborating_teams": []string{"cosign-codeowners"}},
			{"credits": []map[string]string{{"login": "reporter", "type": "finder"}}},
			{"vulnerabilities": []map[string]any{{"package": map[string]any{"ecosystem": "go", "name": nil}}}},
			{"state": "draft"},
			{"state": "published"},
		}
		for _, patch := range patches {
			if err := w.do(w.gh, http.MethodPatch, advisoryPath(w.ref), patch); err != nil {
				return err
			}
		}
		return nil
	}},
	{"security-advisories/create-repository-advisory-cve-request", func(w *world) error {
		_, err := w.gh.SecurityAdvisories.RequestCVE(ctx, w.ref.Owner, w.ref.Repo, w.ref.GHSA)
		return accepted(err)
	}},
	{"security-advisories/create-fork", func(w *world) error {
		return accepted(ok(w.gh.SecurityAdvisories.CreateTemporaryPrivateFork(ctx, w.ref.Owner, w.ref.Repo, w.ref.GHSA)))
	}},
	{"security-advisories/create-repository-advisory-comment", func(w *world) error {
		err := w.do(w.gh, http.MethodPost, advisoryPath(w.ref)+"/comments", map[string]string{"body": "text"})
		return err
	}},
	{"security-advisories/list-repository-advisory-comments", func(w *world) error {
		if _, err := w.sim.Comment("reporter", w.ref, "one"); err != nil {
			return err
		}
		if _, err := w.sim.Comment("owner", w.ref, "two"); err != nil {
			return err
		}
		for _, query := range []string{"", "?per_page=1", "?per_page=100&page=2", "?since=" + time.Now().UTC().Format(time.RFC3339)} {
			if err := w.do(w.gh, http.MethodGet, advisoryPath(w.ref)+"/comments"+query, nil); err != nil {
				return err
			}
		}
		return nil
	}},
	{"security-advisories/get-repository-advisory-comment", func(w *world) error {
		id, err := w.sim.Comment("reporter", w.ref, "one")
		if err != nil {
			return err
		}
		err = w.do(w.gh, http.MethodGet, advisoryPath(w.ref)+"/comments/"+strconv.FormatInt(id, 10), nil)
		return err
	}},
	{"security-advisories/update-repository-advisory-comment", func(w *world) error {
		var written struct {
			ID int64 `json:"id"`
		}
		r, err := w.gh.NewRequest(http.MethodPost, advisoryPath(w.ref)+"/comments", map[string]string{"body": "text"})
		if err != nil {
			return err
		}
		if _, err := w.gh.Do(ctx, r, &written); err != nil {
			return err
		}
		err = w.do(w.gh, http.MethodPatch, advisoryPath(w.ref)+"/comments/"+strconv.FormatInt(written.ID, 10), map[string]string{"body": "new"})
		return err
	}},
}

var deliverySteps = []step{
	{"apps/list-webhook-deliveries", func(w *world) error {
		options := &github.ListCursorOptions{PerPage: 1}
		for {
			_, response, err := w.app.Apps.ListHookDeliveries(ctx, options)
			if err != nil {
				return err
			}
			if options.Cursor = response.Cursor; options.Cursor == "" {
				break
			}
		}
		err := w.do(w.app, http.MethodGet, "app/hook/deliveries?status=failure&per_page=100", nil)
		return err
	}},
	{"apps/get-webhook-delivery", func(w *world) error { return ok(w.app.Apps.GetHookDelivery(ctx, w.sim.Deliveries(appID)[0].ID)) }},
	{"apps/redeliver-webhook-delivery", func(w *world) error {
		return accepted(ok(w.app.Apps.RedeliverHookDelivery(ctx, w.sim.Deliveries(appID)[0].ID)))
	}},
}

var ctx = context.Background()

// accepted takes go-github's way of saying 202 for the success it is.
func accepted(err error) error {
	if _, later := errors.AsType[*github.AcceptedError](err); later {
		return nil
	}
	return err
}

// TestSimulatorOperations asks for every operation the simulator has. What
// crosses the wire is checked by the contract.
func TestSimulatorOperations(t *testing.T) {
	for _, s := range slices.Concat(appSteps, repoSteps, advisorySteps, deliverySteps) {
		t.Run(strings.ReplaceAll(s.operation, "/", "."), func(t *testing.T) {
			w := newWorld(t)
			w.pull()
			w.deliver()
			w.asked = nil
			if err := s.do(w); err != nil {
				t.Error(err)
			}
			if !slices.Contains(w.asked, s.operation) {
				t.Errorf("asked for %v, not for this operation", w.asked)
			}
		})
	}
}

// TestSimulatorElsewhere asks for whatever else is described: what the
// simulator answers in any way but 404 has to get a step above.
func TestSimulatorElsewhere(t *testing.T) {
	w := newWorld(t)
	w.careful = false
	transport := w.as("installation")
	driven := map[string]bool{}
	for _, s := range slices.Concat(appSteps, repoSteps, advisorySteps, deliverySteps) {
		driven[s.operation] = true
	}
	for operation, request := range w.contract.Described() {
		if driven[operation] {
			continue
		}
		r, err := http.NewRequestWithContext(ctx, request[0], "https://api.github.com"+request[1], nil)
		w.must(err)
		if status, _ := w.roundTrip(transport, r); status != http.StatusNotFound {
			t.Errorf("%s is answered with %d, but no step asks for it", operation, status)
		}
	}
}

// TestSimulatorWebhooks lets everything happen that Apps are told about.
func TestSimulatorWebhooks(t *testing.T) {
	w := newWorld(t)
	w.advisories()
	w.pull()
	w.must(w.sim.SetTeamMembers("octo", "cosign-codeowners", "owner"))
	w.must(w.sim.PublishRelease("owner", "octo/cosign", "v3.0.0", githubsim.Release{}))
	w.must(w.sim.PublishRelease("owner", "octo/cosign", "v3.1.0-rc1", githubsim.Release{Prerelease: true}))
	w.must(w.sim.Suspend(w.inst, true))
	w.must(w.sim.Suspend(w.inst, false))
	w.must(w.sim.Uninstall(w.inst))
	w.deliver()
	seen := map[string]bool{}
	for _, d := range w.sim.Deliveries(appID) {
		seen[d.Event+"."+d.Action] = true
	}
	for _, want := range []string{
		"repository_advisory.reported", "repository_advisory.published", "release.published",
		"membership.added", "membership.removed", "installation.created", "installation.suspend",
		"installation.unsuspend", "installation.deleted",
	} {
		if !seen[want] {
			t.Errorf("no webhook %s was sent", want)
		}
	}
}

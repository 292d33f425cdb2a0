package contract_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
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
	{"users/get-authenticated", askWhoSignedIn},
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
	{"git/get-blob", func(w *world) error {
		file, _, _, err := w.gh.Repositories.GetContents(ctx, "octo", "cosign", "README.md", nil)
		if err != nil {
			return err
		}
		return ok(w.gh.Git.GetBlob(ctx, "octo", "cosign", file.GetSHA()))
	}},
	{"git/get-tree", func(w *world) error { return ok(w.gh.Git.GetTree(ctx, "octo", "cosign", "HEAD", false)) }},
	{"repos/list-commits", func(w *world) error {
		return all(
			func() error { return ok(w.gh.Repositories.ListCommits(ctx, "octo", "cosign", nil)) },
			func() error {
				return ok(w.gh.Repositories.ListCommits(ctx, "octo", "cosign", &github.CommitsListOptions{Path: "README.md"}))
			},
		)
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
	{"pulls/list-files", func(w *world) error {
		w.change()
		return ok(w.gh.PullRequests.ListFiles(ctx, "octo", "cosign", 2, &github.ListOptions{PerPage: 1, Page: 2}))
	}},
	{"checks/create", func(w *world) error { return ok(w.check(w.change())) }},
	{"checks/get", func(w *world) error {
		run, _, err := w.check(w.change())
		w.must(err)
		return ok(w.gh.Checks.GetCheckRun(ctx, "octo", "cosign", run.GetID()))
	}},
	{"checks/update", func(w *world) error {
		run, _, err := w.check(w.change())
		w.must(err)
		return ok(w.gh.Checks.UpdateCheckRun(ctx, "octo", "cosign", run.GetID(), github.UpdateCheckRunOptions{
			Name: "embargo", Conclusion: new("failure"), CompletedAt: &github.Timestamp{Time: time.Now()},
		}))
	}},
	{"checks/list-for-ref", func(w *world) error {
		sha := w.change()
		_, _, err := w.check(sha)
		w.must(err)
		return ok(w.gh.Checks.ListCheckRunsForRef(ctx, "octo", "cosign", sha, &github.ListCheckRunsOptions{CheckName: new("embargo")}))
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
	for _, s := range slices.Concat(appSteps, repoSteps, codeSteps, advisorySteps, deliverySteps) {
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
	for _, s := range slices.Concat(appSteps, repoSteps, codeSteps, advisorySteps, deliverySteps) {
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
	w.must(w.sim.CommentPullRequest("owner", "octo/cosign", 1, "README.md", "why?"))
	w.must(w.sim.SetAdmins("octo/cosign", "octo/cosign-codeowners"))
	w.must(w.sim.SetAdmins("octo/cosign"))
	w.sim.AddTeam("octo", "crew", "newcomer")
	w.must(w.sim.RenameTeam("octo", "crew", "sailors"))
	w.must(w.sim.RemoveTeam("octo", "sailors"))
	w.must(w.sim.RemoveMember("octo", "newcomer"))
	w.must(w.sim.ChooseRepositories(w.inst, "cosign"))
	w.must(w.sim.ChooseRepositories(w.inst))
	w.must(w.sim.Suspend(w.inst, true))
	w.must(w.sim.Suspend(w.inst, false))
	w.must(w.sim.Uninstall(w.inst))
	w.deliver()
	w.wantEvents(
		"repository_advisory.reported", "repository_advisory.published", "release.published",
		"membership.added", "membership.removed", "installation.created", "installation.suspend",
		"installation.unsuspend", "installation.deleted", "installation_repositories.added", "installation_repositories.removed",
		"pull_request_review_comment.created", "organization.member_added", "organization.member_removed", "team.created",
		"team.edited", "team.deleted", "team.added_to_repository", "team.removed_from_repository",
	)
}

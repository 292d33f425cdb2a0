package githubsim_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-github/v60/github"

	"github.com/embargo-app/embargo/internal/githubsim"
)

func TestTeams(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	ctx := context.Background()
	members, _, err := w.gh.Teams.ListTeamMembersBySlug(ctx, "acme", "src", nil)
	w.must(err)
	if len(members) != 2 || members[0].GetLogin() != "alice" {
		t.Errorf("members %v", members)
	}
	w.must(w.SetTeamMembers("acme", "src", "bob"))
	team, _, err := w.gh.Teams.GetTeamBySlug(ctx, "acme", "SRC")
	w.must(err)
	if team.GetMembersCount() != 1 {
		t.Errorf("team %v", team)
	}
	if got := w.status("GET", "orgs/acme/teams/none/members", nil); got != http.StatusNotFound {
		t.Errorf("unknown team: %d", got)
	}
}

func TestContents(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	ctx := context.Background()
	long := strings.Repeat("x", 200)
	w.must(w.SetFile("acme", "anvil", "docs/a b.md", long))
	file, _, _, err := w.gh.Repositories.GetContents(ctx, "acme", "anvil", "docs/a b.md", nil)
	w.must(err)
	content, err := file.GetContent()
	w.must(err)
	if content != long || file.GetSize() != 200 || file.GetSHA() != "debcf03c10222209e6ac75be3fa2c1796d204d91" {
		t.Errorf("file %v", file)
	}
	_, dir, _, err := w.gh.Repositories.GetContents(ctx, "acme", "anvil", "", nil)
	w.must(err)
	if len(dir) != 2 || dir[0].GetPath() != ".github" || dir[0].GetType() != "dir" {
		t.Errorf("directory %v", dir)
	}
	for _, missing := range []string{"CODEOWNERS", "docs/a b.md?ref=other"} {
		if got := w.status("GET", "repos/acme/anvil/contents/"+strings.ReplaceAll(missing, " ", "%20"), nil); got != http.StatusNotFound {
			t.Errorf("%s: %d", missing, got)
		}
	}
	w.must(w.RemoveFile("acme", "anvil", "docs/a b.md"))
	if got := w.status("GET", "repos/acme/anvil/contents/docs", nil); got != http.StatusNotFound {
		t.Errorf("emptied directory: %d", got)
	}
}

func TestCodeownersErrors(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	w.must(w.SetFile("acme", "anvil", ".github/CODEOWNERS", strings.Join([]string{
		"# owners", "* @acme/anvil-codeowners @carol", "@acme/src", "*.go @acme/none", "*.md someone", "docs/ dev@acme.example",
	}, "\n")))
	errs, _, err := w.gh.Repositories.GetCodeownersErrors(context.Background(), "acme", "anvil", nil)
	w.must(err)
	var got []string
	for _, e := range errs.Errors {
		got = append(got, strings.Join([]string{e.Kind, e.Source}, ": "))
	}
	want := "Invalid pattern: @acme/src|Unknown owner: *.go @acme/none|Invalid owner: *.md someone"
	if strings.Join(got, "|") != want {
		t.Errorf("got %v", got)
	}
	if got := w.status("GET", "repos/acme/secret/codeowners/errors", nil); got != http.StatusNotFound {
		t.Errorf("no file: %d", got)
	}
}

func TestReleases(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	ctx := context.Background()
	w.must(w.PublishRelease("carol", "acme/anvil", "v1.0.0", githubsim.Release{}))
	w.must(w.PublishRelease("carol", "acme/anvil", "sdk/v1.1.0", githubsim.Release{AssetByName: map[string]string{"sums": "abc"}}))
	w.must(w.PublishRelease("carol", "acme/anvil", "v2.0.0", githubsim.Release{Draft: true}))
	if err := w.PublishRelease("carol", "acme/anvil", "v1.0.0", githubsim.Release{}); err == nil {
		t.Error("a tag was released twice")
	}
	list, _, err := w.gh.Repositories.ListReleases(ctx, "acme", "anvil", nil)
	w.must(err)
	if len(list) != 2 || list[0].GetTagName() != "sdk/v1.1.0" {
		t.Errorf("releases %v", list)
	}
	rel, _, err := w.gh.Repositories.GetReleaseByTag(ctx, "acme", "anvil", "sdk/v1.1.0")
	w.must(err)
	if len(rel.Assets) != 1 || rel.Assets[0].GetSize() != 3 {
		t.Errorf("release %v", rel)
	}
	if got := w.status("GET", "repos/acme/anvil/releases/tags/v2.0.0", nil); got != http.StatusNotFound {
		t.Errorf("draft by tag: %d", got)
	}
}

func TestPullRequests(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	ctx := context.Background()
	n, err := w.OpenPullRequest("carol", "acme/anvil", githubsim.PullRequest{Title: "fix", Branch: "fix"})
	w.must(err)
	w.must(w.Review("alice", "acme/anvil", n, "APPROVED", "good"))
	if err := w.Review("carol", "acme/anvil", n, "APPROVED", ""); err == nil {
		t.Error("an author approved")
	}
	pr, _, err := w.gh.PullRequests.Get(ctx, "acme", "anvil", n)
	w.must(err)
	sha, err := w.PushToPullRequest("carol", "acme/anvil", n)
	w.must(err)
	reviews, _, err := w.gh.PullRequests.ListReviews(ctx, "acme", "anvil", n, nil)
	w.must(err)
	if len(reviews) != 1 || reviews[0].GetState() != "APPROVED" || reviews[0].GetCommitID() != pr.GetHead().GetSHA() || sha == pr.GetHead().GetSHA() {
		t.Errorf("reviews %v of %v, now %s", reviews, pr.GetHead(), sha)
	}
	merge, err := w.MergePullRequest("alice", "acme/anvil", n)
	w.must(err)
	pr, _, err = w.gh.PullRequests.Get(ctx, "acme", "anvil", n)
	w.must(err)
	if !pr.GetMerged() || pr.GetMergeCommitSHA() != merge || pr.GetState() != "closed" {
		t.Errorf("merged %v", pr)
	}
	for state, want := range map[string]int{"open": 0, "closed": 1, "all": 1} {
		list, _, err := w.gh.PullRequests.List(ctx, "acme", "anvil", &github.PullRequestListOptions{State: state})
		w.must(err)
		if len(list) != want {
			t.Errorf("%s: %d", state, len(list))
		}
	}
}

func TestPrivateForkIsForThoseOnTheAdvisory(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	ref := w.report("anvils fall")
	w.must(w.CreateFork("alice", ref))
	a, err := w.Advisory(ref)
	w.must(err)
	if _, err := w.OpenPullRequest("mallory", a.Fork, githubsim.PullRequest{Title: "fix", Branch: "fix"}); err == nil {
		t.Error("a stranger works in the fork")
	}
	n, err := w.OpenPullRequest("rita", a.Fork, githubsim.PullRequest{Title: "fix", Branch: "fix"})
	w.must(err)
	if _, _, err := w.gh.PullRequests.Get(context.Background(), "acme", strings.TrimPrefix(a.Fork, "acme/"), n); err == nil {
		t.Error("the app reads the fork")
	}
	repos, _, err := w.gh.Apps.ListRepos(context.Background(), nil)
	w.must(err)
	if repos.GetTotalCount() != 3 {
		t.Errorf("the fork is not listed: %v", repos.Repositories)
	}
}

func TestUsers(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	ctx := context.Background()
	for login, kind := range map[string]string{"alice": "User", "acme": "Organization", "embargo[bot]": "Bot"} {
		u, _, err := w.gh.Users.Get(ctx, login)
		w.must(err)
		if u.GetLogin() != login || u.GetType() != kind {
			t.Errorf("%s: %v", login, u)
		}
	}
}

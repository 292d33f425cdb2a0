package contract_test

import (
	"net/http"
	"testing"

	"github.com/google/go-github/v60/github"
)

// change pushes files to the open pull request and returns its head.
func (w *world) change() string {
	w.t.Helper()
	_, err := w.sim.PushFiles("maintainer", "octo/cosign", 2, map[string]string{"docs/new.md": "new", "README.md": "more"})
	w.must(err)
	sha, err := w.sim.PushRemoval("maintainer", "octo/cosign", 2, "docs/a b.md")
	w.must(err)
	return sha
}

// check sets a check on a commit.
func (w *world) check(sha string) (*github.CheckRun, *github.Response, error) {
	return w.gh.Checks.CreateCheckRun(ctx, "octo", "cosign", github.CreateCheckRunOptions{
		Name: "embargo", HeadSHA: sha, Status: new("in_progress"), ExternalID: new("x"),
		Output: &github.CheckRunOutput{Title: new("t"), Summary: new("s")},
	})
}

// TestSimulatorFilesOfPullRequest reads the same paths on the default branch and at a pull request's head.
func TestSimulatorFilesOfPullRequest(t *testing.T) {
	w := newWorld(t)
	w.pull()
	sha := w.change()
	read := func(path, ref string) string {
		file, _, response, err := w.gh.Repositories.GetContents(ctx, "octo", "cosign", path, &github.RepositoryContentGetOptions{Ref: ref})
		if response.StatusCode == http.StatusNotFound {
			return "none"
		}
		w.must(err)
		content, err := file.GetContent()
		w.must(err)
		return content
	}
	for _, test := range []struct{ path, ref, want string }{
		{"README.md", sha, "more"}, {"docs/new.md", sha, "new"}, {"docs/a b.md", sha, "none"}, {".github/CODEOWNERS", "other", read(".github/CODEOWNERS", "")},
		{"README.md", "", ""}, {"docs/new.md", "main", "none"}, {"docs/a b.md", "main", "text"}, {"README.md", "nowhere", "none"},
	} {
		if got := read(test.path, test.ref); got != test.want {
			t.Errorf("%s at %q is %q, want %q", test.path, test.ref, got, test.want)
		}
	}
	merged, err := w.sim.MergePullRequest("owner", "octo/cosign", 2)
	w.must(err)
	for path, want := range map[string]string{"README.md": "more", "docs/new.md": "new", "docs/a b.md": "none"} {
		if got := read(path, merged); got != want {
			t.Errorf("after the merge %s is %q, want %q", path, got, want)
		}
	}
}

// TestSimulatorRefusesChecks wants a known commit and one's own run.
func TestSimulatorRefusesChecks(t *testing.T) {
	w := newWorld(t)
	w.pull()
	run, _, err := w.check(w.change())
	w.must(err)
	for name, try := range map[string]func() (*github.Response, error){
		"an unknown commit": func() (*github.Response, error) {
			_, response, err := w.check("0123456789012345678901234567890123456789")
			return response, err
		},
		"completed without a conclusion": func() (*github.Response, error) {
			_, response, err := w.gh.Checks.UpdateCheckRun(ctx, "octo", "cosign", run.GetID(), github.UpdateCheckRunOptions{Name: "embargo", Status: new("completed")})
			return response, err
		},
	} {
		w.careful = false
		if response, err := try(); err == nil || response.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: %v", name, err)
		}
	}
}

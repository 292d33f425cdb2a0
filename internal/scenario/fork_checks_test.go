package scenario

import (
	"net/http"
	"strings"
	"testing"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
)

// TestTemporaryForkIsTriedOnce: GitHub keeps apps out of temporary private forks. Whatever it refuses there, reading a
// pull request or checking it, is asked for once and remembered, also by another process.
func TestTemporaryForkIsTriedOnce(t *testing.T) {
	for _, test := range []struct {
		name   string
		adjust func(*githubsim.Options)
		path   string // of the request that is refused
	}{
		{"nothing can be read", func(*githubsim.Options) {}, "/pulls/1"},
		{"checks are refused", func(o *githubsim.Options) { o.OpenForks, o.RefuseChecks = true, true }, "/check-runs"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w, err := newAdjustedWorld(inFile(t.TempDir()), test.adjust)
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := w.app.Close(); err != nil {
					t.Error(err)
				}
			}()
			for range 2 {
				w.forkStory(t)
				if err := restart(w, nil, nil); err != nil {
					t.Fatal(err)
				}
			}
			tried := 0
			for _, r := range w.sim.Requests() {
				if strings.Contains(r.Path, "-ghsa-") && strings.Contains(r.Path, test.path) && r.Status >= http.StatusBadRequest {
					tried++
				}
			}
			if tried != 1 {
				t.Errorf("%s in the fork was refused %d times, want once", test.path, tried)
			}
			w.check(t)
		})
	}
}

// forkStory has a fix in the temporary fork looked at, time and again.
func (w *world) forkStory(t *testing.T) {
	t.Helper()
	if w.advisory.GHSA == "" {
		err := all(crashActs[0], crashActs[3], func(w *world) error {
			if err := w.sim.CreateFork(demo.Owner, w.advisory); err != nil {
				return err
			}
			a, err := w.sim.Advisory(w.advisory)
			if err != nil {
				return err
			}
			if _, err := w.sim.OpenPullRequest(demo.Owner, a.Fork, githubsim.PullRequest{Title: "Fix", Branch: "fix"}); err != nil {
				return err
			}
			return comment(demo.Owner, "/fix-ready "+a.Fork+"#1")(w)
		})(w)
		if err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		if err := comment(demo.SRC, "/status")(w); err != nil {
			t.Fatal(err)
		}
		if err := w.settle(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

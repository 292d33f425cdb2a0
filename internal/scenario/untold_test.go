package scenario

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/reconcile"
)

// dying is a teller in a process that dies before it has told anybody.
type dying struct{ reconcile.Teller }

func (dying) Mail(context.Context, reconcile.Mail, func(context.Context) error) error {
	panic("killed")
}

// actAndDie gives a command outside the thread and lets the process die while the SRC is told of it.
func actAndDie(t *testing.T, w *world, line string) {
	t.Helper()
	w.teller = dying{w.box}
	if err := restart(w, nil, nil); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if recover() == nil {
			t.Error("it has not died")
		}
		w.teller = w.box
		if err := restart(w, nil, nil); err != nil {
			t.Fatal(err)
		}
	}()
	_, _ = w.app.Act(t.Context(), ghsa.Ref(w.advisory), demo.SRC2, line) // does not return
}

// TestWordsOfAnActAreMissed: the words of a command that was given outside the thread are told once, by the process that
// took it. Where that fails, or the process dies, the SRC is told once whom to ask.
func TestWordsOfAnActAreMissed(t *testing.T) {
	for name, act := range map[string]func(*testing.T, *world, string){
		"the process dies": actAndDie,
		"nobody knows whether it arrived": func(t *testing.T, w *world, line string) {
			t.Helper()
			w.box.lost = true
			_, err := w.app.Act(t.Context(), ghsa.Ref(w.advisory), demo.SRC2, line)
			if err == nil || !strings.Contains(err.Error(), "the command is recorded") {
				t.Errorf("the person is told %v", err)
			}
			w.box.sent = w.box.sent[:len(w.box.sent)-1]
		},
	} {
		t.Run(name, func(t *testing.T) {
			w, err := newWorld(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			must := orFatal(t)
			must(w.sim.SetFile(demo.Org, ".github", config.ProcessPath, strings.Replace(notified, ", chat: [src-private]", "", 1)))
			w.advisory, err = w.sim.Draft(demo.Owner, demo.Org+"/"+demo.Repo, githubsim.Report{Summary: "s", Description: "d"})
			must(err)
			must(w.settle(t.Context()))
			must(w.sim.Publish(demo.SRC, w.advisory))
			must(w.settle(t.Context()))
			must(w.pass(26 * time.Hour)) // what else is to be told has been told
			w.box.sent = nil

			act(t, w, "/waive artifacts canary-reason")
			told := func() []string {
				return slices.DeleteFunc(slices.Clone(w.box.sent), func(s string) bool { return !strings.Contains(s, "please ask") })
			}
			must(w.pass(2 * time.Hour))
			if got := told(); len(got) != 1 || !strings.Contains(got[0], demo.SRC2+" gave a command") || !strings.Contains(got[0], "src@example.org") {
				t.Fatalf("told %q, of %q", got, w.box.sent)
			}
			must(restart(w, nil, nil))
			must(w.pass(48 * time.Hour))
			if got := told(); len(got) != 1 {
				t.Errorf("told again: %q", got)
			}
			if all := strings.Join(w.box.sent, "\n"); strings.Contains(all, "canary-reason") {
				t.Errorf("words that were told once came again: %s", all)
			}
			must(w.app.Close())
		})
	}
}

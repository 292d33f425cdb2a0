package scenario

import (
	"errors"
	"testing"

	"github.com/embargo-app/embargo/internal/demo"
)

func adds(who ...string) func(*world) error {
	return func(w *world) error {
		var err error
		for _, name := range who {
			err = errors.Join(err, w.sim.AddCollaborator(demo.SRC, w.advisory, name))
		}
		return err
	}
}

func all(acts ...func(*world) error) func(*world) error {
	return func(w *world) error {
		for _, act := range acts {
			if err := act(w); err != nil {
				return err
			}
		}
		return nil
	}
}

// enforceActs end with a publication. The release slot is within the story, so the SRC insists on its hour.
var enforceActs = []func(w *world) error{
	all(func(w *world) error { return setMode(w, nil, []string{"enforce"}) }, crashActs[0]),
	all(crashActs[3], adds(demo.Stranger, demo.Org+"/dep-maintainers")),
	all(comment(demo.SRC, "/ack\n/triage accepted it is\n/waive details x\n/waive cvss x\n/waive cve x\n/waive private-fork x\n"+
		"/waive fix-ready x\n/waive fix-approved x\n/release-day 2026-11-23 10:30\n/release-day 2026-11-23 10:30 it is public soon"),
		comment(demo.Owner, "/agree")),
	adds(demo.Stranger),
	all(comment(demo.SRC, "/publish"), adds("pim")),
	comment(demo.SRC2, "/help\n/publish"),
}

// TestCrashWhileEnforcing is TestCrashAtEveryWrite with removals, their notes and the publication.
func TestCrashWhileEnforcing(t *testing.T) {
	t.Parallel()
	thread, _ := playCrash(t, enforceActs, 0, false)
	if end := thread[len(thread)-1]; end != "published, [riley mika], []" {
		t.Fatalf("the undisturbed run ends with %s:\n%v", end, thread)
	}
	crashEverywhere(t, enforceActs)
}

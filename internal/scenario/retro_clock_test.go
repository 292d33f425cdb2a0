package scenario

import (
	"strings"
	"testing"
	"time"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/policy"
)

// TestOrderByAClockThatIsBehind: a list refuses the retrospective, and whoever orders it anew does so on a machine whose clock
// is behind that of the server. The order counts.
func TestOrderByAClockThatIsBehind(t *testing.T) {
	const (
		list = "users@example.org"
		back = 3*pollInterval + 30*time.Second // to half a minute before the refusal
	)
	w, err := newWorld(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	must := orFatal(t)
	order := func(login string) {
		t.Helper()
		answer, err := w.app.Act(t.Context(), ghsa.Ref(w.advisory), login, "/retro send")
		must(err)
		if answer.Verdict != policy.VerdictAccepted {
			t.Errorf("%+v", answer)
		}
	}
	must(w.sim.SetFile(demo.Org, ".github", config.ProcessPath, notified+
		"announcement: {mail: {from: security@example.org, to: ["+list+"]}}\n"))
	w.advisory, err = w.sim.Draft(demo.Owner, demo.Org+"/"+demo.Repo, githubsim.Report{Summary: "s", Description: "d"})
	must(err)
	must(w.settle(t.Context()))
	must(w.sim.Publish(demo.SRC, w.advisory))
	must(w.settle(t.Context()))
	w.box.refuses = list
	order(demo.SRC)
	must(w.settle(t.Context()))
	w.advance(-back)
	order(demo.SRC2)
	w.advance(back)
	must(w.pass(10 * time.Minute))
	told := 0
	for _, message := range w.box.sent {
		if strings.HasPrefix(message, list+": ") {
			told++
		}
	}
	if told != 1 {
		t.Errorf("told %d times: %q", told, w.box.sent)
	}
	w.check(t)
	must(w.app.Close())
}

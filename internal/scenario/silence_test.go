package scenario

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/reconcile"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// TestObserveSendsNothingThatIsOrdered: in observe mode nothing about an advisory leaves the app, also when a member of
// the SRC acts outside the thread. The act counts, its words are for the member to pass on, and none come later.
func TestObserveSendsNothingThatIsOrdered(t *testing.T) {
	w, err := newWorld(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	must := orFatal(t)
	process := notified + "announcement: {mail: {from: security@example.org, to: [users@example.org]}}\nmode: "
	must(w.sim.SetFile(demo.Org, ".github", config.ProcessPath, process+"observe\n"))
	w.advisory, err = w.sim.Draft(demo.Owner, demo.Org+"/"+demo.Repo, githubsim.Report{Summary: "s", Description: "d"})
	must(err)
	must(w.settle(t.Context()))
	must(w.sim.Publish(demo.SRC, w.advisory))
	must(w.settle(t.Context()))

	answer, err := w.app.Act(t.Context(), ghsa.Ref(w.advisory), demo.SRC2, "/waive artifacts canary-reason")
	if answer.Verdict != policy.VerdictAccepted || err == nil || !strings.Contains(err.Error(), "tell the SRC of it yourself") {
		t.Errorf("the act is %s, and the person is told %v", answer.Verdict, err)
	}
	_, _, err = w.app.SendRetrospective(t.Context(), ghsa.Ref(w.advisory), demo.SRC2, "", "It went well enough.")
	if !errors.Is(err, reconcile.ErrObserves) {
		t.Errorf("a retrospective is sent: %v", err)
	}
	must(w.pass(26 * time.Hour))
	if len(w.box.sent) != 0 {
		t.Errorf("sent in observe mode: %q", w.box.sent)
	}

	must(w.sim.SetFile(demo.Org, ".github", config.ProcessPath, process+"advise\n"))
	must(w.pass(26 * time.Hour))
	if all := strings.Join(w.box.sent, "\n"); strings.Contains(all, "canary-reason") || strings.Contains(all, "please ask") {
		t.Errorf("told afterwards: %s", all)
	}
	answer, deliveries, err := w.app.SendRetrospective(t.Context(), ghsa.Ref(w.advisory), demo.SRC2, "", "It went well enough.")
	if err != nil || answer.Verdict != policy.VerdictAccepted || len(deliveries) != 1 || deliveries[0].State != store.LetterSent {
		t.Errorf("what was refused in observe mode left something behind: %s, %v", answer.Verdict, err)
	}
	w.check(t)
	must(w.app.Close())
}

// TestObserveSaysThatNothingIsSent: whoever orders that something is sent learns that it is not, also where the SRC has no
// channel of its own.
func TestObserveSaysThatNothingIsSent(t *testing.T) {
	w, err := newWorld(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	must := orFatal(t)
	process := strings.Replace(notified, "  notify: {mail: [src@example.org], chat: [src-private]}\n", "", 1) +
		"announcement: {mail: {from: security@example.org, to: [users@example.org]}}\nmode: observe\n"
	must(w.sim.SetFile(demo.Org, ".github", config.ProcessPath, process))
	w.advisory, err = w.sim.Draft(demo.Owner, demo.Org+"/"+demo.Repo, githubsim.Report{Summary: "s", Description: "d"})
	must(err)
	must(w.settle(t.Context()))
	must(w.sim.Publish(demo.SRC, w.advisory))
	must(w.settle(t.Context()))
	for _, line := range []string{"/retro send", "/announce send"} {
		answer, err := w.app.Act(t.Context(), ghsa.Ref(w.advisory), demo.SRC2, line)
		if answer.Verdict != policy.VerdictAccepted || err == nil || !strings.Contains(err.Error(), "in the mode observe nothing is sent") {
			t.Errorf("%s: %s, and the person is told %v", line, answer.Verdict, err)
		}
	}
	if _, err := w.app.Act(t.Context(), ghsa.Ref(w.advisory), demo.SRC2, "/waive artifacts nobody needs them"); err != nil {
		t.Errorf("an act that sends nothing: %v", err)
	}
	must(w.app.Close())
}

package scenario

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/reconcile"
)

// rosterRepo is where the organisation's process file is changed by pull request.
const rosterRepo = demo.Org + "/.github"

func propose(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 2); err != nil {
		return err
	}
	branch := fmt.Sprintf("proposal-%d", w.clock().Unix())
	n, err := w.sim.OpenPullRequest(args[0], rosterRepo, githubsim.PullRequest{Title: "Change the process", Branch: branch})
	if err != nil {
		return err
	}
	ts.Setenv("PULL", strconv.Itoa(n))
	_, err = w.sim.PushFiles(args[0], rosterRepo, n, map[string]string{config.ProcessPath: ts.ReadFile(args[1])})
	return err
}

// proposal reads LOGIN N.
func proposal(args []string, more int) (login string, n int, err error) {
	if err := need(args, 2+more); err != nil {
		return "", 0, err
	}
	n, err = strconv.Atoi(args[1])
	return args[0], n, err
}

func revise(w *world, ts *testscript.TestScript, args []string) error {
	login, n, err := proposal(args, 1)
	if err != nil {
		return err
	}
	if args[2] == "-" {
		_, err = w.sim.PushRemoval(login, rosterRepo, n, config.ProcessPath)
		return err
	}
	_, err = w.sim.PushFiles(login, rosterRepo, n, map[string]string{config.ProcessPath: ts.ReadFile(args[2])})
	return err
}

func reviewProposal(w *world, _ *testscript.TestScript, args []string) error {
	login, n, err := proposal(args, 1)
	if err != nil {
		return err
	}
	states := map[string]string{"approve": "APPROVED", "object": "CHANGES_REQUESTED", "comment": "COMMENTED"}
	return w.sim.Review(login, rosterRepo, n, states[args[2]], "")
}

func mergeProposal(w *world, _ *testscript.TestScript, args []string) error {
	login, n, err := proposal(args, 0)
	if err == nil {
		_, err = w.sim.MergePullRequest(login, rosterRepo, n)
	}
	return err
}

func shutProposal(w *world, _ *testscript.TestScript, args []string) error {
	login, n, err := proposal(args, 0)
	if err != nil {
		return err
	}
	return w.sim.ClosePullRequest(login, rosterRepo, n)
}

func reopenProposal(w *world, _ *testscript.TestScript, args []string) error {
	login, n, err := proposal(args, 0)
	if err != nil {
		return err
	}
	return w.sim.ReopenPullRequest(login, rosterRepo, n)
}

func rosterCheck(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 2); err != nil {
		return err
	}
	n, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	head, err := w.sim.PullHead(rosterRepo, n)
	if err != nil {
		return err
	}
	checks, err := w.sim.Checks(rosterRepo, head)
	if err != nil {
		return err
	}
	if args[1] == "none" {
		if len(checks) > 0 {
			return fmt.Errorf("there is a check: %+v", checks)
		}
		return nil
	}
	if len(checks) == 0 {
		return fmt.Errorf("there is no check; log:\n%s", w.log.String())
	}
	last := checks[len(checks)-1]
	says := last.Conclusion
	if last.Status == "in_progress" {
		says = "waiting"
	}
	if says != args[1] || last.Name != reconcile.RosterCheck {
		return fmt.Errorf("%s says %s, want %s: %s\n%s", last.Name, says, args[1], last.Title, last.Summary)
	}
	if len(args) > 2 && strconv.Itoa(last.Updates) != args[2] {
		return fmt.Errorf("the check was changed %d times, want %s", last.Updates, args[2])
	}
	_, err = fmt.Fprintf(ts.Stdout(), "# %s\n\n%s", last.Title, last.Summary)
	return err
}

func rosterRuns(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 2); err != nil {
		return err
	}
	n, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	head, err := w.sim.PullHead(rosterRepo, n)
	if err != nil {
		return err
	}
	checks, err := w.sim.Checks(rosterRepo, head)
	if err == nil && strconv.Itoa(len(checks)) != args[1] {
		err = fmt.Errorf("%d runs: %+v", len(checks), checks)
	}
	return err
}

func logged(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 2); err != nil {
		return err
	}
	found := 0
	for line := range strings.Lines(w.log.String()) {
		if strings.Contains(line, strings.Join(args[1:], " ")) {
			found++
		}
	}
	if strconv.Itoa(found) != args[0] {
		return fmt.Errorf("%d lines:\n%s", found, w.log.String())
	}
	return nil
}

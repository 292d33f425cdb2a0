package scenario

import (
	"fmt"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/reconcile"
)

// fixCheck reads REPO N CONCLUSION|none [UPDATES], compares the check on the pull request's head and prints what it says.
func fixCheck(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 3); err != nil {
		return err
	}
	n, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	repo := demo.Org + "/" + args[0]
	head, err := w.sim.PullHead(repo, n)
	if err != nil {
		return err
	}
	checks, err := w.sim.Checks(repo, head)
	if err != nil {
		return err
	}
	last := githubsim.Check{Conclusion: "none"}
	for _, check := range checks {
		if check.Name == reconcile.FixCheck {
			last = check
		}
	}
	if last.Conclusion != args[2] {
		return fmt.Errorf("the check says %s, want %s: %+v", last.Conclusion, args[2], checks)
	}
	if len(args) > 3 && strconv.Itoa(last.Updates) != args[3] {
		return fmt.Errorf("the check was changed %d times, want %s", last.Updates, args[3])
	}
	_, err = fmt.Fprintf(ts.Stdout(), "%s\n%s\n", last.Title, last.Summary)
	return err
}

// rerun reads LOGIN REPO N [all] and presses the button for another run of the check, or of all checks.
func rerun(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 3); err != nil {
		return err
	}
	n, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	repo := demo.Org + "/" + args[1]
	head, err := w.sim.PullHead(repo, n)
	if err != nil {
		return err
	}
	if len(args) > 3 {
		return w.sim.RerequestChecks(args[0], repo, head)
	}
	return w.sim.RerequestCheck(args[0], repo, head, reconcile.FixCheck)
}

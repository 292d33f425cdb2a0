package scenario

import (
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
)

func readReport(ts *testscript.TestScript, name string) githubsim.Report {
	summary, description, _ := strings.Cut(ts.ReadFile(name), "\n\n")
	return githubsim.Report{Summary: summary, Description: description}
}

func report(w *world, ts *testscript.TestScript, args []string) (err error) {
	if err := need(args, 3); err != nil {
		return err
	}
	w.advisory, err = w.sim.Report(args[0], demo.Org+"/"+args[1], readReport(ts, args[2]))
	return err
}

func draft(w *world, ts *testscript.TestScript, args []string) (err error) {
	if err := need(args, 3); err != nil {
		return err
	}
	w.advisory, err = w.sim.Draft(args[0], demo.Org+"/"+args[1], readReport(ts, args[2]))
	return err
}

func say(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 2); err != nil {
		return err
	}
	_, err := w.sim.Comment(args[0], w.advisory, text(ts, args[1:]))
	return err
}

// text is a file's content or the words themselves.
func text(ts *testscript.TestScript, args []string) string {
	if len(args) == 1 && path.Ext(args[0]) == ".md" {
		return ts.ReadFile(args[0])
	}
	return strings.Join(args, " ")
}

func edit(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 3); err != nil {
		return err
	}
	n, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	comments, err := w.sim.Thread(w.advisory)
	if err != nil {
		return err
	}
	if n < 1 || n > len(comments) {
		return fmt.Errorf("the thread has %d comments", len(comments))
	}
	w.advance(time.Second) // GitHub's times are whole seconds
	return w.sim.EditComment(args[0], w.advisory, comments[n-1].ID, text(ts, args[2:]))
}

func accept(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	return w.sim.Accept(args[0], w.advisory)
}

func add(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 2); err != nil {
		return err
	}
	return w.sim.AddCollaborator(args[0], w.advisory, args[1])
}

func drop(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 2); err != nil {
		return err
	}
	return w.sim.RemoveCollaborator(args[0], w.advisory, args[1])
}

func setPackage(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 3); err != nil {
		return err
	}
	v := githubsim.Vulnerability{Ecosystem: "go", Package: args[1], Range: args[2]}
	if len(args) > 3 {
		v.Patched = args[3]
	}
	return w.sim.SetDetails(args[0], w.advisory, githubsim.Details{Vulnerabilities: []githubsim.Vulnerability{v}})
}

func setCVSS(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 2); err != nil {
		return err
	}
	return w.sim.SetCVSS(args[0], w.advisory, args[1])
}

func assignCVE(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	return w.sim.AssignCVE(w.advisory, args[0])
}

func fork(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	return w.sim.CreateFork(args[0], w.advisory)
}

func pull(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 3); err != nil {
		return err
	}
	n, err := w.sim.OpenPullRequest(args[0], demo.Org+"/"+args[1], githubsim.PullRequest{Title: "Fix", Branch: args[2]})
	if err == nil {
		ts.Setenv("PULL", strconv.Itoa(n))
	}
	return err
}

func push(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 3); err != nil {
		return err
	}
	n, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	_, err = w.sim.PushToPullRequest(args[0], demo.Org+"/"+args[1], n)
	return err
}

func approve(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 3); err != nil {
		return err
	}
	n, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	return w.sim.Review(args[0], demo.Org+"/"+args[1], n, "APPROVED", "")
}

func privateRepo(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	w.sim.AddRepo(demo.Org, args[0], githubsim.RepoOptions{Private: true})
	return nil
}

func object(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 3); err != nil {
		return err
	}
	n, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	return w.sim.Review(args[0], demo.Org+"/"+args[1], n, "CHANGES_REQUESTED", "Not yet.")
}

func release(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 3); err != nil {
		return err
	}
	form := githubsim.Release{Name: args[2], AssetByName: map[string]string{}}
	for _, arg := range args[3:] {
		name, from, _ := strings.Cut(arg, "=")
		form.AssetByName[name] = ts.ReadFile(from)
	}
	return w.sim.PublishRelease(args[0], demo.Org+"/"+args[1], args[2], form)
}

func publish(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	return w.sim.Publish(args[0], w.advisory)
}

func closeAdvisory(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	return w.sim.Close(args[0], w.advisory)
}

func team(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	return w.sim.SetTeamMembers(demo.Org, args[0], args[1:]...)
}

func file(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 3); err != nil {
		return err
	}
	return w.sim.SetFile(demo.Org, args[0], args[1], ts.ReadFile(args[2]))
}

func unfile(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 2); err != nil {
		return err
	}
	return w.sim.RemoveFile(demo.Org, args[0], args[1])
}

package scenario

import (
	"context"
	"fmt"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/render"
)

// act is one command of a story; its error ends the story.
type act func(w *world, ts *testscript.TestScript, args []string) error

// acts are the commands of a story.
var acts = map[string]struct {
	usage string
	do    act
}{
	// People on GitHub's pages.
	"report":  {"LOGIN REPO FILE: reports a vulnerability privately; FILE has a summary, a blank line, a description", report},
	"draft":   {"LOGIN REPO FILE: drafts an advisory, of which GitHub tells nobody", draft},
	"say":     {"LOGIN TEXT…|FILE.md: comments", say},
	"edit":    {"LOGIN N TEXT…: changes comment N of the thread, counted from 1", edit},
	"accept":  {"LOGIN: accepts the report, which makes it a draft", accept},
	"add":     {"LOGIN WHO: adds a collaborator, a login or sigstore/team", add},
	"drop":    {"LOGIN WHO: removes a collaborator", drop},
	"package": {"LOGIN NAME RANGE [PATCHED]: fills in the affected package", setPackage},
	"cvss":    {"LOGIN VECTOR: records a CVSS vector", setCVSS},
	"cve":     {"ID: GitHub assigns a CVE", assignCVE},
	"fork":    {"LOGIN: creates the temporary private fork", fork},
	"pull":    {"LOGIN REPO BRANCH: opens a pull request", pull},
	"push":    {"LOGIN REPO N: pushes to a pull request", push},
	"approve": {"LOGIN REPO N: approves a pull request", approve},
	"release": {"LOGIN REPO TAG: publishes a release", release},
	"publish": {"LOGIN: publishes the advisory", publish},
	"close":   {"LOGIN: closes the advisory", closeAdvisory},
	"team":    {"SLUG LOGIN…: sets a team's members", team},
	"file":    {"REPO PATH FILE: writes a file on the default branch", file},
	"unfile":  {"REPO PATH: deletes a file", unfile},
	// The world around.
	"after":      {"DURATION: lets time pass, beat by beat", after},
	"at":         {"2026-11-24T16:00: lets time pass until then", at},
	"settle":     {": lets the app notice and answer everything", settle},
	"fault":      {"METHOD PATH STATUS [TIMES]: GitHub answers so instead, without effect", fault},
	"lose-reply": {"METHOD PATH: the next such request takes effect but its answer is lost", loseReply},
	"restart":    {": the process dies and another takes its place", restart},
	"wipe":       {": the same, with an empty database", wipe},
	"quiet":      {"DURATION: time passes and the app neither writes nor spends any of its rate limit", quiet},
	// What is seen.
	"thread":   {": prints the thread, for cmp stdout or stdout", thread},
	"item":     {"ID STATE: the checklist shows this item in this state", item},
	"comments": {"N: the app has written so many comments, the checklist included", comments},
	"edits":    {"N: the checklist was edited so often", edits},
}

// commands hands the acts to testscript.
func commands() map[string]func(*testscript.TestScript, bool, []string) {
	all := map[string]func(*testscript.TestScript, bool, []string){}
	for name, a := range acts {
		all[name] = func(ts *testscript.TestScript, negated bool, args []string) {
			w, ok := ts.Value(worldKey{}).(*world)
			if !ok || negated {
				ts.Fatalf("usage: %s %s", name, a.usage)
			}
			if err := a.do(w, ts, args); err != nil {
				ts.Fatalf("%s: %v", name, err)
			}
		}
	}
	return all
}

// need checks the number of arguments.
func need(args []string, n int) error {
	if len(args) < n {
		return fmt.Errorf("want %d arguments, got %d", n, len(args))
	}
	return nil
}

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

func release(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 3); err != nil {
		return err
	}
	return w.sim.PublishRelease(args[0], demo.Org+"/"+args[1], args[2], githubsim.Release{Name: args[2]})
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

// after passes time in beats, or in steps of an hour when it is long: whatever comes due on the way happens.
func after(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	d, err := time.ParseDuration(args[0])
	if err != nil {
		return err
	}
	return w.pass(d)
}

func at(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	t, err := time.Parse("2006-01-02T15:04", args[0])
	if err != nil {
		return err
	}
	return w.pass(t.Sub(w.clock()))
}

func (w *world) pass(d time.Duration) error {
	step := pollInterval
	if d > time.Hour {
		step = 10 * time.Minute
	}
	for ; d > 0; d -= step {
		w.advance(min(d, step))
		if _, err := w.app.Agenda.Drain(context.Background()); err != nil {
			return err
		}
	}
	return nil
}

func settle(w *world, _ *testscript.TestScript, _ []string) error {
	return w.settle(context.Background())
}

func fault(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 3); err != nil {
		return err
	}
	f := githubsim.Fault{Method: args[0], Path: args[1], Times: 1}
	var err error
	if f.Status, err = strconv.Atoi(args[2]); err != nil {
		return err
	}
	if len(args) > 3 {
		if f.Times, err = strconv.Atoi(args[3]); err != nil {
			return err
		}
	}
	w.sim.Inject(f)
	return nil
}

func loseReply(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 2); err != nil {
		return err
	}
	w.sim.Inject(githubsim.Fault{Method: args[0], Path: args[1], After: true})
	return nil
}

func restart(w *world, _ *testscript.TestScript, _ []string) error {
	if err := w.app.Close(); err != nil {
		return err
	}
	return w.start()
}

func wipe(w *world, _ *testscript.TestScript, _ []string) error {
	if err := w.app.Close(); err != nil {
		return err
	}
	if err := remove(strings.TrimPrefix(w.settings.DatabaseURL.Reveal(), "sqlite:")); err != nil {
		return err
	}
	return w.start()
}

func quiet(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	d, err := time.ParseDuration(args[0])
	if err != nil {
		return err
	}
	w.sim.ResetRequests()
	if err := w.pass(d); err != nil {
		return err
	}
	if c := w.sim.Counts(); c.Spent > 0 || c.Writes > 0 {
		for _, r := range w.sim.Requests() {
			if r.Status != http.StatusNotModified {
				return fmt.Errorf("%d requests spent, %d writes, such as %s %s: %d", c.Spent, c.Writes, r.Method, r.Path, r.Status)
			}
		}
	}
	return nil
}

func thread(w *world, ts *testscript.TestScript, _ []string) error {
	comments, err := w.sim.Thread(w.advisory)
	if err != nil {
		return err
	}
	for i, c := range comments {
		_, err := fmt.Fprintf(ts.Stdout(), "#%d %s:\n%s\n\n", i+1, c.Author, strings.TrimSpace(c.Body))
		if err != nil {
			return err
		}
	}
	return nil
}

// own are the app's comments in the thread.
func (w *world) own() ([]githubsim.Comment, error) {
	comments, err := w.sim.Thread(w.advisory)
	var own []githubsim.Comment
	for _, c := range comments {
		if c.Author == demo.AppSlug+"[bot]" {
			own = append(own, c)
		}
	}
	return own, err
}

// checklist is the one checklist comment there must be.
func (w *world) checklist() (githubsim.Comment, error) {
	own, err := w.own()
	if err != nil {
		return githubsim.Comment{}, err
	}
	var found []githubsim.Comment
	for _, c := range own {
		if render.IsChecklist(c.Body) {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		return githubsim.Comment{}, fmt.Errorf("%d checklist comments; log:\n%s", len(found), w.log.String())
	}
	return found[0], nil
}

func item(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 2); err != nil {
		return err
	}
	c, err := w.checklist()
	if err != nil {
		return err
	}
	if want := fmt.Sprintf("<!-- embargo:item %s %s -->", args[0], args[1]); !strings.Contains(c.Body, want) {
		return fmt.Errorf("%s is not %s in:\n%s", args[0], args[1], c.Body)
	}
	return nil
}

func comments(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	own, err := w.own()
	if err != nil {
		return err
	}
	if strconv.Itoa(len(own)) != args[0] {
		return fmt.Errorf("the app has written %d comments, want %s; the last:\n%s", len(own), args[0], own[max(0, len(own)-1)].Body)
	}
	return nil
}

func edits(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	c, err := w.checklist()
	if err != nil {
		return err
	}
	if strconv.Itoa(c.Edits) != args[0] {
		return fmt.Errorf("the checklist was edited %d times, want %s:\n%s", c.Edits, args[0], c.Body)
	}
	return nil
}

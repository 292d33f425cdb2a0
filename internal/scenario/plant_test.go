package scenario

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
)

// The vectors of the canary story: one in a command, one in the advisory's form.
const (
	saidVector  = "CVSS:3.1/AV:A/AC:H/PR:L/UI:R/S:C/C:L/I:H/A:L"
	givenVector = "CVSS:3.1/AV:P/AC:H/PR:L/UI:R/S:C/C:L/I:H/A:L"
)

// reservedCVE is known to GitHub and the advisory's people only.
const reservedCVE = "CVE-2026-40404"

// canaries stand in every field of an advisory, its thread and its fix that is under embargo, each in one.
var canaries = []string{
	"canary-summary", "canary-description", "canary-comment", "canary-edited", "canary-before-edit", "canary-malformed", "canary-confidential",
	"canary-package", "canary-range", "canary-patched", "canary-function", saidVector, givenVector, reservedCVE,
	"canary-triage", "canary-low-risk", "canary-severity", "canary-waive", "canary-extend", "canary-disagree", "canary-approve",
	"canary-slow", "canary-slot", "canary-upstream", "canary.example.org",
	"canary-pull", "canary-body", "canary-branch", "canary-review", "canary-credit",
}

// outspoken has the SRC and distributors told outside GitHub, without details.
var outspoken = strings.Replace(strings.Replace(demo.ProcessFile("enforce"), "fix_repositories:",
	"  notify: {mail: [src@example.org], chat: [src-private]}\nprenotice: {days: 1, to: [distributors@example.org]}\n"+
		"leak_guard: {enabled: true}\nfix_repositories:", 1), "announcement:",
	"announcement:\n  mail: {from: \"security@example.org\", to: [\"announce@example.org\"]}\n  chat: [general]", 1)

// gardener plays the canary story; its first error ends it.
type gardener struct {
	*world

	t *testing.T
}

func (g gardener) must(err error) {
	g.t.Helper()
	if err != nil {
		g.t.Fatal(err)
	}
}

func (g gardener) settle() {
	g.t.Helper()
	g.must(g.world.settle(context.Background()))
}

func (g gardener) say(login, body string) {
	g.t.Helper()
	_, err := g.sim.Comment(login, g.advisory, body)
	g.must(err)
}

// fail has GitHub fail once, because errors are what leaks: status 0 loses the answer after the effect.
func (g gardener) fail(method, path string, status, times int) {
	g.sim.Inject(githubsim.Fault{Method: method, Path: path, Status: status, After: status == 0, Times: times})
}

const (
	advisoryPath = "/repos/*/*/security-advisories/*"
	commentsPath = advisoryPath + "/comments"
)

// playCanaries puts every canary on GitHub, has the app read all of them and act on them until right before the
// release, and the world fail in several ways meanwhile.
func playCanaries(t *testing.T, w *world) {
	t.Helper()
	g := gardener{w, t}
	g.must(w.sim.Grant(demo.AppID, "issues", "read", "issues", "issue_comment"))
	g.must(w.sim.SetFile(demo.Org, ".github", ".github/embargo.yml", outspoken))
	g.report()
	g.discuss()
	g.edit()
	g.fix()
	g.deploy()
	g.leak()
	g.must(w.pass(pollInterval * 100))
	g.skip(4 * 24 * time.Hour) // the deadlines of the first days pass
	g.agree()
	g.observed()
}

// report is what comes from outside.
func (g gardener) report() {
	var err error
	g.advisory, err = g.sim.Report(demo.Reporter, demo.Org+"/"+demo.Repo, githubsim.Report{Summary: "canary-summary", Description: "canary-description"})
	g.must(err)
	_, err = g.sim.FileConfidentialComment(demo.SRC, g.advisory, "canary-confidential")
	g.must(err)
	g.settle()
}

// discuss has a canary in every command that takes people's words, right and wrong.
func (g gardener) discuss() {
	g.say(demo.SRC, "canary-comment\n/triage accepted canary-triage\n/low-risk canary-low-risk\n/frobnicate canary-malformed\n/assign canary-malformed")
	g.fail(http.MethodPost, commentsPath, 0, 1)
	g.settle()
	g.must(g.sim.Accept(demo.SRC, g.advisory))
	g.must(g.sim.AddCollaborator(demo.SRC, g.advisory, demo.Owner))
	g.must(g.sim.SetDetails(demo.Owner, g.advisory, githubsim.Details{Vulnerabilities: []githubsim.Vulnerability{
		{Ecosystem: "go", Package: "canary-package", Range: "< canary-range", Patched: "2.4.2", Functions: []string{"canary-function"}},
		{Ecosystem: "go", Package: "canary-package/v3", Range: "< 3.0.0", Patched: "3.0.0-canary-patched"},
	}}))
	g.fail(http.MethodPatch, advisoryPath, http.StatusUnprocessableEntity, 1)
	g.say(demo.Owner, "/cvss "+saidVector+"\n/slow canary-slow\n/disagree canary-disagree\n/introduced-by sigstore/cosign#1")
	g.settle()
	g.must(g.sim.SetCVSS(demo.Owner, g.advisory, givenVector))
	g.must(g.sim.AssignCVE(g.advisory, reservedCVE))
	g.say(demo.SRC, "/severity high canary-severity\n/waive credits canary-waive\n/extend fix 2026-12-01 canary-extend\n"+
		"/upstream canary-upstream 2026-11-27\n/approve @"+demo.Stranger+" canary-approve\n/credit @riley canary-credit")
	g.fail(http.MethodGet, advisoryPath, http.StatusBadGateway, 2)
	g.settle()
	g.must(g.sim.AddCollaborator(demo.SRC, g.advisory, "pim")) // who is taken off, with a note
	g.settle()
}

// edit changes a comment after it was answered.
func (g gardener) edit() {
	g.say(demo.SRC, "/ack\ncanary-before-edit")
	g.settle()
	thread, err := g.sim.Thread(g.advisory)
	g.must(err)
	for _, comment := range slices.Backward(thread) {
		if comment.Author == demo.SRC && strings.Contains(comment.Body, "canary-before-edit") {
			g.advance(pollInterval)
			g.must(g.sim.EditComment(demo.SRC, g.advisory, comment.ID, "/waive cvss canary-edited"))
		}
	}
	g.settle()
}

// fix has canaries in what the fix says in the private fix repository; a public pull request is named as well.
func (g gardener) fix() {
	private := demo.Org + "/" + demo.FixRepo
	n, err := g.sim.OpenPullRequest(demo.Owner, private, githubsim.PullRequest{
		Title: "canary-pull " + g.advisory.GHSA, Body: "canary-body " + g.advisory.GHSA, Branch: "canary-branch",
	})
	g.must(err)
	g.settle()
	g.must(g.sim.Review(demo.Second, private, n, "APPROVED", "canary-review"))
	_, err = g.sim.OpenPullRequest(demo.Owner, demo.Org+"/"+demo.Repo, githubsim.PullRequest{Title: "Tidy up", Branch: "tidy"})
	g.must(err)
	g.say(demo.Owner, "/fix-ready sigstore/cosign-private#1 sigstore/cosign#1")
	g.fail(http.MethodGet, "/repos/*/*/pulls/*", http.StatusInternalServerError, 2)
	g.settle()
	g.must(g.sim.CreateFork(demo.Owner, g.advisory))
	g.settle()
}

// deploy has a release wait that cannot go on, and the branch of the fix tried out.
func (g gardener) deploy() {
	g.must(g.sim.Tag(demo.Owner, demo.Org+"/"+demo.Repo, "v2.4.2", "main"))
	_, err := g.sim.StartDeployment(demo.Owner, demo.Org+"/"+demo.Repo, "release", "v2.4.2", "")
	g.must(err)
	_, err = g.sim.StartDeployment(demo.Owner, demo.Org+"/"+demo.FixRepo, "staging", "canary-branch", "")
	g.must(err)
	g.settle()
}

// leak has somebody say in public what is under embargo.
func (g gardener) leak() {
	_, err := g.sim.OpenIssue(demo.Stranger, demo.Org+"/"+demo.Repo, githubsim.Issue{
		Title: "canary-summary", Body: "Is " + g.advisory.GHSA + " about canary-description?",
	})
	g.must(err)
	g.settle()
}

// agree goes on to the release slot with everything that is told before and in it.
func (g gardener) agree() {
	g.say(demo.SRC, "/release-day 2026-12-01 16:00 canary-slot\n/announce preview\n/announce send\n/status")
	g.settle()
	g.say(demo.Owner, "/agree")
	g.say(demo.SRC2, "/agree\n/announce send\n/prenotice send\n/help")
	g.say(demo.SRC, "/prenotice preview\n/prenotice send")
	g.settle()
	g.skip(80 * time.Hour)
	g.say(demo.SRC, "/public-disclosure https://canary.example.org/post")
	g.settle()
	g.skip(50 * time.Hour)
}

// skip passes time in long steps.
func (g gardener) skip(d time.Duration) {
	g.t.Helper()
	const step = 2 * time.Hour
	for range d / step {
		g.advance(step)
		_, err := g.app.Agenda.Drain(context.Background())
		g.must(err)
	}
}

// observed wants the run to have gone through all that it is to prove something about.
func (g gardener) observed() {
	list, err := g.checklist()
	g.must(err)
	if !strings.Contains(list.Body, "embargo:item triage done") || !strings.Contains(list.Body, "embargo:item credits waived") {
		g.t.Fatalf("the commands have not been obeyed:\n%s\nlog:\n%s", list.Body, g.log.String())
	}
	d, err := g.sim.Deployment(theStorysRun)
	g.must(err)
	if len(d.Reports) == 0 {
		g.t.Fatal("the deployment has not been told anything")
	}
	for _, word := range d.Reports {
		g.must(neutral(word.Comment))
	}
	places := map[string]int{}
	for said := range g.outlets.first {
		places[said.place]++
	}
	for _, place := range []string{placeAddress, placePublic, placePrivate, placeMail, placeChat, placeAnswer} {
		if places[place] == 0 {
			g.t.Errorf("nothing was said in the %s: the run proves nothing about it", place)
		}
	}
	for _, subject := range []string{"was seen in public", "release slot agreed", "Under embargo", "steps to be done"} {
		if !slices.ContainsFunc(g.box.sent, func(text string) bool { return strings.Contains(text, subject) }) {
			g.t.Errorf("no mail about %q: the run proves nothing about it", subject)
		}
	}
}

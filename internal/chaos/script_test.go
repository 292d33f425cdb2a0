package chaos

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/command"
	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/store/pgtest"
	"github.com/embargo-app/embargo/policy"
)

// The advisories of a run.
const (
	main     = "main"     // goes all the way to its publication
	upstream = "upstream" // waits for others, and is public already
	rejected = "rejected" // is none
)

const (
	cosign  = demo.Org + "/" + demo.Repo
	fixRepo = demo.Org + "/" + demo.FixRepo
	day     = 24 * time.Hour
)

// processFile is the organisation's: everything is enforced, with a channel of the SRC's own.
var processFile = strings.NewReplacer(
	"  team: "+demo.SRCTeam+"\n", "  team: "+demo.SRCTeam+"\n  notify: {mail: ["+srcMail+"], chat: ["+channel+"]}\n",
	"announcement:\n", "announcement:\n  mail: {from: "+sender+", to: ["+publicMail+"]}\n  chat: ["+publicChannel+"]\n",
).Replace(demo.ProcessFile("enforce")) + "items:\n  legal-review: {title: A lawyer has looked at it}\n"

type step = func(*world) error

func says(login, name string, lines ...string) step {
	return func(w *world) error {
		_, err := w.sim.Comment(login, w.refs[name], strings.Join(lines, "\n"))
		return err
	}
}

func adds(name string, who ...string) step {
	return func(w *world) (err error) {
		for _, one := range who {
			err = errors.Join(err, w.sim.AddCollaborator(demo.SRC, w.refs[name], one))
		}
		return err
	}
}

func reports(name, repo string) step {
	return func(w *world) (err error) {
		w.refs[name], err = w.sim.Report(demo.Reporter, demo.Org+"/"+repo, githubsim.Report{Summary: "s", Description: "d"})
		return err
	}
}

func accepts(name string) step {
	return func(w *world) error { return w.sim.Accept(demo.SRC, w.refs[name]) }
}

// opens opens a pull request, whose checks the outcome shows.
func opens(repo, branch string) step {
	return func(w *world) error {
		n, err := w.sim.OpenPullRequest(demo.Owner, repo, githubsim.PullRequest{Title: "Fix", Branch: branch})
		w.pulls = append(w.pulls, pullRequest{repo, n})
		return err
	}
}

func approves(login string) step {
	return func(w *world) error { return w.sim.Review(login, fixRepo, 1, "APPROVED", "") }
}

// deploys starts a release's workflow, which the outcome shows.
func deploys(environment, ref string) step {
	return func(w *world) error {
		run, err := w.sim.StartDeployment(demo.Owner, cosign, environment, ref, "")
		w.runs = append(w.runs, run)
		return err
	}
}

func together(steps ...step) step {
	return func(w *world) error {
		for i, step := range steps {
			if err := step(w); err != nil {
				return fmt.Errorf("step %d: %w", i+1, err)
			}
		}
		return nil
	}
}

// theActs are two days and a half of three advisories: every command, people put on and taken off, checks, releases
// held and let through, letters, a publication.
var theActs = inTurn([]act{
	{name: "the report", do: together(
		func(w *world) error { return w.sim.SetFile(demo.Org, ".github", ".github/embargo.yml", processFile) },
		reports(main, "cosign"))},
	{name: "the first words", do: together(
		says(demo.Reporter, main, "/help"), says(demo.SRC, main, "/ack", "/assign triage @"+demo.SRC, "/nonsense"),
		reports(upstream, "rekor"))},
	{name: "strangers", do: together(accepts(main), accepts(upstream),
		adds(main, demo.Owner, demo.Second, demo.Stranger, demo.Org+"/dep-maintainers"), adds(upstream, "bela"))},
	{name: "the score", do: together(
		says(demo.Owner, main, "/cvss CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:N/I:H/A:N"), says(demo.Owner, main, "/request-cve", "/status"),
		says(demo.SRC, upstream, "/ack", "/triage upstream their flaw", "/upstream octo-org/parser 2026-12-08"),
		says("bela", upstream, "/cvss CVSS:3.1/AV:N/AC:L"))},
	{name: "the fork", do: together(says(demo.Owner, main, "/create-fork"), func(w *world) error {
		return w.sim.SetDetails(demo.Owner, w.refs[main], githubsim.Details{Vulnerabilities: []githubsim.Vulnerability{
			{Ecosystem: "go", Package: "github.com/sigstore/cosign", Range: "< 2.4.2", Patched: "2.4.2"},
		}})
	}, says(demo.SRC2, upstream, "/reported-at 2026-11-20", "/reporter @"+demo.Reporter+" public"))},
	{name: "the fix", do: together(func(w *world) error { return w.sim.CreateFork(demo.Owner, w.refs[main]) }, opens(fixRepo, "fix"), says(demo.Owner, main, "/fix-ready "+fixRepo+"#1", "/introduced-by #7"))},
	{name: "a review", do: together(approves(demo.Second), says(demo.SRC, upstream, "/severity low hardly reachable", "/low-risk the same"),
		says("bela", upstream, "/slow holidays"))},
	{name: "a push", do: func(w *world) error { _, err := w.sim.PushToPullRequest(demo.Owner, fixRepo, 1); return err }},
	{name: "an expert", do: together(approves(demo.Second), says(demo.SRC, main, "/approve @"+demo.Stranger+" wrote it"), adds(main, demo.Stranger))},
	{name: "no expert any more", do: together(says(demo.SRC2, main, "/revoke @"+demo.Stranger), reports(rejected, "fulcio"))},
	{name: "no flaw", do: together(says(demo.SRC, rejected, "/triage rejected as documented"),
		says(demo.Reporter, rejected, "/ack"))},
	{name: "duties", do: together(
		func(w *world) error { return w.sim.Close(demo.SRC, w.refs[rejected]) },
		says(demo.SRC, main, "/assign infra @"+demo.Owner, "/assign disclosure @"+demo.SRC2, "/assign release @"+demo.Second,
			"/triage accepted reproduced", "/waive credits they want none", "/done legal-review", "/extend fix-approved 2026-12-01 people are ill"),
		says(demo.SRC, upstream, "/public-disclosure https://example.org/post", "/reporter-deadline 2026-12-15"))},
	{name: "a leak", do: func(w *world) error {
		return w.sim.ForkRepo(demo.Owner, fixRepo, demo.Owner+"/found", true)
	}},
	{name: "the proposal", do: together(says(demo.Owner, main, "/release-day 2026-11-24"), says(demo.SRC, main, "/disagree too early"))},
	{at: day, name: "another proposal", do: together(says(demo.Owner, main, "/release-day 2026-11-25"), says(demo.SRC, main, "/agree"))},
	{name: "releases", do: together(deploys("docs", "main"), func(w *world) error { return w.sim.Tag(demo.Owner, cosign, "v2.4.2", "main") },
		deploys("release", "v2.4.2"))},
	{name: "the announcement", do: together(says(demo.SRC, main, "/announce preview", "/announce send"), says(demo.SRC2, main, "/announce send"),
		says(demo.SRC, main, "/waive artifacts checked by hand", "/credit @"+demo.Owner+" remediation_developer", "/prenotice preview"), func(w *world) error { return w.sim.AssignCVE(w.refs[main], "CVE-2026-40404") })},
	{at: 2*day + 7*time.Hour + 2*time.Minute, name: "the slot", steady: true, do: together(
		says(demo.Reporter, main, "Is it today?"), says(demo.Owner, main, "/retro"))},
	{name: "the publication", steady: true, do: together(says(demo.SRC, main, "/publish"), says(demo.SRC2, main, "/help", "/publish"))},
	{name: "the release", do: func(w *world) error {
		return w.sim.PublishRelease(demo.Owner, cosign, "v2.4.2", githubsim.Release{Name: "v2.4.2", AssetByName: map[string]string{
			"tool-linux": "tool", "SHA256SUMS": fmt.Sprintf("%x  tool-linux\n", sha256.Sum256([]byte("tool"))),
		}})
	}},
	{at: 4 * day, name: "two days later", do: says(demo.SRC, upstream, "/status")},
})

// inTurn gives every act without a time its time after the one before.
func inTurn(acts []act) []act {
	for i := range acts {
		if i > 0 && acts[i].at == 0 {
			acts[i].at = acts[i-1].at + settling + 2*time.Minute
		}
	}
	return acts
}

var commandWord = regexp.MustCompile(`(?m)^/([a-z-]+)`)

// TestEveryCommandIsGiven keeps the run complete when a command is added.
func TestEveryCommandIsGiven(t *testing.T) {
	w := newWorld(t, pgtest.Backends()[0])
	var given []string
	for _, a := range theActs {
		if err := a.do(w); err != nil {
			t.Fatalf("%s: %v", a.name, err)
		}
	}
	for name := range w.refs {
		for _, c := range w.thread(t, name) {
			for _, m := range commandWord.FindAllStringSubmatch(c.Body, -1) {
				given = append(given, m[1])
			}
		}
	}
	for _, spec := range command.Allowed(policy.RightSRC) {
		if !slices.Contains(given, spec.Name) {
			t.Errorf("nobody gives /%s in the scripted run", spec.Name)
		}
	}
}

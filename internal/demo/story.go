package demo

import (
	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/policy"
)

// states are those of a checklist's items.
type states = map[policy.ItemID]policy.State

// step is one moment of the story: what people do on GitHub, and how the process demands the app to answer.
type step struct {
	tell   string // what happens, for the terminal
	act    func(s *githubsim.Sim, ref githubsim.Ref) error
	expect expectation
}

// expectation is what the thread must show before the story goes on.
type expectation struct {
	items   states // in the checklist
	replies int    // how many notes of the app stand in the thread, reminders apart; 0 leaves that open
	phrase  string // stands in the newest note; "" leaves that open
	// cveRequested demands that a CVE has been asked for at GitHub.
	cveRequested bool
}

// says makes an act of writing a comment.
func says(login, body string) func(*githubsim.Sim, githubsim.Ref) error {
	return func(s *githubsim.Sim, ref githubsim.Ref) error {
		_, err := s.Comment(login, ref, body)
		return err
	}
}

// both makes one act of two.
func both(first, second func(*githubsim.Sim, githubsim.Ref) error) func(*githubsim.Sim, githubsim.Ref) error {
	return func(s *githubsim.Sim, ref githubsim.Ref) error {
		if err := first(s, ref); err != nil {
			return err
		}
		return second(s, ref)
	}
}

func adds(login, who string) func(*githubsim.Sim, githubsim.Ref) error {
	return func(s *githubsim.Sim, ref githubsim.Ref) error { return s.AddCollaborator(login, ref, who) }
}

// theReport is what the reporter writes. The demo's invented vulnerability; nothing real has it.
var theReport = githubsim.Report{
	Summary: "Verification accepts a bundle with an empty payload hash",
	Description: "`cosign verify-blob` accepts a bundle whose payload hash is the empty string, so that a signature " +
		"over one file verifies for any other.\n\nSteps to reproduce are attached. I would like to be credited.",
}

const (
	theVector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:N/I:H/A:N"
	theCVE    = "CVE-2026-40404"
	fixBranch = "empty-payload-hash"
)

// story takes an advisory from the report to the point where everything needed for the release is there.
var story = []step{
	{
		tell: "A moment later a checklist stands in the private thread.",
		expect: expectation{items: states{
			"acknowledged": "pending", "triage": "pending", "fix-team": "pending", "cvss": "pending", "private-fork": "pending",
		}},
	},
	{
		tell:   SRC + " (response team) writes: /ack and /assign triage @" + SRC,
		act:    says(SRC, "Thank you for the report, we are on it.\n\n/ack\n/assign triage @"+SRC),
		expect: expectation{items: states{"acknowledged": "done", "duties": "pending"}},
	},
	{
		tell:   Reporter + " (reporter) tries: /severity critical it is terrible",
		act:    says(Reporter, "/severity critical it is terrible"),
		expect: expectation{replies: 1, phrase: "severity"},
	},
	{
		tell: SRC + " accepts the report and brings in two code owners of cosign: " + Owner + " and " + Second,
		act: both(
			func(s *githubsim.Sim, ref githubsim.Ref) error { return s.Accept(SRC, ref) },
			both(adds(SRC, Owner), both(adds(SRC, Second), says(SRC, "/triage accepted reproduced with the attached bundle")))),
		expect: expectation{items: states{"fix-team": "done", "triage": "done", "collaborators": "done"}},
	},
	{
		tell:   SRC + " adds " + Stranger + " by mistake, who owns only dependency files",
		act:    adds(SRC, Stranger),
		expect: expectation{items: states{"collaborators": "violated"}, replies: 2, phrase: "may not be"},
	},
	{
		tell: "… and takes " + Stranger + " off again: the item ticks itself",
		act: func(s *githubsim.Sim, ref githubsim.Ref) error {
			return s.RemoveCollaborator(SRC, ref, Stranger)
		},
		expect: expectation{items: states{"collaborators": "done"}},
	},
	{
		tell:   Owner + " (code owner) takes a duty; " + SRC + " hands out the others",
		act:    both(says(Owner, "/assign infra @"+Owner), says(SRC, "/assign disclosure @"+SRC2+"\n/assign release @"+Second)),
		expect: expectation{items: states{"duties": "done"}},
	},
	{
		tell: Owner + " fills in the affected versions and writes: /cvss " + theVector,
		act: both(func(s *githubsim.Sim, ref githubsim.Ref) error {
			return s.SetDetails(Owner, ref, githubsim.Details{Vulnerabilities: []githubsim.Vulnerability{
				{Ecosystem: "go", Package: "github.com/sigstore/cosign", Range: "< 2.4.2", Patched: "2.4.2"},
			}})
		}, says(Owner, "/cvss "+theVector)),
		expect: expectation{items: states{"details": "done", "cvss": "done"}},
	},
	{
		tell:   Owner + " writes: /request-cve — and the app asks GitHub for one",
		act:    says(Owner, "/request-cve"),
		expect: expectation{items: states{"cve": "pending"}, cveRequested: true},
	},
	{
		tell:   "GitHub assigns " + theCVE,
		act:    func(s *githubsim.Sim, ref githubsim.Ref) error { return s.AssignCVE(ref, theCVE) },
		expect: expectation{items: states{"cve": "done"}},
	},
	{
		tell:   Owner + " starts a temporary private fork on the advisory's page",
		act:    func(s *githubsim.Sim, ref githubsim.Ref) error { return s.CreateFork(Owner, ref) },
		expect: expectation{items: states{"private-fork": "done"}},
	},
	{
		tell: Owner + " opens the fix in the organisation's private fix repository and writes: /fix-ready " + fixPullRequest,
		act: both(func(s *githubsim.Sim, _ githubsim.Ref) error {
			_, err := s.OpenPullRequest(Owner, Org+"/"+FixRepo, githubsim.PullRequest{Title: "Refuse empty payload hashes", Branch: fixBranch})
			return err
		}, says(Owner, "/fix-ready "+fixPullRequest)),
		expect: expectation{items: states{"fix-ready": "done"}},
	},
	{
		tell:   Owner + " proposes a Friday: /release-day friday",
		act:    says(Owner, "/release-day friday"),
		expect: expectation{replies: 3, phrase: "release-day"},
	},
	{
		tell:   Owner + " proposes next tuesday instead, " + SRC + " agrees",
		act:    both(says(Owner, "/release-day next tuesday"), says(SRC, "/agree")),
		expect: expectation{items: states{"release-day": "done"}},
	},
	{
		tell: Second + " approves the pull request: everything needed for the release is there",
		act: func(s *githubsim.Sim, _ githubsim.Ref) error {
			return s.Review(Second, Org+"/"+FixRepo, 1, "APPROVED", "")
		},
		expect: expectation{items: states{
			"acknowledged": "done", "triage": "done", "fix-team": "done", "details": "done", "cvss": "done",
			"collaborators": "done", "cve": "done", "private-fork": "done", "fix-ready": "done", "release-day": "done",
			"fix-approved": "done", "advisory-published": "pending",
		}},
	},
}

// fixPullRequest is the story's fix as /fix-ready names it.
const fixPullRequest = Org + "/" + FixRepo + "#1"

package render

import (
	"time"

	"github.com/embargo-app/embargo/policy"
)

// The reports of these tests are made by hand: one advisory, reported on Monday 9 November 2026 at 08:30 UTC,
// with the words a policy would use.
var (
	reported = time.Date(2026, 11, 9, 8, 30, 0, 0, time.UTC)
	thread   = "https://github.com/sigstore-demo/cosign/security/advisories/GHSA-2c3f-4gh5-6jmp"
)

// item is an open item as the process begins with it; tests change it with the functions below.
func item(id policy.ItemID) policy.Item {
	for _, it := range begin() {
		if it.ID == id {
			return it
		}
	}
	panic("no such item: " + id)
}

func begin() []policy.Item {
	day := func(days int) time.Time { return reported.AddDate(0, 0, days) }
	required, advice, after := policy.NeedRequired, policy.NeedAdvice, policy.NeedAfter
	return []policy.Item{
		{ID: "acknowledged", Title: "Report acknowledged", Need: required, Owner: "SRC", Deadline: day(1), Next: "Tell the reporter that the report has arrived.", Command: "/ack"},
		{ID: "triage", Title: "Triage", Need: required, Owner: "SRC", Deadline: day(1), Next: "Decide whether it can be reproduced and is in our code.", Command: "/triage accepted"},
		{ID: "duties", Title: "Duties assigned", Need: advice, Owner: "SRC", Deadline: day(1), Next: "Assign triage, infra, disclosure and release.", Command: "/assign triage @login"},
		{ID: "fix-team", Title: "Fix team brought in", Need: required, Owner: "SRC", Deadline: day(1), Next: "Add a code owner of the project to the advisory as a collaborator."},
		{ID: "details", Title: "Affected packages and versions", Need: required, Owner: "fix team", Deadline: day(7), Next: "Fill in the affected packages, versions and the description on the advisory's page."},
		{ID: "cvss", Title: "CVSS recorded", Need: required, Owner: "fix team", Deadline: day(7), Next: "Record a CVSS 3.1 or 4.0 vector.", Command: "/cvss VECTOR"},
		{ID: "collaborators", Title: "Only people who may see it", Need: required, Owner: "SRC", State: policy.StateDone, Evidence: []policy.Evidence{{Text: "no collaborators besides the reporter"}}},
		{ID: "cve", Title: "CVE assigned", Need: required, Owner: "SRC", Deadline: day(7), Next: "Request a CVE from GitHub.", Command: "/request-cve"},
		{ID: "private-fork", Title: "Private fork", Need: required, Owner: "fix team", Deadline: day(7), Next: "Start a temporary private fork on the advisory's page."},
		{ID: "fix-ready", Title: "Fix ready", Need: required, Owner: "fix team", Deadline: day(7), Next: "Name the pull requests when the fix is ready.", Command: "/fix-ready #1"},
		{ID: "release-day", Title: "Release day agreed", Need: required, Owner: "fix team", Deadline: day(21), Next: "Propose a day.", Command: "/release-day 2026-11-24 16:00"},
		{ID: "announcement-draft", Title: "Announcement drafted", Need: advice, Owner: "SRC", Next: "Look at the announcement.", Command: "/announce preview"},
		{ID: "fix-approved", Title: "Fix approved", Need: required, Owner: "fix team", Deadline: day(21), Next: "Approve the pull requests of the fix."},
		{ID: "advisory-published", Title: "Advisory published", Need: after, Owner: "SRC", Deadline: day(21), Next: "Publish the advisory in the release slot.", Command: "/publish"},
		{ID: "release", Title: "Fixed version released", Need: after, Owner: "fix team", Deadline: day(21), Next: "Release the patched version."},
		{ID: "artifacts", Title: "Release files signed and available", Need: after, Owner: "fix team", Next: "Check that the release's files are signed and can be downloaded."},
		{ID: "announced", Title: "Announced", Need: after, Owner: "SRC", Next: "Send the announcement.", Command: "/announce send"},
		{ID: "credits", Title: "Reporter credited", Need: advice, Owner: "SRC", Next: "Ask the reporter about the credit."},
		{ID: "retrospective", Title: "Retrospective", Need: after, Owner: "SRC", Next: "Write down what went well and what did not.", Command: "/retro"},
	}
}

// change is what tests do to some items of a report.
type change func(*policy.Item)

func done(text, url string) change {
	return func(it *policy.Item) {
		it.State, it.Next, it.Command = policy.StateDone, "", ""
		it.Evidence = []policy.Evidence{{Text: text, URL: url}}
	}
}

func state(s policy.State, evidence ...policy.Evidence) change {
	return func(it *policy.Item) { it.State, it.Evidence = s, evidence }
}

func report(phase policy.Phase, changes map[policy.ItemID]change) policy.Report {
	items := begin()
	for i := range items {
		if items[i].State == "" {
			items[i].State = policy.StatePending
		}
		if c, ok := changes[items[i].ID]; ok {
			c(&items[i])
		}
	}
	return policy.Report{Phase: phase, Items: items, Ledger: policy.Ledger{Duties: map[policy.Duty]policy.Assignment{}}}
}

// moment is a report at some time.
type moment struct {
	now time.Time
	c   policy.Case
	r   policy.Report
}

func onDuty(r policy.Report, logins ...string) policy.Report {
	for i, login := range logins {
		r.Ledger.Duties[policy.Duties()[i]] = policy.Assignment{Login: login}
	}
	return r
}

func justReported() moment {
	return moment{reported.Add(2 * time.Minute), policy.Case{}, report(policy.PhaseReported, nil)}
}

// midWay: two days in, a second collaborator does not belong, the CVE is requested, details are missing.
func midWay() moment {
	r := report(policy.PhaseFixing, map[policy.ItemID]change{
		"acknowledged": done("alice wrote", thread+"#advisory-comment-101"),
		"triage":       done("accepted by alice", thread+"#advisory-comment-102"),
		"fix-team":     done("bob, carol", ""),
		"collaborators": func(it *policy.Item) {
			it.State = policy.StateViolated
			it.Evidence = []policy.Evidence{{Text: "@mallory is neither a code owner nor approved", URL: thread}}
			it.Next, it.Command = "Remove mallory, or let them stay.", "/approve @mallory REASON"
		},
		"cvss": done("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N, 7.5 high", thread),
		"cve": func(it *policy.Item) {
			it.Evidence = []policy.Evidence{{Text: "requested 2026-11-10", URL: thread + "#advisory-comment-104"}}
			it.Next, it.Command = "Wait for the CVE; GitHub usually takes up to three working days.", ""
		},
		"private-fork": done("sigstore-demo/cosign-ghsa-2c3f-4gh5-6jmp", "https://github.com/sigstore-demo/cosign-ghsa-2c3f-4gh5-6jmp"),
		"credits":      func(it *policy.Item) { it.Need, it.State = policy.NeedDisabled, policy.StateWaived },
	})
	return moment{time.Date(2026, 11, 11, 15, 0, 0, 0, time.UTC), policy.Case{}, onDuty(r, "alice", "", "bob")}
}

func ready() moment {
	r := report(policy.PhaseReady, map[policy.ItemID]change{
		"acknowledged":       done("alice wrote", thread+"#advisory-comment-101"),
		"triage":             done("accepted by alice", thread+"#advisory-comment-102"),
		"duties":             done("all four", ""),
		"fix-team":           done("bob, carol", ""),
		"details":            done("2 packages, patched in 2.3.1", thread),
		"collaborators":      done("bob, carol: code owners", thread),
		"cvss":               done("7.5 high", thread),
		"cve":                done("CVE-2026-51234", "https://www.cve.org/CVERecord?id=CVE-2026-51234"),
		"private-fork":       done("sigstore-demo/cosign-ghsa-2c3f-4gh5-6jmp", "https://github.com/sigstore-demo/cosign-ghsa-2c3f-4gh5-6jmp"),
		"fix-ready":          done("sigstore-demo/cosign-private#12", "https://github.com/sigstore-demo/cosign-private/pull/12"),
		"release-day":        done("agreed by bob and alice", thread+"#advisory-comment-117"),
		"announcement-draft": state(policy.StatePending),
		"fix-approved":       done("carol at 3f9c2d1", "https://github.com/sigstore-demo/cosign-private/pull/12"),
		"artifacts":          state(policy.StateWaived, policy.Evidence{Text: "waived by alice, Fri 20 Nov 2026 10:02 UTC", URL: thread + "#advisory-comment-118"}),
	})
	start := time.Date(2026, 11, 24, 16, 0, 0, 0, time.UTC)
	r.Slot = policy.Slot{Start: start, End: start.Add(4 * time.Hour), Agreed: true}
	for i := range r.Items {
		if it := &r.Items[i]; it.ID == "advisory-published" || it.ID == "release" {
			it.Deadline = r.Slot.End
		}
	}
	return moment{time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), policy.Case{}, onDuty(r, "alice", "dave", "bob", "carol")}
}

func published() moment {
	m := ready()
	m.now = time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	m.r.Phase = policy.PhaseReleased
	m.c.Advisory.PublishedAt = time.Date(2026, 11, 24, 16, 12, 0, 0, time.UTC)
	for i := range m.r.Items {
		switch it := &m.r.Items[i]; it.ID {
		case "advisory-published":
			done("published 2026-11-24 16:12 UTC", thread)(it)
		case "release":
			done("v2.3.1", "https://github.com/sigstore-demo/cosign/releases/tag/v2.3.1")(it)
		case "retrospective":
			it.Deadline = time.Date(2026, 11, 27, 16, 12, 0, 0, time.UTC)
		}
	}
	return m
}

// unknown: nothing that is read from beside the advisory could be read.
func unknown() moment {
	why := policy.Evidence{Text: "CODEOWNERS line 3 has owners but no path", URL: "https://github.com/sigstore-demo/cosign/blob/main/CODEOWNERS#L3"}
	r := report(policy.PhaseFixing, map[policy.ItemID]change{
		"acknowledged": done("alice wrote", thread),
		"triage":       done("accepted by alice", thread),
		"fix-team": func(it *policy.Item) {
			state(policy.StateUnknown, why)(it)
			it.Next = "Correct the CODEOWNERS file; it is read again automatically."
		},
		"collaborators": func(it *policy.Item) { state(policy.StateUnknown, why)(it); it.Next = "" },
		"release": func(it *policy.Item) {
			state(policy.StateUnknown, policy.Evidence{Text: "GitHub did not answer"})(it)
			it.Next = ""
		},
	})
	return moment{time.Date(2026, 11, 10, 7, 0, 0, 0, time.UTC), policy.Case{}, r}
}

func everythingOverdue() moment {
	r := report(policy.PhaseReported, nil)
	for i := range r.Items {
		it := &r.Items[i]
		if it.Deadline.IsZero() {
			it.Deadline = reported.AddDate(0, 0, 22)
		}
		it.State = policy.StateOverdue
	}
	return moment{time.Date(2026, 12, 24, 12, 0, 0, 0, time.UTC), policy.Case{}, r}
}

func abandoned() moment {
	m := midWay()
	m.r.Phase = policy.PhaseAbandoned
	return m
}

func finished() moment {
	m := published()
	m.r.Phase = policy.PhaseFinished
	for i := range m.r.Items {
		if it := &m.r.Items[i]; it.State != policy.StateWaived {
			done("seen", thread)(it)
		}
	}
	return m
}

// moments are those with a golden file each.
var moments = map[string]func() moment{
	"just-reported":      justReported,
	"mid-way":            midWay,
	"ready":              ready,
	"published":          published,
	"unknown-facts":      unknown,
	"everything-overdue": everythingOverdue,
	"abandoned":          abandoned,
	"finished":           finished,
}

package policy

import (
	"testing"
	"time"
)

func proposes(actor, start string, args ...string) step {
	return says(actor, CommandReleaseDay, append(args, "start="+start)...)
}

func TestReleaseDay(t *testing.T) {
	const wednesday, friday = "2026-11-11T16:00:00Z", "2026-11-13T16:00:00Z"
	reporterSpeaks := says("alice", CommandReporterDeadline, "time=2026-11-10T00:00:00Z")
	checkRule(t, ItemReleaseDay, []ruleCase{
		{"nothing proposed", StatePending, nil},
		{"due soon", StateDueSoon, []step{after(6 * 24 * time.Hour)}},
		{"overdue", StateOverdue, []step{after(7 * 24 * time.Hour)}},
		{"proposed by the fix team", StatePending, []step{proposes("carol", wednesday)}},
		{"proposed by the SRC", StatePending, []step{proposes("alice", wednesday)}},
		{"two of one side are not enough", StatePending, []step{proposes("alice", wednesday), says("bob", CommandAgree)}},
		{"the same voice twice is one", StatePending, []step{proposes("carol", wednesday), says("Carol", CommandAgree)}},
		{"agreed", StateDone, []step{agreed}},
		{"agreed in another zone's time", StateDone, []step{proposes("carol", "2026-11-11T08:00:00-08:00"), says("alice", CommandAgree)}},
		{"an SRC member speaks for the fix team, another for the SRC", StateDone, []step{edit(func(c *Case) { c.Owners.Value.Logins = []string{"alice"} }), joins("alice"), proposes("alice", wednesday), says("bob", CommandAgree)}},
		{"one person alone is never both sides", StatePending, []step{edit(func(c *Case) { c.Owners.Value.Logins = []string{"alice"} }), joins("alice"), proposes("alice", wednesday), says("alice", CommandAgree)}},
		{"disagreed", StatePending, []step{agreed, says("dave", CommandDisagree)}},
		{"disagreed, one side agrees anew", StatePending, []step{agreed, says("dave", CommandDisagree), says("carol", CommandAgree)}},
		{"disagreed, both agree anew", StateDone, []step{agreed, says("dave", CommandDisagree), says("carol", CommandAgree), says("bob", CommandAgree)}},
		{"a new proposal voids all words", StatePending, []step{agreed, proposes("carol", "2026-11-12T16:00:00Z")}},
		{"going back to the old date does not bring the old words back", StatePending, []step{agreed, proposes("carol", "2026-11-12T16:00:00Z"), proposes("carol", wednesday)}},
		{"nobody agreed in time", StateOverdue, []step{proposes("carol", wednesday), on("2026-11-11 16:00")}},
		{"in the slot", StateDone, []step{agreed, on("2026-11-11 19:59")}},
		{"the slot was missed", StateOverdue, []step{agreed, on("2026-11-11 20:00")}},
		{"published in the slot", StateDone, []step{agreed, published("2026-11-11 17:00"), on("2026-11-12 09:00")}},
		{"a Friday", StateViolated, []step{proposes("carol", friday), says("alice", CommandAgree)}},
		{"a Friday that the SRC insists on", StateDone, []step{proposes("alice", friday, "override=true"), says("carol", CommandAgree)}},
		{"only the SRC may insist", StateViolated, []step{proposes("carol", friday, "override=true"), says("alice", CommandAgree)}},
		{"the reporter will have spoken", StateViolated, []step{agreed, reporterSpeaks}},
		{"upstream discloses later", StateViolated, []step{agreed, says("alice", CommandUpstream, "time=2026-11-17T00:00:00Z")}},
		{"no day is good", StatePending, []step{reporterSpeaks, says("alice", CommandUpstream, "time=2026-11-17T00:00:00Z")}},
		{"public already", StateDueSoon, []step{says("alice", CommandPublicDisclosure)}},
		{"public already, so any hour is good", StateDone, []step{says("alice", CommandPublicDisclosure), proposes("alice", "2026-11-06T23:15:00Z"), says("carol", CommandAgree)}},
		{"no date", StatePending, []step{says("carol", CommandAgree), says("carol", CommandDisagree), proposes("carol", "tomorrow")}},
		{"waived", StateWaived, []step{says("alice", CommandWaive, "item=release-day")}},
	})
}

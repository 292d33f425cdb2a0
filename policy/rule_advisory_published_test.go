package policy

import "testing"

func TestAdvisoryPublished(t *testing.T) {
	checkRule(t, ItemAdvisoryPublished, []ruleCase{
		{"no release day", StatePending, nil},
		{"before the slot", StatePending, []step{agreed}},
		{"due soon when the slot begins", StateDueSoon, []step{agreed, on("2026-11-11 16:00")}},
		{"overdue when the slot is over", StateOverdue, []step{agreed, on("2026-11-11 20:00")}},
		{"overdue without a slot", StateOverdue, []step{on("2026-11-23 10:00")}},
		{"the SRC waived the day", StatePending, []step{says("alice", CommandWaive, "item=release-day")}},
		{"public already", StateDueSoon, []step{says("alice", CommandPublicDisclosure)}},
		{"published", StateDone, []step{agreed, published("2026-11-11 16:30")}},
		{"published, GitHub does not say when", StateDone, []step{edit(func(c *Case) { c.Advisory.State = AdvisoryPublished })}},
		{"withdrawn again", StatePending, []step{published("2026-11-11 16:30"), edit(func(c *Case) { c.Advisory.State = AdvisoryWithdrawn })}},
		{"waived", StateWaived, []step{says("alice", CommandWaive, "item=advisory-published")}},
	})
}

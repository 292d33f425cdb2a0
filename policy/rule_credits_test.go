package policy

import "testing"

func TestCredits(t *testing.T) {
	credit := func(login, state string) step {
		return edit(func(c *Case) {
			c.Advisory.Credits = append(c.Advisory.Credits, Credit{Login: login, Type: "reporter", State: state})
		})
	}
	noReporter := edit(func(c *Case) { c.Advisory.PrivateReport, c.Advisory.Author = false, "dave" })
	checkRule(t, ItemCredits, []ruleCase{
		{"not credited", StatePending, nil},
		{"somebody else is credited", StatePending, []step{credit("oscar", "accepted")}},
		{"asked", StatePending, []step{credit("rita", "pending")}},
		{"accepted", StateDone, []step{credit("Rita", "accepted")}},
		{"declined", StateDone, []step{credit("rita", "declined")}},
		{"GitHub does not say", StateDone, []step{credit("rita", "")}},
		{"no reporter known", StatePending, []step{noReporter}},
		{"no reporter known, somebody credited", StateDone, []step{noReporter, credit("oscar", "accepted")}},
		{"reported by mail", StatePending, []step{noReporter, says("alice", CommandReporter, "login=mia", "channel=private"), credit("dave", "accepted")}},
		{"due soon", StateDueSoon, []step{agreed, on("2026-11-11 12:00")}},
		{"overdue", StateOverdue, []step{agreed, on("2026-11-11 17:00")}},
		{"waived", StateWaived, []step{says("alice", CommandWaive, "item=credits")}},
	})
}

package policy

import (
	"testing"
	"time"
)

func TestTriage(t *testing.T) {
	checkRule(t, ItemTriage, []ruleCase{
		{"just reported", StatePending, nil},
		{"due soon", StateDueSoon, []step{after(20 * time.Hour)}},
		{"overdue", StateOverdue, []step{after(25 * time.Hour)}},
		{"bob's duty", StatePending, []step{says("alice", CommandAssign, "duty=triage", "login=bob")}},
		{"accepted", StateDone, []step{says("alice", CommandTriage, "verdict=accepted")}},
		{"upstream after all", StateDone, []step{says("alice", CommandTriage, "verdict=accepted"), says("bob", CommandTriage, "verdict=upstream")}},
		{"rejected", StateDone, []step{says("alice", CommandTriage, "verdict=rejected")}},
		{"no such verdict", StatePending, []step{says("alice", CommandTriage, "verdict=maybe")}},
		{"waived", StateWaived, []step{says("alice", CommandWaive, "item=triage")}},
	})
}

package policy

import (
	"testing"
	"time"
)

func TestDuties(t *testing.T) {
	assign := func(duty, login string) step { return says("alice", CommandAssign, "duty="+duty, "login="+login) }
	all := func(w *world) {
		w.do(assign("triage", "bob"), assign("infra", "bob"), assign("disclosure", "alice"), assign("release", "carol"))
	}
	checkRule(t, ItemDuties, []ruleCase{
		{"none", StatePending, nil},
		{"two of four", StatePending, []step{assign("infra", "bob"), assign("release", "alice")}},
		{"due soon", StateDueSoon, []step{assign("infra", "bob"), after(20 * time.Hour)}},
		{"overdue", StateOverdue, []step{after(30 * time.Hour)}},
		{"all", StateDone, []step{all}},
		{"handed over", StateDone, []step{all, assign("release", "dave")}},
		{"no such duty, nobody named", StatePending, []step{assign("coffee", "bob"), assign("release", "")}},
		{"waived", StateWaived, []step{assign("infra", "bob"), says("alice", CommandWaive, "item=duties")}},
	})
}

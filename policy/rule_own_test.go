package policy

import (
	"testing"
	"time"
)

func TestOwnItem(t *testing.T) {
	id := ItemID("tell-distributors")
	own := func(rule ItemRule) step {
		return configure(func(p *Process) { p.Items = map[ItemID]ItemRule{id: rule} })
	}
	rule := ItemRule{Title: "Distributors told", Deadline: span("5d")}
	disabled := false
	checkRule(t, id, []ruleCase{
		{"pending", StatePending, []step{own(rule)}},
		{"without a deadline, required", StatePending, []step{own(ItemRule{Severity: "required"}), after(900 * time.Hour)}},
		{"due soon", StateDueSoon, []step{own(rule), after(4 * 24 * time.Hour)}},
		{"overdue", StateOverdue, []step{own(rule), after(5 * 24 * time.Hour)}},
		{"ticked", StateDone, []step{own(rule), says("carol", CommandDone, "item=tell-distributors"), after(6 * 24 * time.Hour)}},
		{"ticked, then not", StatePending, []step{own(rule), says("carol", CommandDone, "item=tell-distributors"), says("alice", CommandDone, "item=tell-distributors", "act=undo")}},
		{"waived", StateWaived, []step{own(rule), says("alice", CommandWaive, "item=tell-distributors")}},
		{"disabled", StateWaived, []step{own(ItemRule{Enabled: &disabled})}},
	})
	item := newWorld(own(rule)).item(id)
	if item.Title != "Distributors told" {
		t.Errorf("title %q, want the process's own", item.Title)
	}
	if item := newWorld(own(ItemRule{})).item(id); item.Title != string(id) {
		t.Errorf("title %q, want the id when there is none", item.Title)
	}
}

// What an item means where no file says so is what an advisory of which nothing is known shows.
func TestDefaultNeed(t *testing.T) {
	process := Process{Items: map[ItemID]ItemRule{"docs": {Title: "Docs"}}}
	for _, item := range Evaluate(process, Case{}, reported).Items {
		if need := DefaultNeed(item.ID); need != item.Need {
			t.Errorf("%s: %s, want %s", item.ID, need, item.Need)
		}
	}
}

package policy

import (
	"slices"
	"testing"
	"time"
)

// word says /publish with the detail the command gave it.
func word(actor, detail string) step {
	return func(w *world) {
		w.do(says(actor, CommandPublish))
		w.c.Decisions[len(w.c.Decisions)-1].Detail = detail
	}
}

// TestPublish: what is wanted after the words of SRC members, and what speaks against it in the last look.
func TestPublish(t *testing.T) {
	const first = "first-of-two"
	inSlot := on("2026-11-11 17:00")
	both := []step{ready, draft, agreed, inSlot, word("alice", first), word("bob", "")}
	with := func(steps ...step) []step { return append(slices.Clone(both), steps...) }
	for _, tc := range []struct {
		name   string
		wanted bool
		want   []PublishCode
		steps  []step
	}{
		{"two members", true, nil, both},
		{"one word", false, []PublishCode{PublishNoPair}, []step{ready, draft, agreed, inSlot, word("alice", first)}},
		{"a third word begins anew", false, []PublishCode{PublishNoPair}, with(word("alice", first))},
		{"the same person", false, []PublishCode{PublishNoPair}, []step{ready, draft, agreed, inSlot, word("alice", first), word("Alice", "")}},
		{"a day apart", false, []PublishCode{PublishNoPair}, []step{ready, draft, agreed, on("2026-11-10 16:59"), word("alice", first), inSlot, word("bob", "")}},
		{"published already", false, []PublishCode{PublishNotDraft}, with(published("2026-11-11 17:00"))},
		{"not accepted as a draft", false, []PublishCode{PublishNotDraft}, with(edit(func(c *Case) { c.Advisory.State = AdvisoryTriage }))},
		{"one has left the SRC", true, []PublishCode{PublishNotSRC}, with(edit(func(c *Case) { c.SRC.Value.Members = []string{"bob"} }))},
		{"SRC unknown", true, []PublishCode{PublishNotSRC, PublishNotReady}, with(srcUnread)},
		{"somebody disagreed", true, []PublishCode{PublishNoSlot, PublishNotReady}, with(says("carol", CommandDisagree))},
		{"the slot is over", true, []PublishCode{PublishOutsideSlot, PublishNotReady}, with(on("2026-11-11 20:00"))},
		{"no slot, and the release day is waived", true, nil, []step{
			ready, draft, says("alice", CommandWaive, "item=release-day"), word("alice", first), word("bob", "")}},
		{"no slot, and public already", true, nil, []step{
			ready, draft, says("alice", CommandPublicDisclosure), says("alice", CommandWaive, "item=release-day"), word("alice", first), word("bob", "")}},
		{"no slot, and the release day is advice", true, nil, []step{
			configure(func(p *Process) {
				p.Items = map[ItemID]ItemRule{ItemReleaseDay: {Severity: string(NeedAdvice)}}
			}), ready, draft, says("carol", CommandDisagree), word("alice", first), word("bob", "")}},
		{"a stranger came in", true, []PublishCode{PublishNotReady}, with(joins("mallory"))},
	} {
		w := newWorld(tc.steps...)
		report := w.report()
		wanted := slices.ContainsFunc(report.Actions, func(a Action) bool { return a.Kind == ActionPublish && a.Comment != 0 })
		if wanted != tc.wanted {
			t.Errorf("%s: publication wanted: %t", tc.name, wanted)
		}
		second := w.c.Decisions[len(w.c.Decisions)-1].Comment
		for _, d := range w.c.Decisions {
			if d.Command == CommandPublish {
				second = d.Comment
			}
		}
		if v := (&view{people: people{&w.process, &w.c, w.now}, ledger: report.Ledger, timeline: report.Timeline, slot: report.Slot}); v.bySlot() != report.BySlot {
			t.Errorf("%s: the rules do not agree with the report on whether it waits for the slot", tc.name)
		}
		if got := CheckPublish(w.process, w.c, report, second, w.now); !slices.Equal(got, tc.want) {
			t.Errorf("%s: %q speaks against it, want %q", tc.name, got, tc.want)
		}
	}
	w := newWorld(both...)
	if got := CheckPublish(w.process, w.c, w.report(), 1, w.now.Add(time.Minute)); !slices.Equal(got, []PublishCode{PublishNoPair}) {
		t.Errorf("another comment's word: %q", got)
	}
}

package policy

import (
	"slices"
	"testing"

	"github.com/embargo-app/embargo/internal/golden"
)

// arms has two SRC members ask for the notice, which names these addresses.
func arms(to string) step {
	return func(w *world) {
		w.do(says("alice", CommandPrenotice, "act=send", "to="+to), says("bob", CommandPrenotice, "act=send", "to="+to))
	}
}

func TestPrenoticeTo(t *testing.T) {
	list := "distributors@example.org"
	due := on("2026-11-04 16:00") // a week before the slot
	for _, tc := range []struct {
		name string
		want []string
		step []step
	}{
		{"in its time", []string{list}, []step{agreed, arms(list), due}},
		{"a second before", nil, []step{agreed, arms(list), on("2026-11-04 15:59")}},
		{"late", []string{list}, []step{agreed, arms(list), on("2026-11-11 15:59")}},
		{"too late", nil, []step{agreed, arms(list), on("2026-11-11 16:00")}},
		{"one word", nil, []step{agreed, says("alice", CommandPrenotice, "act=send", "to="+list), due}},
		{"twice the same word", nil, []step{agreed, says("alice", CommandPrenotice, "act=send", "to="+list),
			says("Alice", CommandPrenotice, "act=send", "to="+list), due}},
		{"a word of the fix team", nil, []step{agreed, says("alice", CommandPrenotice, "act=send", "to="+list),
			says("carol", CommandPrenotice, "act=send", "to="+list), due}},
		{"held", nil, []step{agreed, arms(list), says("bob", CommandPrenotice, "act=hold"), due}},
		{"another day since", nil, []step{agreed, arms(list), agreed, due}},
		{"no day agreed", nil, []step{says("carol", CommandReleaseDay, "start=2026-11-11T16:00:00Z"), arms(list), due}},
		{"disagreed since", nil, []step{agreed, arms(list), says("carol", CommandDisagree), due}},
		{"an address that was added since", []string{list}, []step{agreed, arms(list), due,
			configure(func(p *Process) { p.Prenotice.To = append(p.Prenotice.To, "new@example.org") })}},
		{"an address that was removed since", nil, []step{agreed, arms(list), due,
			configure(func(p *Process) { p.Prenotice.To = []string{"new@example.org"} })}},
		{"an address that only one of them saw", []string{list}, []step{agreed, says("alice", CommandPrenotice, "act=send", "to="+list),
			says("bob", CommandPrenotice, "act=send", "to=new@example.org "+list), due,
			configure(func(p *Process) { p.Prenotice.To = append(p.Prenotice.To, "new@example.org") })}},
		{"one of them left the SRC", nil, []step{agreed, arms(list), due,
			edit(func(c *Case) { c.SRC = Know(Team{Members: []string{"bob"}}) })}},
		{"nobody knows who is the SRC", nil, []step{agreed, arms(list), due, srcUnread}},
		{"the record was lost since", nil, []step{agreed, arms(list), due,
			edit(func(c *Case) { c.RecordedSince = clock("2026-11-03 00:00") })}},
		{"asked for again since", []string{list}, []step{agreed, arms(list), due,
			edit(func(c *Case) { c.RecordedSince = clock("2026-11-03 00:00") }), arms(list)}},
		{"public already", nil, []step{agreed, arms(list), says("alice", CommandPublicDisclosure), due}},
		{"published", nil, []step{agreed, arms(list), due, published("2026-11-04 12:00")}},
		{"no such notice", nil, []step{agreed, arms(list), due, configure(func(p *Process) { p.Prenotice = PrenoticeRules{} })}},
	} {
		w := newWorld(append([]step{distributors}, tc.step...)...)
		if got := PrenoticeTo(w.process, w.c, w.report(), w.now); !slices.Equal(got, tc.want) {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}

func TestPrenoticeWanting(t *testing.T) {
	for _, tc := range []struct {
		name string
		want bool
		step []step
	}{
		{"a day ahead", true, []step{agreed, on("2026-11-03 16:00")}},
		{"earlier", false, []step{agreed, on("2026-11-03 15:59")}},
		{"one word", true, []step{agreed, says("alice", CommandPrenotice, "act=send"), on("2026-11-03 16:00")}},
		{"armed", false, []step{agreed, arms("distributors@example.org"), on("2026-11-03 16:00")}},
		{"told", false, []step{agreed, told("2026-11-03 10:00"), on("2026-11-03 16:00")}},
		{"told of another day", true, []step{says("carol", CommandReleaseDay, "start=2026-11-12T16:00:00Z"), says("alice", CommandAgree),
			told("2026-11-03 10:00"), on("2026-11-05 16:00")}},
		{"nobody to tell", false, []step{agreed, configure(func(p *Process) { p.Prenotice.To = nil }), on("2026-11-03 16:00")}},
	} {
		w := newWorld(append([]step{distributors}, tc.step...)...)
		if got := PrenoticeWanting(w.process, w.c, w.report(), w.now); got != tc.want {
			t.Errorf("%s: %t", tc.name, got)
		}
	}
}

// TestPrenoticeWakes: what becomes due by the clock alone is in the report's Wake.
func TestPrenoticeWakes(t *testing.T) {
	quiet := configure(func(p *Process) { p.Deadlines = Deadlines{} })
	w := newWorld(distributors, quiet, agreed, arms("distributors@example.org"))
	for _, moment := range []string{"2026-11-03 16:00", "2026-11-04 16:00", "2026-11-11 16:00"} {
		for next := w.report().Wake; !next.IsZero() && next.Before(clock(moment)); next = w.report().Wake {
			w.now = next
		}
		if got := w.report().Wake; !got.Equal(clock(moment)) {
			t.Errorf("wakes %s, want %s", got, moment)
		}
		w.now = clock(moment)
	}
}

func TestPrenoticeEvidence(t *testing.T) {
	w := newWorld(distributors, agreed, says("alice", CommandPrenotice, "act=send", "to=distributors@example.org"))
	one := describe(w.item(ItemReleaseDay))
	w.do(says("bob", CommandPrenotice, "act=send", "to=distributors@example.org"))
	two := describe(w.item(ItemReleaseDay))
	w.do(told("2026-11-04 16:00"), told("2026-11-04 16:00"), edit(func(c *Case) { c.Sent[1].Channel = "more@example.org" }))
	sent := describe(w.item(ItemReleaseDay))
	w.do(on("2026-11-05 09:00"), says("carol", CommandReleaseDay, "start=2026-11-16T16:00:00Z"), says("alice", CommandAgree))
	golden.Check(t, "golden/release-day-prenotice.txt", one+two+sent+describe(w.item(ItemReleaseDay)))
}

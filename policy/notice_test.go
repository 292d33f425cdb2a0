package policy

import (
	"slices"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/golden"
)

// distributors is a process that tells them a week ahead, and at most two.
var distributors = configure(func(p *Process) {
	p.Prenotice = PrenoticeRules{Days: 7, MaxEmbargo: span("14d"), To: []string{"distributors@example.org"}}
})

func told(moment string) step {
	return edit(func(c *Case) {
		c.Sent = append(c.Sent, Sent{
			Kind: SentPrenotice, Occasion: "2026-11-11T16:00:00Z", Channel: "distributors@example.org", Mail: true, At: clock(moment),
		})
	})
}

func announcedAhead(ahead string) step {
	return configure(func(p *Process) { p.Release.AnnouncedAhead = span(ahead) })
}

func TestSlotLeavesTimeForNotices(t *testing.T) {
	for _, tc := range []struct {
		name, start string
		steps       []step
		want        []SlotCode
	}{
		{"time enough", "2026-11-10 16:00", []step{distributors}, nil},
		{"too soon for distributors", "2026-11-05 16:00", []step{distributors}, []SlotCode{SlotPrenotice}},
		{"on the last minute", "2026-11-09 16:00", []step{distributors, on("2026-11-02 15:59")}, nil},
		{"and a minute later", "2026-11-09 16:00", []step{distributors, on("2026-11-02 16:00")}, []SlotCode{SlotPrenotice}},
		{"told already", "2026-11-10 16:00", []step{distributors, told("2026-11-03 16:00"), on("2026-11-09 10:00")}, nil},
		{"told too late", "2026-11-10 16:00", []step{distributors, told("2026-11-04 16:00"), on("2026-11-09 10:00")}, []SlotCode{SlotPrenotice}},
		{"beyond what they were promised", "2026-11-17 16:00", []step{distributors, told("2026-11-02 16:00"), on("2026-11-03 10:00")}, []SlotCode{SlotDistributors}},
		{"not announced in time", "2026-11-05 16:00", []step{announcedAhead("5d")}, []SlotCode{SlotUnannounced}},
		{"announced in time", "2026-11-09 16:00", []step{announcedAhead("5d")}, nil},
		{"in business days, over a weekend", "2026-11-09 16:00", []step{announcedAhead("2bd"), on("2026-11-06 10:00")}, []SlotCode{SlotUnannounced}},
		{"public already", "2026-11-03 16:00", []step{distributors, announcedAhead("5d"), says("alice", CommandPublicDisclosure)}, nil},
		{"in the past", "2026-11-02 09:00", []step{distributors}, []SlotCode{SlotPast, SlotHour}},
	} {
		w := newWorld(tc.steps...)
		got := CheckSlot(w.process, w.report().Timeline, clock(tc.start), w.now)
		if !slices.Equal(got, tc.want) {
			t.Errorf("%s: %v, want %v", tc.name, got, tc.want)
		}
	}
}

func TestSuggestedSlotLeavesTimeForNotices(t *testing.T) {
	w := newWorld(distributors, on("2026-11-04 17:00"))
	if start, ok := suggestSlot(w.process, w.report().Timeline, time.Time{}, w.now); !ok || !start.Equal(clock("2026-11-12 16:00")) {
		t.Errorf("suggested %s", start)
	}
	if got, want := newWorld(distributors, on("2026-11-02 12:00"), says("sam", CommandAck)).report().Wake, clock("2026-11-02 16:00"); got.After(want) {
		t.Errorf("wakes %s, but from %s on the notice is too late", got, want)
	}
}

func TestLimitCountsFromTheNotice(t *testing.T) {
	moved := says("alice", CommandExtend, "item=release", "until=2026-11-30T00:00:00Z")
	for _, tc := range []struct {
		name, want string
		steps      []step
	}{
		{"nobody told", "2026-11-23 10:00", []step{distributors}},
		{"told", "2026-11-17 08:00", []step{told("2026-11-03 08:00"), told("2026-11-05 08:00")}},
		{"told so late that the limit comes first", "2026-11-23 10:00", []step{told("2026-11-20 08:00")}},
		{"the process has no limit of its own", "2026-11-17 08:00", []step{told("2026-11-03 08:00"), configure(func(p *Process) { p.Deadlines.Release = Span{} })}},
		{"moved before they were told", "2026-11-17 08:00", []step{moved, told("2026-11-03 08:00")}},
		{"moved since", "2026-11-30 00:00", []step{told("2026-11-03 08:00"), on("2026-11-04 10:00"), moved}},
		{"moved since, though not beyond the process's limit", "2026-11-20 00:00", []step{
			told("2026-11-03 08:00"), on("2026-11-04 10:00"), says("alice", CommandExtend, "item=release", "until=2026-11-20T00:00:00Z")}},
		{"no promise", "2026-11-23 10:00", []step{told("2026-11-03 08:00"), configure(func(p *Process) { p.Prenotice.MaxEmbargo = Span{} })}},
	} {
		w := newWorld(append([]step{distributors}, tc.steps...)...)
		if got := w.report().Timeline.Limit.Format("2006-01-02 15:04"); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}

func TestAgreedSlotNamesTheNotices(t *testing.T) {
	before := newWorld(distributors, announcedAhead("2bd"), agreed)
	after := newWorld(distributors, told("2026-11-04 16:00"), agreed)
	golden.Check(t, "golden/release-day-notices.txt", describe(before.item(ItemReleaseDay))+describe(after.item(ItemReleaseDay)))
	if got := PrenoticeAt(before.process, before.report().Slot.Start); !got.Equal(clock("2026-11-04 16:00")) {
		t.Errorf("distributors are told at %s", got)
	}
	if got := PrenoticeAt(Process{}, before.now); !got.IsZero() {
		t.Errorf("nobody is to be told, but at %s", got)
	}
}

func TestSpanBefore(t *testing.T) {
	for _, tc := range []struct{ span, end, want string }{
		{"", "2026-11-11 16:00", "2026-11-11 16:00"},
		{"24h", "2026-11-11 16:00", "2026-11-10 16:00"},
		{"7d", "2026-11-11 16:00", "2026-11-04 16:00"},
		{"1bd", "2026-11-10 16:00", "2026-11-09 16:00"},
		{"1bd", "2026-11-09 16:00", "2026-11-06 16:00"}, // Monday: the Friday before
		{"1bd", "2026-11-08 16:00", "2026-11-05 16:00"}, // Sunday: Friday's would end on Monday
		{"5bd", "2026-11-11 16:00", "2026-11-04 16:00"},
		{"12bd", "2026-11-18 16:00", "2026-11-02 16:00"},
	} {
		got := span(tc.span).before(clock(tc.end))
		if got.Format("2006-01-02 15:04") != tc.want {
			t.Errorf("%s before %s is %s, want %s", tc.span, tc.end, got, tc.want)
		}
		if span(tc.span).After(got).After(clock(tc.end)) {
			t.Errorf("%s from %s is not over at %s", tc.span, got, tc.end)
		}
	}
}

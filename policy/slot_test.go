package policy

import (
	"slices"
	"testing"
	"time"
)

func TestCheckSlot(t *testing.T) {
	upstream := says("alice", CommandUpstream, "time=2026-11-10T00:00:00Z")
	reporterDate := says("alice", CommandReporterDeadline, "time=2026-11-12T00:00:00Z")
	lateReport := says("alice", CommandReportedAt, "time=2026-12-20T10:00:00Z")
	for _, tc := range []struct {
		name, start string
		steps       []step
		want        []SlotCode
	}{
		{"good", "2026-11-11T16:00:00Z", nil, nil},
		{"good, in Pacific winter time", "2026-11-11T08:00:00-08:00", nil, nil},
		{"good, in Pacific summer time", "2026-11-11T09:00:00-07:00", nil, nil},
		{"today", "2026-11-02T16:00:00Z", nil, nil},
		{"a minute ago", "2026-11-02T09:59:00Z", nil, []SlotCode{SlotPast, SlotHour}},
		{"now", "2026-11-02T10:00:00Z", nil, []SlotCode{SlotPast, SlotHour}},
		{"a year ago", "2025-11-12T16:00:00Z", nil, []SlotCode{SlotPast}},
		{"a Friday", "2026-11-13T16:00:00Z", nil, []SlotCode{SlotWeekday}},
		{"Sunday in UTC, Saturday elsewhere", "2026-11-14T20:00:00-08:00", nil, []SlotCode{SlotWeekday, SlotHour}},
		{"an hour late, as after a change of clocks", "2026-11-11T17:00:00Z", nil, []SlotCode{SlotHour}},
		{"a second late", "2026-11-11T16:00:01Z", nil, []SlotCode{SlotHour}},
		{"the last day", "2026-11-23T16:00:00Z", nil, nil},
		{"the day after", "2026-11-24T16:00:00Z", nil, []SlotCode{SlotTooLate}},
		{"the last day, moved", "2026-11-24T16:00:00Z", []step{says("alice", CommandExtend, "item=release", "until=2026-11-25T00:00:00Z")}, nil},
		{"the day after the moved one", "2026-11-25T16:00:00Z", []step{says("alice", CommandExtend, "item=release", "until=2026-11-25T00:00:00Z")}, []SlotCode{SlotTooLate}},
		{"first day of a black-out", "2026-12-24T16:00:00Z", []step{lateReport}, []SlotCode{SlotBlackout}},
		{"over new year's eve", "2026-12-31T16:00:00Z", []step{lateReport}, []SlotCode{SlotBlackout}},
		{"last day of a black-out, a Saturday", "2027-01-02T16:00:00Z", []step{lateReport}, []SlotCode{SlotWeekday, SlotBlackout}},
		{"after the black-out", "2027-01-04T16:00:00Z", []step{lateReport}, nil},
		{"leap day", "2028-02-29T16:00:00Z", []step{says("alice", CommandReportedAt, "time=2028-02-10T10:00:00Z")}, nil},
		{"before upstream", "2026-11-09T16:00:00Z", []step{upstream}, []SlotCode{SlotUpstream}},
		{"upstream's day", "2026-11-10T16:00:00Z", []step{upstream}, nil},
		{"upstream's day beyond the limit", "2026-12-01T16:00:00Z", []step{says("alice", CommandUpstream, "time=2026-12-01T00:00:00Z")}, nil},
		{"beyond upstream's day", "2026-12-02T16:00:00Z", []step{says("alice", CommandUpstream, "time=2026-12-01T00:00:00Z")}, []SlotCode{SlotTooLate}},
		{"before the reporter speaks", "2026-11-11T16:00:00Z", []step{reporterDate}, nil},
		{"after the reporter spoke", "2026-11-12T16:00:00Z", []step{reporterDate}, []SlotCode{SlotReporter}},
		{"everything at once", "2026-11-28T03:00:00Z", []step{reporterDate, says("alice", CommandUpstream, "time=2026-12-01T00:00:00Z")}, []SlotCode{SlotReporter, SlotUpstream, SlotWeekday, SlotHour}},
		{"public already", "2026-11-14T03:00:00Z", []step{says("alice", CommandPublicDisclosure)}, nil},
		{"slowed down", "2027-03-01T16:00:00Z", []step{says("alice", CommandLowRisk), says("carol", CommandSlow)}, nil},
		{"any hour", "2026-11-11T03:00:00Z", []step{configure(func(p *Process) { p.Release.Time = "" })}, nil},
		{"no limit", "2029-11-12T16:00:00Z", []step{configure(func(p *Process) { p.Deadlines.Release = Span{} })}, nil},
	} {
		w := newWorld(tc.steps...)
		start, err := time.Parse(time.RFC3339, tc.start)
		if err != nil {
			t.Fatal(err)
		}
		timeline := TimelineOf(w.process, w.c, Settle(w.c.Decisions))
		if got := CheckSlot(w.process, timeline, start, w.now); !slices.Equal(got, tc.want) {
			t.Errorf("%s: %v, want %v", tc.name, got, tc.want)
		}
	}
}

func TestSlotEnd(t *testing.T) {
	w := newWorld()
	if got := slotEnd(&w.process, reported); got.Sub(reported) != 4*time.Hour {
		t.Errorf("the process's slot ends %s", got)
	}
	w.process.Release.Slot = span("90d")
	if got := slotEnd(&w.process, reported); !got.Equal(clock("2027-01-31 10:00")) {
		t.Errorf("a long slot ends %s", got)
	}
	if got := slotEnd(&Process{}, reported); got.Sub(reported) != 4*time.Hour {
		t.Errorf("without a setting the slot ends %s", got)
	}
}

func TestEverySlotCodeHasItsWords(t *testing.T) {
	seen := map[string]SlotCode{}
	for _, code := range []SlotCode{SlotPast, SlotTooLate, SlotReporter, SlotUpstream, SlotWeekday, SlotHour, SlotBlackout, SlotPrenotice, SlotUnannounced, SlotDistributors} {
		if other, twice := seen[against(code)]; twice {
			t.Errorf("%s and %s both read %q", code, other, against(code))
		}
		seen[against(code)] = code
	}
}

func TestSuggestSlot(t *testing.T) {
	never := configure(func(p *Process) {
		p.Release.AvoidWeekdays = []Weekday{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
	})
	for _, tc := range []struct {
		name, wanted, want string
		steps              []step
	}{
		{"none wanted: when the fix is due", "", "2026-11-09 16:00", nil},
		{"none wanted, the fix is overdue: tomorrow", "", "2026-11-11 16:00", []step{on("2026-11-10 10:00")}},
		{"a Friday: the Monday after", "2026-11-13 16:00", "2026-11-16 16:00", nil},
		{"another hour: that day", "2026-11-12 09:00", "2026-11-12 16:00", nil},
		{"long ago: tomorrow", "1999-11-13 16:00", "2026-11-03 16:00", nil},
		{"far too late: the last day", "9999-11-13 16:00", "2026-11-23 16:00", nil},
		{"the last day is a Friday: the Thursday before", "2026-11-27 16:00", "2026-11-26 16:00", []step{after(4 * 24 * time.Hour), says("alice", CommandReportedAt, "time=2026-11-06T10:00:00Z")}},
		{"black-out over the new year", "2026-12-24 16:00", "2027-01-04 16:00", []step{says("alice", CommandReportedAt, "time=2026-12-20T10:00:00Z")}},
		{"upstream's day", "", "2026-12-01 16:00", []step{says("alice", CommandUpstream, "time=2026-12-01T00:00:00Z")}},
		{"before the reporter speaks", "2026-11-20 16:00", "2026-11-19 16:00", []step{says("alice", CommandReporterDeadline, "time=2026-11-20T00:00:00Z")}},
		{"public already: the next full hour", "", "2026-11-06 11:00", []step{on("2026-11-06 10:20"), says("alice", CommandPublicDisclosure)}},
		{"any hour: an hour at which many are awake", "", "2026-11-09 16:00", []step{configure(func(p *Process) { p.Release.Time = "" })}},
		{"never", "", "", []step{never}},
		{"never, and no end to the search", "9999-01-01 00:00", "", []step{never, configure(func(p *Process) { p.Deadlines.Release = Span{} })}},
	} {
		w := newWorld(tc.steps...)
		var wanted time.Time
		if tc.wanted != "" {
			wanted = clock(tc.wanted)
		}
		timeline := TimelineOf(w.process, w.c, Settle(w.c.Decisions))
		got := ""
		if start, ok := suggestSlot(w.process, timeline, wanted, w.now); ok {
			got = start.Format("2006-01-02 15:04")
		}
		if got != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}

package policy

import (
	"slices"
	"testing"
	"time"
)

// TestNotesStayADayApartWhenTheClockIsSetBack: the last note then seems to lie in the future, and counts all the same.
func TestNotesStayADayApartWhenTheClockIsSetBack(t *testing.T) {
	d := newDiary()
	d.do(says("alice", CommandAck), says("alice", CommandTriage, "verdict=accepted"), joins("carol", "dave"), readPRs)
	d.until("2026-11-02 11:00")
	told := len(d.keys)
	d.do(fixReady)
	d.now = d.c.NotedAt.Add(-8 * time.Minute)
	d.look()
	if told == 0 || len(d.keys) != told {
		t.Errorf("%d notes before the clock was set back, then %q", told, d.keys)
	}
}

// TestAsleep: from when on people may not be written to.
func TestAsleep(t *testing.T) {
	nights := QuietHours{From: "20:00", To: "06:00"}
	for _, test := range []struct {
		name, now, want string
		rules           ReminderRules
	}{
		{"in the evening", "2026-11-02 10:35", "2026-11-02 20:00", ReminderRules{Quiet: nights}},
		{"at the weekend", "2026-11-06 10:35", "2026-11-07 00:00", ReminderRules{}},
		{"from the weekend's day on", "2026-11-02 00:00", "2026-11-07 00:00", ReminderRules{}},
		{"at night, as the weekend counts", "2026-11-07 10:35", "2026-11-07 20:00", ReminderRules{Quiet: nights, Weekends: true}},
		{"over noon", "2026-11-02 13:00", "2026-11-03 12:00", ReminderRules{Quiet: QuietHours{From: "12:00", To: "13:00"}}},
		{"never", "2026-11-06 10:35", "", ReminderRules{Weekends: true}},
	} {
		got := test.rules.asleep(clock(test.now))
		if test.want == "" && !got.IsZero() || test.want != "" && !got.Equal(clock(test.want)) {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// TestNoteThatIsWantedDoesNotOutlastTheDay: if it has not been written when the quiet hours begin, it waits for their end.
func TestNoteThatIsWantedDoesNotOutlastTheDay(t *testing.T) {
	w := newWorld(says("alice", CommandAck), says("alice", CommandTriage, "verdict=accepted"))
	w.process.Reminders.Quiet = QuietHours{From: "10:30", To: "11:30"}
	wants := func() bool {
		return slices.ContainsFunc(w.report().Actions, func(a Action) bool { return a.Kind == ActionNag })
	}
	if wake := w.report().Wake; !wants() || !wake.Equal(clock("2026-11-02 10:30")) {
		t.Errorf("wants %t, to be woken at %s", wants(), wake)
	}
	w.now = clock("2026-11-02 10:30")
	if wants() {
		t.Error("wanted in quiet hours")
	}
}

// TestNewsOfADateThatComesNear: what can wait until the last note is a day old no longer can when the date is two days away.
func TestNewsOfADateThatComesNear(t *testing.T) {
	w := newWorld(ready, agreed)
	w.c.Told = []Telling{{What: tellAccepted}, {What: tellFixReady}}
	start := w.report().Slot.Start
	w.now = start.Add(-dateSoon - time.Minute)
	w.c.NotedAt = w.now.Add(-time.Hour)
	wake := w.report().Wake
	if !wake.Equal(start.Add(-dateSoon)) {
		t.Fatalf("to be woken at %s, the slot begins at %s", wake, start)
	}
	w.now = wake
	if !slices.ContainsFunc(w.report().Actions, func(a Action) bool { return a.Kind == ActionNag }) {
		t.Error("nobody is told")
	}
}

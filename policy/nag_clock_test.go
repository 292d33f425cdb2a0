package policy

import (
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

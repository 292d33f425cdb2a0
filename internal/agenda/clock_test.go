package agenda

import (
	"context"
	"testing"
	"time"
)

// TestClockSetBack: what was put off while the clock was ahead is done when the clock is right again.
func testClockSetBack(t *testing.T, open opener) {
	a, c := newAgenda(t, open)
	a.Handle("look", func(context.Context, Lease) (Outcome, error) { return Again(c.now().Add(10 * time.Minute)), nil })
	mark(t, a, "look/x", c.now())
	const month = 30 * 24 * time.Hour
	for _, step := range []struct {
		jump time.Duration
		want int
	}{{0, 1}, {month, 1}, {-month, 1}, {0, 0}, {-time.Second, 0}, {11 * time.Minute, 1}} {
		c.advance(step.jump)
		if n := drain(t, a); n != step.want {
			t.Errorf("after %s: did %d, want %d", step.jump, n, step.want)
		}
	}
}

// TestHasten is for a clock that was set back while nobody looked.
func testHasten(t *testing.T, open opener) {
	a, c := newAgenda(t, open)
	a.Handle("look", func(context.Context, Lease) (Outcome, error) { return Done(), nil })
	mark(t, a, "look/soon", c.now().Add(time.Minute))
	mark(t, a, "look/in-a-month", c.now().Add(30*24*time.Hour))
	if n, err := a.Hasten(t.Context(), time.Hour); err != nil || n != 1 {
		t.Fatalf("hastened %d, %v", n, err)
	}
	if n := drain(t, a); n != 1 {
		t.Errorf("did %d", n)
	}
}

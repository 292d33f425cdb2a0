package agenda

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

type waitError time.Time

func (waitError) Error() string        { return "secondary rate limit" }
func (e waitError) RetryAt() time.Time { return time.Time(e) }

func testFailuresBackOff(t *testing.T, open opener) {
	a, c := newAgenda(t, open)
	var attempts []int
	fail := true
	a.Handle("k", func(_ context.Context, l Lease) (Outcome, error) {
		attempts = append(attempts, l.Attempts)
		if fail {
			return Done(), fmt.Errorf("wrapped: %w", context.DeadlineExceeded)
		}
		return Again(c.at.Add(time.Hour)), nil
	})
	mark(t, a, "k/x", start)
	var waits []time.Duration
	for range 11 {
		drain(t, a)
		entries, err := a.List(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		waits = append(waits, entries[0].Due.Sub(c.at))
		c.at = entries[0].Due
	}
	s := time.Second
	want := []time.Duration{2 * s, 4 * s, 8 * s, 16 * s, 32 * s, 64 * s, 128 * s, 256 * s, 512 * s, 600 * s, 600 * s}
	if diff := cmp.Diff(want, waits); diff != "" {
		t.Errorf("waits (-want +got):\n%s", diff)
	}
	if want := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}; !slices.Equal(attempts, want) {
		t.Errorf("attempts %v, want %v", attempts, want)
	}
	fail = false
	drain(t, a)
	expectTable(t, a, fmt.Sprintf("k/x +%s seq=1 attempts=0", c.at.Add(time.Hour).Sub(start)))
}

func TestJitterHalvesAtMost(t *testing.T) {
	a := &Agenda{jitter: func() float64 { return 0 }}
	if got := a.backOff(3); got != 8*time.Second {
		t.Errorf("back-off %v without jitter, want 8s", got)
	}
}

func testMarksDoNotShortenAWaitThatTheServerAskedFor(t *testing.T, open opener) {
	a, c := newAgenda(t, open)
	tries := 0
	a.Handle("k", func(context.Context, Lease) (Outcome, error) {
		if tries++; tries == 1 {
			return Done(), fmt.Errorf("reading: %w", waitError(start.Add(time.Hour)))
		}
		return Done(), nil
	})
	mark(t, a, "k/x", start)
	drain(t, a)
	mark(t, a, "k/x", start)
	expectTable(t, a, "k/x +1h0m0s seq=2 attempts=1 last=agenda.waitError")
	c.advance(time.Hour)
	drain(t, a)
	expectTable(t, a)
}

func testMarksShortenABackOff(t *testing.T, open opener) {
	a, _ := newAgenda(t, open)
	tries := 0
	a.Handle("k", func(context.Context, Lease) (Outcome, error) {
		if tries++; tries == 1 {
			return Done(), errors.New("bad gateway")
		}
		return Done(), nil
	})
	mark(t, a, "k/x", start)
	drain(t, a)
	mark(t, a, "k/x", start)
	if drain(t, a); tries != 2 {
		t.Errorf("%d tries, want 2", tries)
	}
}

func testStoppedUntilMarked(t *testing.T, open opener) {
	a, c := newAgenda(t, open)
	stop := true
	a.Handle("k", func(context.Context, Lease) (Outcome, error) {
		if stop {
			return Stop("no-access: <b>"), nil
		}
		return Done(), nil
	})
	mark(t, a, "k/x", start)
	drain(t, a)
	c.advance(1000 * time.Hour)
	if n := drain(t, a); n != 0 {
		t.Errorf("did %d pieces of stopped work", n)
	}
	expectTable(t, a, "k/x never seq=1 attempts=1 stuck=no-accessb")
	stats, err := a.Stats(t.Context())
	if err != nil || stats != (Stats{Stuck: 1}) {
		t.Errorf("stats %+v, %v", stats, err)
	}
	stop = false
	mark(t, a, "k/x", c.at)
	if n := drain(t, a); n != 1 {
		t.Errorf("did %d pieces of work after the mark, want 1", n)
	}
	expectTable(t, a)
}

func testPanicBecomesAnErrorWithoutItsWords(t *testing.T, open opener) {
	var reported []string
	a, _ := newAgenda(t, open, WithOnError(func(l Lease, err error) { reported = append(reported, l.Key+" "+err.Error()) }))
	a.Handle("k", func(context.Context, Lease) (Outcome, error) { panic("canary") })
	mark(t, a, "k/x", start)
	drain(t, a)
	expectTable(t, a, "k/x +2s seq=1 attempts=1 last=panic")
	if len(reported) != 1 || strings.Contains(reported[0], "canary") || !strings.Contains(reported[0], "agenda.testPanic") {
		t.Errorf("reported %q, want one error that names the place and no more", reported)
	}
}

package agenda

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/store"
)

var start = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

// clock is a time that the test moves.
type clock struct{ at time.Time }

func (c *clock) now() time.Time          { return c.at }
func (c *clock) advance(d time.Duration) { c.at = c.at.Add(d) }

// newAgenda gives an agenda whose retries are not spread, and the clock it goes by.
func newAgenda(t *testing.T, open opener, options ...Option) (*Agenda, *clock) {
	t.Helper()
	c := &clock{at: start}
	a := New(open(t), c.now, options...)
	a.jitter = func() float64 { return 1 }
	return a, c
}

func mark(t *testing.T, a *Agenda, key string, at time.Time) {
	t.Helper()
	if err := a.Mark(t.Context(), key, at); err != nil {
		t.Fatal(err)
	}
}

func drain(t *testing.T, a *Agenda) int {
	t.Helper()
	n, err := a.Drain(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// table shows the agenda with times relative to the start, one key a line.
func table(t *testing.T, a *Agenda) string {
	t.Helper()
	entries, err := a.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, e := range entries {
		due := "never"
		if !e.Due.IsZero() {
			due = "+" + e.Due.Sub(start).String()
		}
		fmt.Fprintf(&b, "%s %s seq=%d attempts=%d", e.Key, due, e.Seq, e.Attempts)
		if e.Leased {
			b.WriteString(" leased")
		}
		if e.Stuck != "" {
			b.WriteString(" stuck=" + e.Stuck)
		}
		if e.LastError != "" {
			b.WriteString(" last=" + e.LastError)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func expectTable(t *testing.T, a *Agenda, want ...string) {
	t.Helper()
	wanted := strings.Join(append(want, ""), "\n")
	if diff := cmp.Diff(wanted, table(t, a)); diff != "" {
		t.Errorf("agenda (-want +got):\n%s", diff)
	}
}

func testMarksOfOneKeyAreOnePieceOfWork(t *testing.T, open opener) {
	a, c := newAgenda(t, open)
	var done []string
	a.Handle("look", func(_ context.Context, l Lease) (Outcome, error) {
		done = append(done, fmt.Sprintf("%s seq=%d", l.Key, l.Seq))
		return Done(), nil
	})
	for range 1000 {
		mark(t, a, "look/x", start)
	}
	mark(t, a, "look/x", start.Add(time.Hour)) // later: changes nothing but the sequence
	mark(t, a, "look/later", start.Add(time.Hour))
	mark(t, a, "look/later", start.Add(time.Minute)) // earlier: wins
	mark(t, a, "look/first", start.Add(-time.Second))
	mark(t, a, "other/kind", start)
	expectTable(t, a, "look/first +-1s seq=1 attempts=0", "look/x +0s seq=17 attempts=0",
		"other/kind +0s seq=1 attempts=0", "look/later +1m0s seq=2 attempts=0")
	if n := drain(t, a); n != 2 {
		t.Errorf("did %d pieces of work, want 2", n)
	}
	c.advance(time.Minute)
	drain(t, a)
	want := []string{"look/first seq=1", "look/x seq=17", "look/later seq=2"}
	if diff := cmp.Diff(want, done); diff != "" {
		t.Errorf("work (-want +got):\n%s", diff)
	}
	expectTable(t, a, "other/kind +0s seq=1 attempts=0")
}

func testMarksDuringWorkCauseExactlyOneMore(t *testing.T, open opener) {
	a, _ := newAgenda(t, open)
	looks := 0
	a.Handle("look", func(context.Context, Lease) (Outcome, error) {
		if looks++; looks == 1 {
			for range 50 {
				mark(t, a, "look/x", start)
			}
			expectTable(t, a, "look/x +1m0s seq=18 attempts=1 leased") // the first of them is enough
		}
		return Done(), nil
	})
	for range 50 { // with all the causes that are told, so that no further mark is noted for its cause
		mark(t, a, "look/x", start)
	}
	if drain(t, a); looks != 2 {
		t.Errorf("looked %d times, want 2", looks)
	}
	expectTable(t, a)
}

func testMarkDuringWorkAgainstItsOutcome(t *testing.T, open opener) {
	later := errors.New("no")
	for _, test := range []struct {
		name    string
		mark    time.Duration // when the mark made during the work is for
		outcome Outcome
		err     error
		want    string
	}{
		{"done, marked for later", time.Hour, Done(), nil, "k/x +1h0m0s seq=2 attempts=0"},
		{"again earlier than the mark", time.Hour, Again(start.Add(time.Minute)), nil, "k/x +1m0s seq=2 attempts=0"},
		{"again later than the mark", time.Minute, Again(start.Add(time.Hour)), nil, "k/x +1m0s seq=2 attempts=0"},
		{"stopped, but marked", time.Minute, Stop("forbidden"), nil, "k/x +1m0s seq=2 attempts=0"},
		{"failed", time.Hour, Outcome{}, later, "k/x +2s seq=2 attempts=1 last=errors.errorString"},
		{"has to wait", time.Second, Outcome{}, waitError(start.Add(time.Hour)), "k/x +1h0m0s seq=2 attempts=1 last=agenda.waitError"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a, _ := newAgenda(t, open)
			a.Handle("k", func(context.Context, Lease) (Outcome, error) {
				mark(t, a, "k/x", start.Add(test.mark))
				return test.outcome, test.err
			})
			mark(t, a, "k/x", start)
			drain(t, a)
			expectTable(t, a, test.want)
		})
	}
}

// waitError asks to be tried again at a time.
func testDeadOwnersKeyComesDueAgain(t *testing.T, open opener) {
	s := open(t)
	c := &clock{at: start}
	dead, alive := New(s, c.now), New(s, c.now)
	noop := func(context.Context, Lease) (Outcome, error) { return Done(), nil }
	dead.Handle("k", noop)
	alive.Handle("k", noop)
	mark(t, dead, "k/x", start)
	old, _, err := dead.claim(t.Context(), 1)
	if err != nil || len(old) != 1 {
		t.Fatalf("claimed %v, %v", old, err)
	}
	if n := drain(t, alive); n != 0 {
		t.Errorf("%d pieces of work under another's lease", n)
	}
	mark(t, alive, "k/x", c.at) // answered by the takeover
	c.advance(time.Minute)
	taken, _, err := alive.claim(t.Context(), 1)
	if err != nil || len(taken) != 1 || taken[0].Attempts != 1 {
		t.Fatalf("took over %+v, %v; want one try that counts", taken, err)
	}
	err = s.Update(t.Context(), func(tx *store.Tx) error { return old[0].check(tx) })
	if !errors.Is(err, ErrLost) {
		t.Errorf("the dead owner's check says %v, want ErrLost", err)
	}
	if err := dead.finish(t.Context(), old[0], ending{due: never}); !errors.Is(err, ErrLost) {
		t.Errorf("the dead owner's end says %v, want ErrLost", err)
	}
	if err := alive.finish(t.Context(), taken[0], ending{due: never}); err != nil {
		t.Error(err)
	}
	expectTable(t, alive)
}

func testMarkForLaterSurvivesATakeover(t *testing.T, open opener) {
	a, c := newAgenda(t, open)
	dead := New(a.store, c.now)
	for _, process := range []*Agenda{a, dead} {
		process.Handle("k", func(context.Context, Lease) (Outcome, error) { return Done(), nil })
	}
	mark(t, a, "k/x", start)
	if _, _, err := dead.claim(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	mark(t, a, "k/x", start.Add(time.Hour))
	c.advance(time.Minute)
	drain(t, a)
	expectTable(t, a, "k/x +1h0m0s seq=2 attempts=0")
}

func testMarkRefusesKeysWithoutAKind(t *testing.T, open opener) {
	a, _ := newAgenda(t, open)
	for _, key := range []string{"", "look", "/x", "look/"} {
		if err := a.Mark(t.Context(), key, start); err == nil {
			t.Errorf("marked %q", key)
		}
	}
}

// breakWriting lets the database be read only from now on.

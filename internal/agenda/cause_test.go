package agenda

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/store"
)

func markFor(t *testing.T, a *Agenda, key string, at time.Time, cause string) {
	t.Helper()
	if err := a.MarkFor(t.Context(), key, at, cause); err != nil {
		t.Fatal(err)
	}
}

// worker does every piece of work as its plan says and writes down why it was asked for.
type worker struct {
	plan func(l Lease) (Outcome, error)
	seen []string
}

func (w *worker) handle(ctx context.Context, l Lease) (Outcome, error) {
	if inside, ok := FromContext(ctx); !ok || inside.Key != l.Key {
		return Outcome{}, errors.New("the context does not know the lease")
	}
	w.seen = append(w.seen, l.Key+": "+strings.Join(l.Causes, " "))
	return w.plan(l)
}

func done(Lease) (Outcome, error) { return Done(), nil }

func expectSeen(t *testing.T, w *worker, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, w.seen); diff != "" {
		t.Errorf("work and its causes (-want +got):\n%s", diff)
	}
	w.seen = nil
}

func testCausesAreToldOnceWithTheWorkTheyCaused(t *testing.T, open opener) {
	a, c := newAgenda(t, open)
	w := &worker{plan: done}
	a.Handle("k", w.handle)
	markFor(t, a, "k/x", start, "d1")
	markFor(t, a, "k/x", start, "d2")
	markFor(t, a, "k/x", start, "not a code!")
	w.plan = func(Lease) (Outcome, error) { return Outcome{}, errors.New("no") }
	drain(t, a)
	expectSeen(t, w, "k/x: d1 d2 notacode")
	// A failure keeps them for the next try; another process would find them, too.
	w.plan = func(Lease) (Outcome, error) {
		markFor(t, a, "k/x", c.now(), "d3") // during the work
		w.plan = done
		return Again(c.now().Add(time.Hour)), nil
	}
	c.advance(time.Hour)
	drain(t, a)
	expectSeen(t, w, "k/x: d1 d2 notacode", "k/x: d3")
	mark(t, a, "k/x", c.now())
	drain(t, a)
	expectSeen(t, w, "k/x: app")
}

func testCausesAreBounded(t *testing.T, open opener) {
	a, _ := newAgenda(t, open)
	for range 1000 {
		markFor(t, a, "k/x", start, "0123456789abcdef")
	}
	entries, err := a.List(t.Context())
	if err != nil || len(entries) != 1 || len(entries[0].Causes) != 4 || entries[0].Seq != 4 {
		t.Errorf("%+v, %v", entries, err)
	}
}

func testWaitedForMomentIsNoCauseBeforeItComes(t *testing.T, open opener) {
	a, c := newAgenda(t, open)
	w := &worker{plan: func(Lease) (Outcome, error) { return AgainFor(c.now().Add(time.Hour), CauseClock), nil }}
	a.Handle("k", w.handle)
	markFor(t, a, "k/x", start, "d1")
	drain(t, a)
	c.advance(time.Minute)
	markFor(t, a, "k/x", c.now(), "d2")
	drain(t, a)
	c.advance(time.Hour)
	drain(t, a)
	expectSeen(t, w, "k/x: d1", "k/x: d2", "k/x: clock")
}

func testUrgentWorkComesFirstButNotForEver(t *testing.T, open opener) {
	a, c := newAgenda(t, open)
	w := &worker{plan: done}
	a.Handle("k", w.handle)
	markFor(t, a, "k/sweep", start, "")
	markFor(t, a, "k/old-sweep", start.Add(-2*time.Minute), "")
	c.advance(30 * time.Second)
	markFor(t, a, "k/event", c.now(), "d1")
	drain(t, a)
	expectSeen(t, w, "k/old-sweep: ", "k/event: d1", "k/sweep: ")
}

// yielding asks to make room until a time.
type yielding struct{ until time.Time }

func (yielding) Error() string           { return "room" }
func (y yielding) YieldUntil() time.Time { return y.until }

func testYieldedWorkIsTakenUpByAMark(t *testing.T, open opener) {
	var outcomes []string
	a, c := newAgenda(t, open, WithOnWork(func(w Work) { outcomes = append(outcomes, w.Kind+" "+w.Outcome) }),
		WithOnError(func(l Lease, err error) { t.Errorf("%s: %v", l.Key, err) }))
	w := &worker{plan: func(Lease) (Outcome, error) { return Outcome{}, yielding{c.now().Add(time.Hour)} }}
	a.Handle("k", w.handle)
	markFor(t, a, "k/x", start, "")
	drain(t, a)
	expectTable(t, a, "k/x +1h0m0s seq=1 attempts=0")
	w.plan = done
	markFor(t, a, "k/x", start, "d1")
	drain(t, a)
	expectTable(t, a)
	if diff := cmp.Diff([]string{"k yielded", "k done"}, outcomes); diff != "" {
		t.Error(diff)
	}
}

// testLeaseKnowsSinceWhenItWasDue: Due tells how long it waited for a worker, Since how long for a success. What a worker
// that dies, a failure, a wait or a stop of the program does to the key leaves Since alone.
func testLeaseKnowsSinceWhenItWasDue(t *testing.T, open opener) {
	a, c := newAgenda(t, open)
	var due, since time.Duration // from the start
	outcome, failure := Done(), error(nil)
	a.Handle("k", func(_ context.Context, l Lease) (Outcome, error) {
		due, since = l.Due.Sub(start), l.Since.Sub(start)
		return outcome, failure
	})
	take := func(after, wantDue, wantSince time.Duration) {
		t.Helper()
		c.advance(after)
		due, since = -1, -1
		if drain(t, a); due != wantDue || since != wantSince {
			t.Errorf("at %s: due %s since %s, want %s and %s", c.at.Sub(start), due, since, wantDue, wantSince)
		}
	}
	mark(t, a, "k/x", start)
	outcome = Again(start.Add(4 * time.Hour))
	take(3*time.Hour, 0, 0)
	failure = errors.New("no")
	take(2*time.Hour, 4*time.Hour, 4*time.Hour)
	failure = waitError(start.Add(10 * time.Hour))
	take(time.Hour, 5*time.Hour+firstRetry, 4*time.Hour)
	failure = yielding{start.Add(12 * time.Hour)}
	take(5*time.Hour, 10*time.Hour, 4*time.Hour)
	mark(t, a, "k/x", c.at)
	if leases, _, err := a.claim(t.Context(), 1); err != nil || len(leases) != 1 {
		t.Fatalf("%v, %v", leases, err)
	} else {
		a.working.end(leases...) // its worker dies
	}
	outcome, failure = Again(start.Add(20*time.Hour)), nil
	take(2*time.Hour, 11*time.Hour+a.lease, 4*time.Hour)
	outcome = Stop("no")
	take(8*time.Hour, 20*time.Hour, 20*time.Hour) // a success begins anew
	mark(t, a, "k/x", start.Add(22*time.Hour))
	take(2*time.Hour, 22*time.Hour, 22*time.Hour) // and so does what was stopped
}

func testWhatFollowsFromWorkHasItsCause(t *testing.T, open opener) {
	a, c := newAgenda(t, open)
	w := &worker{plan: done}
	a.Handle("letter", w.handle)
	a.Handle("k", func(ctx context.Context, _ Lease) (Outcome, error) {
		return Done(), a.Mark(ctx, "letter/x", c.now())
	})
	markFor(t, a, "k/x", start, "d1")
	markFor(t, a, "k/x", start, "d2")
	drain(t, a)
	markFor(t, a, "k/x", start, "")
	drain(t, a)
	expectSeen(t, w, "letter/x: d2", "letter/x: app")
}

// TestCauseOfAStoppedKey: a mark frees it and is its only cause.
func testCauseOfAStoppedKey(t *testing.T, open opener) {
	a, _ := newAgenda(t, open)
	w := &worker{plan: func(Lease) (Outcome, error) { return Stop("no-such-thing"), nil }}
	a.Handle("k", w.handle)
	markFor(t, a, "k/x", start, "d1")
	drain(t, a)
	w.plan = done
	err := a.store.Update(t.Context(), func(tx *store.Tx) error { return a.MarkForTx(tx, "k/x", start, CausePerson) })
	if err != nil {
		t.Fatal(err)
	}
	drain(t, a)
	expectSeen(t, w, "k/x: d1", "k/x: person")
}

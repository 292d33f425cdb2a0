package agenda

import (
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/store"
)

// holders are all leases that two replicas ever had, the newest last.
type holders struct {
	t     *testing.T
	all   []Lease
	holds map[string]Lease // by key: who may act at this moment
}

// take has a replica take what is due, and wants every number to be higher than all before it.
func (h *holders) take(a *Agenda) {
	h.t.Helper()
	leases, _, err := a.claim(h.t.Context(), 2)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, l := range leases {
		if len(h.all) > 0 && h.number(l) <= h.number(h.all[len(h.all)-1]) {
			h.t.Errorf("%s was given the number %s after %s", l.Key, l.number, h.all[len(h.all)-1].number)
		}
		h.all = append(h.all, l)
		h.holds[l.Key] = l
		a.working.end(l) // it stands still for ever, as another process's would
	}
}

func (h *holders) number(l Lease) int64 {
	h.t.Helper()
	n, err := strconv.ParseInt(l.number, 10, 64)
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

// check wants only the newest holder of each key to be let in.
func (h *holders) check(a *Agenda) {
	h.t.Helper()
	for _, l := range h.all {
		var want error
		if h.holds[l.Key].number != l.number {
			want = ErrLost
		}
		ctx := withLease(h.t.Context(), l)
		record := func(tx *store.Tx) error { return tx.SetNote("by/"+l.Key, l.number) }
		for what, err := range map[string]error{"act": a.Holds(ctx), "record": a.Update(ctx, record)} {
			if !errors.Is(err, want) {
				h.t.Errorf("%s under %s: its holder's attempt to %s gave %v, want %v", l.Key, l.number, what, err, want)
			}
		}
	}
}

// TestLeaseNumbersOnlyGrow: whatever happens to a key, whoever held it before is never let in again.
func TestLeaseNumbersOnlyGrow(t *testing.T) {
	overReplicas(t, func(t *testing.T, one, two *Agenda, c *clock) {
		for _, a := range []*Agenda{one, two} {
			a.Handle("k", func(context.Context, Lease) (Outcome, error) { return Done(), nil })
		}
		random := rand.New(rand.NewPCG(6, 1)) // #nosec G404 -- a test's
		h := holders{t: t, holds: map[string]Lease{}}
		finish := func(e ending) {
			keys := slices.Sorted(maps.Keys(h.holds))
			if len(keys) == 0 {
				return
			}
			if err := one.finish(t.Context(), h.holds[keys[0]], e); err != nil {
				t.Fatal(err)
			}
			delete(h.holds, keys[0])
		}
		steps := []func(){
			func() { mark(t, one, "k/x", c.at) },
			func() { mark(t, two, "k/y", c.at.Add(time.Second)) },
			func() { h.take(one) },
			func() { h.take(two) },
			func() { c.advance(one.lease) },                                   // every holder stands still
			func() { c.advance(-time.Hour) },                                  // and clocks are set back
			func() { finish(ending{due: never}) },                             // the row is removed
			func() { finish(ending{due: store.Micros(c.at), class: "test"}) }, // or due again
			func() { finish(ending{due: never, stuck: "test"}) },
		}
		for range 120 {
			steps[random.IntN(len(steps))]()
			h.check(two)
		}
		if len(h.all) < 20 {
			t.Errorf("only %d leases were taken", len(h.all))
		}
	})
}

// TestLeaseNumbersGrowOverLostTransactions: a standby that takes over may not have heard of the latest leases, and
// must not give their numbers to others.
func TestLeaseNumbersGrowOverLostTransactions(t *testing.T) {
	overReplicas(t, func(t *testing.T, one, two *Agenda, c *clock) {
		for _, a := range []*Agenda{one, two} {
			a.Handle("k", func(context.Context, Lease) (Outcome, error) { return Done(), nil })
		}
		mark(t, one, "k/x", c.at)
		h := holders{t: t, holds: map[string]Lease{}}
		h.take(one)
		err := one.store.Update(t.Context(), func(tx *store.Tx) error { // as it was before
			_, err := tx.Exec(`UPDATE agenda SET owner = '', due = $1`, store.Micros(start))
			return errors.Join(err, tx.SetNote(noteLast, ""))
		})
		if err != nil {
			t.Fatal(err)
		}
		delete(h.holds, "k/x")
		c.advance(time.Second)
		h.take(two)
		if len(h.all) != 2 {
			t.Fatalf("%d leases were taken, want 2", len(h.all))
		}
		h.check(two)
	})
}

// TestHoldsAsksAgainAfterStandingStill: an answer that was true when it was given says nothing to somebody who has stood
// still since.
func TestHoldsAsksAgainAfterStandingStill(t *testing.T) {
	overReplicas(t, func(t *testing.T, one, two *Agenda, c *clock) {
		two.Handle("k", func(context.Context, Lease) (Outcome, error) { return Done(), nil })
		one.Handle("k", func(ctx context.Context, _ Lease) (Outcome, error) {
			if err := one.Holds(ctx); err != nil {
				t.Errorf("the holder is told %v", err)
			}
			looks := 0
			one.now = func() time.Time {
				if looks++; looks == 2 { // right after the answer
					c.advance(one.lease)
					if n := drain(t, two); n != 1 {
						t.Errorf("the other did %d pieces of work, want 1", n)
					}
				}
				return c.at
			}
			err := one.Holds(ctx)
			if !errors.Is(err, ErrLost) {
				t.Errorf("who stood still after the answer is told %v, want ErrLost", err)
			}
			return Done(), err
		})
		mark(t, one, "k/x", start)
		drain(t, one)
	})
}

// TestWorkUnderNoLeaseIsNotFenced: commands and pages change things, too.
func TestWorkUnderNoLeaseIsNotFenced(t *testing.T) {
	a, _ := newAgenda(t, openSQLite)
	note := func(tx *store.Tx) error { return tx.SetNote("a", "1") }
	if err := errors.Join(a.Holds(t.Context()), a.Update(t.Context(), note)); err != nil {
		t.Error(err)
	}
}

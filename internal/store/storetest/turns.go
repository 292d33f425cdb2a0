package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/store"
)

// turns takes turns a second apart, at most three seconds ahead.
func turns(t *testing.T, s *store.Store) {
	take := func(name string, now time.Time, want time.Duration) {
		t.Helper()
		update(t, s, func(tx *store.Tx) error {
			turn, ok, err := tx.TakeTurn(store.Turns{Name: name, Gap: time.Second, Far: 3 * time.Second}, now, 3*time.Second)
			if err == nil && (ok != (want >= 0) || ok && turn.Sub(now) != want) {
				t.Errorf("%s: turn %s from now, %t, want %s", name, turn.Sub(now), ok, want)
			}
			return err
		})
	}
	const none = -1
	for _, want := range []time.Duration{0, time.Second, 2 * time.Second, 3 * time.Second, none, none} {
		take("turn/5", at, want)
	}
	take("turn/6", at, 0)
	take("turn/5", at.Add(time.Second), 3*time.Second)
	take("turn/5", at.Add(4500*time.Millisecond), 500*time.Millisecond)
	take("turn/5", at.Add(time.Hour), 0)
	take("turn/5", at.Add(-time.Hour), 0) // the clock was set back
	take("turn/5", at.Add(-time.Hour), time.Second)
}

// turnsAhead takes turns of one row that may lie further ahead for some than for others: what is far for these is no sign of
// a clock that was set back.
func turnsAhead(t *testing.T, s *store.Store) {
	row := store.Turns{Name: "content/5", Gap: 15 * time.Minute, Far: time.Hour}
	take := func(now time.Time, longest, want time.Duration) {
		t.Helper()
		update(t, s, func(tx *store.Tx) error {
			turn, ok, err := tx.TakeTurn(row, now, longest)
			if err == nil && (ok != (want >= 0) || ok && turn.Sub(now) != want) {
				t.Errorf("turn %s from now, %t, want %s", turn.Sub(now), ok, want)
			}
			return err
		})
	}
	const none = -1
	for _, want := range []time.Duration{0, 15 * time.Minute, 30 * time.Minute, none} {
		take(at, 30*time.Minute, want)
	}
	for _, want := range []time.Duration{45 * time.Minute, time.Hour, none} {
		take(at, time.Hour, want)
	}
	take(at, 0, none)
	take(at.Add(20*time.Minute), 50*time.Minute, none)
	take(at.Add(20*time.Minute), 55*time.Minute, 55*time.Minute)
	take(at.Add(20*time.Minute-30*time.Second), 0, none) // another replica's clock, a little behind
	take(at.Add(-time.Hour), 0, 0)                       // a clock that was set back
}

func notesByPrefix(t *testing.T, s *store.Store) {
	update(t, s, func(tx *store.Tx) error {
		for _, name := range []string{"a/1", "a/2", "A/3", "ab/4", "a_5"} {
			if err := tx.SetNote(name, "v"); err != nil {
				return err
			}
		}
		return nil
	})
	view(t, s, func(tx *store.Tx) error {
		notes, err := tx.Notes("a/")
		equal(t, "notes", map[string]string{"a/1": "v", "a/2": "v"}, notes)
		return err
	})
}

func changed(t *testing.T, s *store.Store) {
	for i, want := range []bool{true, false} {
		update(t, s, func(tx *store.Tx) error {
			equal(t, "changed before anything was done", false, tx.Changed())
			_, err := tx.AddDelivery(store.DeliveryOf("id"), at)
			equal(t, fmt.Sprintf("changed at %d", i), want, tx.Changed())
			return err
		})
	}
}

func knownDeliveries(t *testing.T, s *store.Store) {
	const id = "0b989ba4-242f-11e5-81e1-c7b6966d2516"
	known := func(want bool) {
		t.Helper()
		view(t, s, func(tx *store.Tx) error {
			got, err := tx.HasDelivery(store.DeliveryOf(id))
			equal(t, "known", want, got)
			return err
		})
	}
	known(false)
	update(t, s, func(tx *store.Tx) error { _, err := tx.AddDelivery(store.DeliveryOf(id), at); return err })
	known(true)
	if trace := store.DeliveryOf(id).Trace(); len(trace) > 16 || trace == store.DeliveryOf("another").Trace() {
		t.Errorf("trace %s", trace)
	}
}

func countedActions(t *testing.T, s *store.Store) {
	update(t, s, func(tx *store.Tx) error {
		for _, key := range []string{"a", "b", "c"} {
			if _, err := tx.WantAction(store.ActionRow{Ref: ref, Key: key, Kind: "reply", CreatedAt: at}); err != nil {
				return err
			}
		}
		return tx.FinishAction(ref, "b", store.ActionDone, "", at)
	})
	view(t, s, func(tx *store.Tx) error {
		n, err := tx.CountActions(store.ActionWanted)
		equal(t, "wanted", 2, n)
		return err
	})
}

package reconcile

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/store"
)

// hookLog is GitHub's log of failed deliveries, newest first.
type hookLog struct {
	failed []ghsa.Delivery
	listed int
	asked  []int64
	err    error // of asking for one
}

func (h *hookLog) FailedDeliveries(context.Context, time.Time) ([]ghsa.Delivery, error) {
	h.listed++
	return h.failed, nil
}

func (h *hookLog) Redeliver(_ context.Context, id int64) error {
	if h.err != nil {
		return h.err
	}
	h.asked = append(h.asked, id)
	return nil
}

// redelivering is a reconciler that only redelivers.
type redelivering struct {
	*Reconciler

	hook     *hookLog
	now      time.Time
	outcomes map[string]int
	missed   int
	failures int
}

func newRedelivering(t *testing.T) *redelivering {
	t.Helper()
	s, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	r := &redelivering{hook: &hookLog{}, now: time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC), outcomes: map[string]int{}}
	now := func() time.Time { return r.now }
	r.Reconciler = New(Options{
		Store: s, Now: now, Hook: r.hook,
		Agenda:       agenda.New(s, now, agenda.WithOnError(func(agenda.Lease, error) { r.failures++ })),
		OnRedelivery: func(outcome string) { r.outcomes[outcome]++ },
		OnMissed:     func(events int) { r.missed = events },
	})
	return r
}

// round lets time pass and does what is due.
func (r *redelivering) round(t *testing.T, d time.Duration) {
	t.Helper()
	r.now = r.now.Add(d)
	if err := r.Agenda.Mark(t.Context(), agenda.Key(agenda.KindRedeliver, agenda.App), r.now); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Agenda.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestManyFailedDeliveriesAreAskedForOldestFirst(t *testing.T) {
	r := newRedelivering(t)
	const events = 2*redeliveriesAtOnce + 1
	for i := range events {
		r.hook.failed = append(r.hook.failed, ghsa.Delivery{ID: int64(events - i), GUID: fmt.Sprint(events - i), DeliveredAt: r.now})
	}
	r.round(t, time.Minute)
	if len(r.hook.asked) != events || r.hook.asked[0] != 1 || r.hook.listed != 3 || r.missed != 0 {
		t.Errorf("asked for %v in %d goes, %d left", r.hook.asked, r.hook.listed, r.missed)
	}
	r.round(t, time.Minute)
	if len(r.hook.asked) != events {
		t.Errorf("asked again: %v", r.hook.asked[events:])
	}
}

func TestArrivedDeliveriesAreNotAskedFor(t *testing.T) {
	r := newRedelivering(t)
	err := r.Store.Update(t.Context(), func(tx *store.Tx) error { _, err := tx.AddDelivery(store.DeliveryOf("a"), r.now); return err })
	if err != nil {
		t.Fatal(err)
	}
	r.hook.failed = []ghsa.Delivery{{ID: 2, GUID: "b", DeliveredAt: r.now}, {ID: 1, GUID: "a", DeliveredAt: r.now}}
	r.round(t, time.Minute)
	if diff := cmp.Diff([]int64{2}, r.hook.asked); diff != "" {
		t.Error(diff)
	}
}

// TestRefusedRedelivery: GitHub may have forgotten it; anything else is tried again.
func TestRefusedRedelivery(t *testing.T) {
	r := newRedelivering(t)
	r.hook.failed = []ghsa.Delivery{{ID: 1, GUID: "a", DeliveredAt: r.now}}
	r.hook.err = errors.New("no answer")
	r.round(t, time.Minute)
	if r.failures != 1 || r.missed != 1 || len(r.outcomes) != 0 {
		t.Errorf("%d failures, %d missed, %v", r.failures, r.missed, r.outcomes)
	}
	r.hook.err = &ghsa.Error{Kind: ghsa.KindNotFound}
	r.round(t, time.Hour)
	r.round(t, time.Hour)
	if diff := cmp.Diff(map[string]int{redeliveryGone: 1}, r.outcomes); diff != "" || r.missed != 0 {
		t.Errorf("%d missed\n%s", r.missed, diff)
	}
	r.hook.failed, r.hook.err = []ghsa.Delivery{{ID: 1, DeliveredAt: r.now}}, nil
	r.round(t, time.Hour)
	if r.failures != 2 || len(r.hook.asked) != 0 {
		t.Errorf("a delivery without GUID: %d failures, asked for %v", r.failures, r.hook.asked)
	}
}

func TestWaitsBetweenRedeliveriesGrow(t *testing.T) {
	at := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	var failed []ghsa.Delivery
	var waits []time.Duration
	for i := range redeliveries {
		failed = append([]ghsa.Delivery{{ID: int64(i), GUID: "a", DeliveredAt: at}}, failed...)
		waits = append(waits, missedEvents(failed)[0].due().Sub(at))
	}
	want := []time.Duration{0, 10 * time.Minute, 20 * time.Minute, 40 * time.Minute, 80 * time.Minute}
	if diff := cmp.Diff(want, waits); diff != "" {
		t.Error(diff)
	}
}

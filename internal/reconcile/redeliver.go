package reconcile

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/store"
)

const (
	// redeliverEvery is the time between two looks at GitHub's log of deliveries, and the wait before a delivery is
	// asked for a second time; each further wait is twice the one before.
	redeliverEvery = 10 * time.Minute
	// deliveriesKept is how far back GitHub's log reaches.
	deliveriesKept = 72 * time.Hour
	// redeliveries is how often one event is asked for again: for five hours, after which polling must do.
	redeliveries = 5
	// redeliveriesAtOnce bounds what is asked for in one go, so that the rest of the program gets its turn.
	redeliveriesAtOnce = 50
)

// Hook is the App's webhook as GitHub sees it.
type Hook interface {
	FailedDeliveries(ctx context.Context, since time.Time) ([]ghsa.Delivery, error)
	Redeliver(ctx context.Context, id int64) error
}

// The outcomes of a look at a failed delivery, for OnRedelivery.
const (
	redeliveryAsked   = "asked"    // GitHub was asked to repeat it
	redeliveryGivenUp = "given-up" // it failed too often
	redeliveryGone    = "gone"     // GitHub no longer has it
)

// missed is an event of which a delivery failed.
type missed struct {
	guid   string
	newest ghsa.Delivery // that failed
	failed int           // how often
}

// missedEvents gathers the failed deliveries by event, the oldest event first.
func missedEvents(failed []ghsa.Delivery) []*missed {
	var all []*missed
	byGUID := map[string]*missed{}
	for _, d := range slices.Backward(failed) {
		m := byGUID[d.GUID]
		if m == nil {
			m = &missed{guid: d.GUID}
			byGUID[d.GUID], all = m, append(all, m)
		}
		m.newest = d
		m.failed++
	}
	return all
}

// due is when an event may be asked for again.
func (m *missed) due() time.Time {
	if m.failed <= 1 {
		return m.newest.DeliveredAt
	}
	return m.newest.DeliveredAt.Add(redeliverEvery << (m.failed - 2))
}

// redeliver has GitHub repeat what we failed to take. Whatever is in it is found by polling as well, only later; but
// for a deployment that waits, or words in public, there is nothing to poll. A repeated delivery that was taken after
// all is recognised by its GUID and does nothing.
func (r *Reconciler) redeliver(ctx context.Context, _ agenda.Lease) (agenda.Outcome, error) {
	if r.Hook == nil {
		return agenda.Done(), nil
	}
	failed, err := r.Hook.FailedDeliveries(ctx, r.Now().Add(-deliveriesKept))
	if err != nil {
		return agenda.Outcome{}, fmt.Errorf("list failed deliveries: %w", err)
	}
	events, err := r.unsettled(ctx, missedEvents(failed))
	if err != nil {
		return agenda.Outcome{}, fmt.Errorf("recall redeliveries: %w", err)
	}
	next, asked := r.Now().Add(redeliverEvery), 0
	defer func() {
		if r.OnMissed != nil {
			r.OnMissed(len(events) - asked)
		}
	}()
	for _, m := range events {
		switch due := m.due(); {
		case due.After(r.Now()):
			if due.Before(next) {
				next = due
			}
		case asked == redeliveriesAtOnce:
			return agenda.Again(r.Now()), nil
		default:
			if err := r.repeat(ctx, m); err != nil {
				return agenda.Outcome{}, err
			}
			asked++
		}
	}
	return agenda.Again(next), nil
}

// unsettled leaves out the events that have arrived, and those whose newest failure was dealt with: they were asked
// for and are on their way or arrived, or they were given up. Of events that GitHub's log no longer has, nothing is
// remembered any more.
func (r *Reconciler) unsettled(ctx context.Context, events []*missed) (left []*missed, err error) {
	var stale map[string]string
	err = r.Store.View(ctx, func(tx *store.Tx) (err error) {
		if stale, err = tx.Notes(noteRedelivered); err != nil {
			return err
		}
		left, err = sortOut(tx, events, stale)
		return err
	})
	if err != nil || len(stale) == 0 {
		return left, err
	}
	return left, r.Agenda.Update(ctx, func(tx *store.Tx) error {
		for name := range stale {
			if err := tx.SetNote(name, ""); err != nil {
				return err
			}
		}
		return nil
	})
}

// sortOut gives the events that are still to be dealt with, and takes what is remembered of any out of known.
func sortOut(tx *store.Tx, events []*missed, known map[string]string) (left []*missed, err error) {
	for _, m := range events {
		name := noteRedelivered + m.guid
		settled := known[name] == strconv.FormatInt(m.newest.ID, 10)
		delete(known, name)
		arrived, err := tx.HasDelivery(store.DeliveryOf(m.guid))
		if err != nil {
			return nil, err
		}
		if !settled && !arrived {
			left = append(left, m)
		}
	}
	return left, nil
}

// repeat asks for one event again, and remembers that. Asking twice does no harm, so it is remembered afterwards.
func (r *Reconciler) repeat(ctx context.Context, m *missed) error {
	if strings.TrimSpace(m.guid) == "" {
		return errors.New("redeliver: GitHub names a failed delivery without a GUID")
	}
	outcome := redeliveryGivenUp
	if m.failed <= redeliveries {
		outcome = redeliveryAsked
		err := r.Hook.Redeliver(ctx, m.newest.ID)
		switch {
		case ghsa.IsNotFound(err), ghsa.IsGone(err), ghsa.IsInvalid(err):
			outcome = redeliveryGone
		case err != nil:
			return fmt.Errorf("ask for delivery %d again: %w", m.newest.ID, err)
		}
	}
	err := r.Agenda.Update(ctx, func(tx *store.Tx) error {
		return tx.SetNote(noteRedelivered+m.guid, strconv.FormatInt(m.newest.ID, 10))
	})
	if err != nil {
		return fmt.Errorf("remember redelivery of %d: %w", m.newest.ID, err)
	}
	r.Logger.Info().Str("delivery", m.guid).Str("cause", store.DeliveryOf(m.guid).Trace()).Int("failures", m.failed).
		Str("outcome", outcome).Msg("failed delivery")
	if r.OnRedelivery != nil {
		r.OnRedelivery(outcome)
	}
	return nil
}

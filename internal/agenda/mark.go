package agenda

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/store"
)

// MarkForTx makes key due at a time, in the caller's transaction: the earlier time wins, work that was stopped is taken
// up again, work in progress is done once more, and of a key that is due already at most the cause changes. The zero time
// means now. The cause, a stable code, is told with the work that follows; with "" it is not urgent. Call Wake after
// the commit.
func (a *Agenda) MarkForTx(tx *store.Tx, key string, at time.Time, cause string) error {
	kind, rest, ok := strings.Cut(key, "/")
	if !ok || kind == "" || rest == "" {
		return fmt.Errorf("agenda key %q must be KIND/WHAT, such as beat/17", key)
	}
	if at.IsZero() {
		at = a.now()
	}
	// In a burst the key is mostly due already, and whoever takes it looks after this mark anyway: once enough causes are
	// known, nothing is written.
	// A moment that was waited for is not why the key is due when it is due before that.
	n, err := tx.Exec(`INSERT INTO agenda (key, kind, due, again, cause) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (key) DO UPDATE SET
			seq = agenda.seq + 1,
			due = CASE
				WHEN agenda.owner <> '' OR agenda.due <= excluded.due THEN agenda.due
				WHEN agenda.not_before > excluded.due THEN agenda.not_before
				ELSE excluded.due END,
			again = CASE WHEN agenda.owner <> '' AND excluded.due < agenda.again THEN excluded.due ELSE agenda.again END,
			attempts = CASE WHEN agenda.stuck <> '' THEN 0 ELSE agenda.attempts END,
			cause = CASE
				WHEN agenda.cause = $6 AND agenda.owner = '' AND agenda.due > excluded.due THEN excluded.cause
				WHEN length(agenda.cause) < $7 THEN agenda.cause || excluded.cause
				ELSE agenda.cause END,
			stuck = ''
		WHERE CASE WHEN agenda.owner <> '' THEN agenda.again ELSE agenda.due END > excluded.due
			OR agenda.stuck <> '' OR excluded.cause <> '' AND length(agenda.cause) < $7`,
		key, kind, store.Micros(at), int64(never), asCause(cause), asCause(CauseClock), maxCauses)
	if n > 0 {
		tx.Announce()
	}
	return err
}

// MarkTx makes key due at a time because the app itself wants it, see MarkForTx. What follows from work has that work's
// newest cause.
func (a *Agenda) MarkTx(tx *store.Tx, key string, at time.Time) error {
	cause := causeApp
	if l, ok := tx.Value(leaseKey{}).(Lease); ok && l.Urgent() {
		cause = l.Causes[len(l.Causes)-1]
	}
	return a.MarkForTx(tx, key, at, cause)
}

// Mark makes key due at a time, durably, and wakes the workers. See MarkTx.
func (a *Agenda) Mark(ctx context.Context, key string, at time.Time) error {
	err := a.store.Update(ctx, func(tx *store.Tx) error { return a.MarkTx(tx, key, at) })
	if err == nil {
		a.Wake()
	}
	return err
}

// MarkFor makes a key due at a time, durably, and wakes the workers. See MarkForTx.
func (a *Agenda) MarkFor(ctx context.Context, key string, at time.Time, cause string) error {
	err := a.store.Update(ctx, func(tx *store.Tx) error { return a.MarkForTx(tx, key, at, cause) })
	if err == nil {
		a.Wake()
	}
	return err
}

// Wake has the workers look at once for what is due. It never blocks.
func (a *Agenda) Wake() {
	select {
	case a.wake <- struct{}{}:
	default: // a wake-up is under way already
	}
}

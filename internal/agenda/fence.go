package agenda

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/embargo-app/embargo/internal/store"
)

// noteLast is the note with the number of the newest lease.
const noteLast = "agenda/lease"

// number gives leases that are about to be taken their numbers, which fence off whoever held a key before: each is
// higher than those of all leases before it. They are counted for all keys together, so that those of one key also grow
// when its row was removed meanwhile and added anew. And a number is no lower than the time in microseconds, so that
// they grow, too, when a database has lost its latest transactions, as a standby may have that takes over.
func number(tx *store.Tx, leases []Lease, now time.Time) error {
	if len(leases) == 0 {
		return nil
	}
	kept, known, err := tx.Note(noteLast)
	if err != nil {
		return err
	}
	var last int64
	if known {
		if last, err = strconv.ParseInt(kept, 10, 64); err != nil {
			return fmt.Errorf("the note %s is no number: %w", noteLast, err)
		}
	}
	last = max(last, store.Micros(now))
	for i := range leases {
		last++
		leases[i].number = strconv.FormatInt(last, 10)
	}
	return tx.SetNote(noteLast, strconv.FormatInt(last, 10))
}

// check fails with ErrLost when somebody else has taken the key over.
func (l Lease) check(tx *store.Tx) error {
	held, err := tx.Row(`SELECT 1 FROM agenda WHERE key = $1 AND owner = $2`, []any{l.Key, l.number}, new(int))
	if err == nil && !held {
		return fmt.Errorf("%s: %w", l.Key, ErrLost)
	}
	return err
}

// Holds fails with ErrLost when somebody else has taken over the key on which ctx works; work under no lease may always
// go on. It is for what the database cannot undo, and is asked right before that.
//
// Work ends a sixth of a lease before its lease does, see keep: so long is the answer true. Who stood still for as
// long while it was on its way asks again.
func (a *Agenda) Holds(ctx context.Context) error {
	l, ok := FromContext(ctx)
	if !ok {
		return nil
	}
	for {
		asked := a.now().Round(0) // the wall clock, which goes on while the machine sleeps
		err := a.store.View(ctx, l.check)
		if err != nil || a.now().Round(0).Sub(asked) < a.margin() {
			return err
		}
	}
}

// Update is store.Update for a change that belongs to the work under ctx: when somebody else has taken that work's key
// over, it fails with ErrLost, and nothing is changed. So nobody records over a successor's work. Under no lease it is
// the same as store.Update.
func (a *Agenda) Update(ctx context.Context, f func(*store.Tx) error) error {
	return a.store.Update(ctx, func(tx *store.Tx) error {
		if l, ok := FromContext(ctx); ok {
			if err := l.check(tx); err != nil {
				return err
			}
		}
		return f(tx)
	})
}

// margin is how long before its lease work ends that could not renew it.
func (a *Agenda) margin() time.Duration { return a.lease / 6 }

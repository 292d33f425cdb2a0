package agenda

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/store"
)

// The times of a retry: doubling from the first to the longest.
const (
	firstRetry   = 2 * time.Second
	longestRetry = 10 * time.Minute
)

// headStart is what urgent work has over other work that is due, in microseconds. It is finite, so that a never-ending
// stream of events does not keep deadlines from being noticed.
const headStart = int64(time.Minute / time.Microsecond)

// nextDue gives how long it is until the next key that we have a handler for comes due: 0 or less when one is.
func (a *Agenda) nextDue(ctx context.Context) (time.Duration, error) {
	due := int64(never)
	err := a.store.View(ctx, func(tx *store.Tx) error {
		_, err := tx.Row(`SELECT due FROM agenda WHERE `+a.ours+` ORDER BY due LIMIT 1`, nil, &due)
		return err
	})
	if due == never {
		return math.MaxInt64, err
	}
	return time.UnixMicro(due).Sub(a.now()), err
}

// claim leases up to n of the keys that are due, the longest due first, and urgent ones before others. When there are
// none it writes nothing, and next is how long it is until there will be one; 0 when another process was faster.
func (a *Agenda) claim(ctx context.Context, n int) (leases []Lease, next time.Duration, err error) {
	if a.tide.wentBack(a.now()) {
		if _, err := a.Hasten(ctx, 0); err != nil {
			return nil, 0, err
		}
	}
	if next, err = a.nextDue(ctx); err != nil || next > 0 {
		return nil, next, err
	}
	err = a.store.Update(ctx, func(tx *store.Tx) error {
		now := a.now()
		due, alive, err := a.due(tx, now, n)
		if err != nil {
			return err
		}
		for _, l := range alive {
			if err := a.prolong(tx, l); err != nil {
				return err
			}
		}
		if err := number(tx, due, now); err != nil {
			return err
		}
		leases = due
		a.working.begin(leases)
		for _, l := range leases {
			// A mark for a later time, kept from before a takeover, stays; this work answers the others.
			_, err := tx.Exec(`UPDATE agenda SET owner = $2, due = $3, attempts = attempts + 1, not_before = 0, since = $6,
				again = CASE WHEN again <= $4 THEN $5 ELSE again END WHERE key = $1`,
				l.Key, l.number, store.Micros(now.Add(a.lease)), store.Micros(now), int64(never), store.Micros(l.Since))
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		a.working.end(leases...)
		return nil, 0, err
	}
	return leases, 0, nil
}

// due gives a lease, not yet numbered and taken, for up to n of the keys that are due. Those of them that this very
// process still works on, whose lease ran out because the machine slept or the clock was set, are alive and go on.
func (a *Agenda) due(tx *store.Tx, now time.Time, n int) (leases, alive []Lease, err error) {
	err = tx.Rows(`SELECT key, seq, attempts, owner, cause, due,
		CASE WHEN since = 0 OR due < since THEN due ELSE since END FROM agenda WHERE due <= $1 AND `+a.ours+`
		ORDER BY CASE WHEN cause <> '' THEN due - $3 ELSE due END, key LIMIT $2`+tx.SkipLocked(),
		[]any{store.Micros(now), n, headStart}, func(scan func(...any) error) error {
			var l Lease
			var due, since int64
			err := scan(&l.Key, &l.Seq, &l.Attempts, &l.number, &l.causes, &due, &since)
			l.Causes, l.Due, l.Since = readCauses(l.causes), store.Time(due), store.Time(since)
			if a.working.has(l) {
				alive = append(alive, l)
				return err
			}
			leases = append(leases, l)
			return err
		})
	return leases, alive, err
}

// renew prolongs a lease.
func (a *Agenda) renew(ctx context.Context, l Lease) error {
	return a.store.Update(ctx, func(tx *store.Tx) error {
		if err := l.check(tx); err != nil {
			return err
		}
		return a.prolong(tx, l)
	})
}

func (a *Agenda) prolong(tx *store.Tx, l Lease) error {
	_, err := tx.Exec(`UPDATE agenda SET due = $2 WHERE key = $1`, l.Key, store.Micros(a.now().Add(a.lease)))
	return err
}

// ending is how the row of a finished lease goes on.
type ending struct {
	due       int64 // never: only a mark makes it due again
	notBefore int64
	attempts  int
	stuck     string
	class     string
	cause     string
	keeps     bool // the work was not done: what caused it, and since when, stays
}

// next is when the key comes due by itself; the zero time when it waits for a mark.
func (e ending) next() time.Time {
	if e.due == never {
		return time.Time{}
	}
	return store.Time(e.due)
}

// finish gives a lease back. A key with nothing more to wait for is removed.
func (a *Agenda) finish(ctx context.Context, l Lease, e ending) error {
	return a.store.Update(ctx, func(tx *store.Tx) error {
		if err := l.check(tx); err != nil {
			return err
		}
		if e.due == never && e.stuck == "" {
			n, err := tx.Exec(`DELETE FROM agenda WHERE key = $1 AND again = $2`, l.Key, int64(never))
			if err != nil || n == 1 {
				return err
			}
		}
		// $2 is when this work wants to be done again, again when marks made meanwhile want it: the earlier
		// wins, though not before not_before; and a mark frees what got stuck.
		if e.due <= store.Micros(a.now()) {
			tx.Announce() // this process may be about to end
		}
		// What caused this work is dropped when it is done; what was added meanwhile stays.
		answered, since := len(l.causes), int64(0)
		if e.keeps {
			answered, since = 0, store.Micros(l.Since)
		}
		_, err := tx.Exec(`UPDATE agenda SET owner = '', again = $3, not_before = $4, last_error = $7, since = $10,
			cause = CASE WHEN again < $3 THEN substr(cause, $8) ELSE $9 || substr(cause, $8) END,
			due = CASE WHEN again >= $2 THEN $2 WHEN again < $4 THEN $4 ELSE again END,
			attempts = CASE WHEN $6 <> '' AND again < $3 THEN 0 ELSE $5 END,
			stuck = CASE WHEN again < $3 THEN '' ELSE $6 END
			WHERE key = $1`,
			l.Key, e.due, int64(never), e.notBefore, e.attempts, e.stuck, e.class, answered+1, asCause(e.cause), since)
		return err
	})
}

// endingOf translates a handler's answer, and names the outcome.
func (a *Agenda) endingOf(ctx context.Context, l Lease, outcome Outcome, err error) (ending, string) {
	switch {
	case err == nil && outcome.reason != "":
		return ending{due: never, stuck: code(outcome.reason), attempts: l.Attempts + 1}, "stopped"
	case err == nil && outcome.again.IsZero():
		return ending{due: never}, "done"
	case err == nil:
		return ending{due: store.Micros(outcome.again), cause: outcome.cause}, "again"
	case ctx.Err() != nil:
		// The program stops: this try doesn't count, and the key is due at once for whoever comes next.
		return ending{due: store.Micros(a.now()), attempts: l.Attempts, keeps: true}, "interrupted"
	}
	var yield interface{ YieldUntil() time.Time }
	if errors.As(err, &yield) {
		return ending{due: store.Micros(yield.YieldUntil()), attempts: l.Attempts, keeps: true}, "yielded"
	}
	failed := ending{attempts: l.Attempts + 1, class: Class(err), keeps: true}
	var wait interface{ RetryAt() time.Time }
	if errors.As(err, &wait) && wait.RetryAt().After(a.now()) {
		failed.due = store.Micros(wait.RetryAt())
		failed.notBefore = failed.due
		return failed, "waiting"
	}
	failed.due = store.Micros(a.now().Add(a.backOff(l.Attempts)))
	if errors.Is(err, errPanicked) {
		return failed, "panicked"
	}
	return failed, "failed"
}

// backOff is how long to wait after a try that came after the given number of failures: doubling, capped,
// and anything from half of it up to all of it, so that what failed together doesn't return together.
func (a *Agenda) backOff(failures int) time.Duration {
	d := longestRetry
	if limit := math.Log2(float64(longestRetry / firstRetry)); float64(failures) < limit {
		d = firstRetry << failures
	}
	return d/2 + time.Duration(a.jitter()*float64(d/2))
}

// errPanicked marks the error made of a panic.
var errPanicked = errors.New("the handler panicked")

// Class names the kind of an error without any of its words, which may come from outside: what a method
// Class() string in its chain says, or else "panic", "timeout", "lost", or the Go type of its innermost error.
func Class(err error) string {
	var classed interface{ Class() string }
	switch {
	case errors.As(err, &classed):
		return code(classed.Class())
	case errors.Is(err, errPanicked):
		return "panic"
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	case errors.Is(err, ErrLost):
		return "lost"
	}
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return code(fmt.Sprintf("%T", err))
		}
		err = inner
	}
}

// code keeps what a stable code may consist of: up to 64 letters, digits, and "-_.".
func code(text string) string {
	kept := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', strings.ContainsRune("-_.", r):
			return r
		}
		return -1
	}, text)
	if kept == "" {
		return "unnamed"
	}
	return kept[:min(len(kept), 64)]
}

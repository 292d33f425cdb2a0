package agenda

import (
	"context"
	"math"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/store"
)

// The causes of work that are no delivery's.
const (
	CauseApp    = "app"    // the app asked for it itself
	CauseBeat   = "beat"   // the poller saw that something has changed
	CauseClock  = "clock"  // a deadline or another moment that was waited for
	CausePerson = "person" // somebody who operates the server
)

// maxCauses is the length of kept causes, in bytes, from which on further ones are forgotten.
const maxCauses = 4 * 17

// asCause makes a cause ready to be kept: one word of a stable code, and a blank.
func asCause(cause string) string {
	if cause == "" {
		return ""
	}
	return code(cause) + " "
}

// MarkTx makes key due at a time because the app itself wants it, see MarkForTx. What follows from work has that work's
// newest cause.
func (a *Agenda) MarkTx(tx *store.Tx, key string, at time.Time) error {
	cause := CauseApp
	if l, ok := tx.Value(leaseKey{}).(Lease); ok && l.Urgent() {
		cause = l.Causes[len(l.Causes)-1]
	}
	return a.MarkForTx(tx, key, at, cause)
}

// MarkFor makes a key due at a time, durably, and wakes the workers. See MarkForTx.
func (a *Agenda) MarkFor(ctx context.Context, key string, at time.Time, cause string) error {
	err := a.store.Update(ctx, func(tx *store.Tx) error { return a.MarkForTx(tx, key, at, cause) })
	if err == nil {
		a.Wake()
	}
	return err
}

// Urgent tells whether something or somebody asked for this piece of work; else it is a round that the app makes by
// itself, and can wait.
func (l Lease) Urgent() bool { return len(l.Causes) > 0 }

// AgainFor is Again for a moment that matters, such as a deadline: what is done then is urgent.
func AgainFor(at time.Time, cause string) Outcome { return Outcome{again: at, cause: cause} }

// readCauses takes kept causes apart.
func readCauses(kept string) []string { return strings.Fields(kept) }

// headStart is what urgent work has over other work that is due, in microseconds. It is finite, so that a never-ending
// stream of events does not keep deadlines from being noticed.
const headStart = int64(time.Minute / time.Microsecond)

type leaseKey struct{}

func withLease(ctx context.Context, l Lease) context.Context {
	return context.WithValue(ctx, leaseKey{}, l)
}

// FromContext gives the lease under which a handler's ctx works.
func FromContext(ctx context.Context) (Lease, bool) {
	l, ok := ctx.Value(leaseKey{}).(Lease)
	return l, ok
}

// Work tells of one finished piece of work.
type Work struct {
	Lease

	Kind    string
	Outcome string    // done, again, stopped, failed, waiting, panicked, lost or interrupted
	Next    time.Time // when the key is due again, unless it is marked before; zero when not
	Took    time.Duration
}

// WithOnWork has f told of every piece of work.
func WithOnWork(f func(Work)) Option { return func(a *Agenda) { a.onWork = f } }

func (e ending) next() time.Time {
	if e.due == math.MaxInt64 {
		return time.Time{}
	}
	return store.Time(e.due)
}

package agenda

import (
	"context"
	"errors"
	"fmt"
	"math"
	mathrand "math/rand/v2"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/store"
)

// never is the due time, in microseconds, of what waits for a mark.
const never = math.MaxInt64

// ErrLost is returned to the holder of a lease whose key somebody else has taken over.
var ErrLost = errors.New("the lease was lost: somebody else has taken this key over")

// Agenda is the table of things due. Its methods may be called from any goroutine; Handle only before Run.
type Agenda struct {
	store *store.Store
	now   func() time.Time
	wake  chan struct{}

	handlers map[string]Handler
	kinds    []string // of the handlers, quoted
	ours     string   // condition that a key is of one of them
	working  working
	tide     tide

	lease     time.Duration
	jitter    func() float64
	onOutcome func(kind, outcome string, took time.Duration)
	onWork    func(Work)
	onError   func(key string, err error)
}

// Handler does the work of one key. An error has it tried again: after a back-off that grows with each failure,
// or, when the error's chain has a method RetryAt() time.Time, not before that time, whatever marks arrive. One with a
// method YieldUntil() time.Time is no failure: the work made room for more urgent work, and a mark takes it up again.
// Of an error only its class is kept, see [Entry.LastError]. When ctx ends early the lease was lost or the
// program stops.
type Handler func(ctx context.Context, l Lease) (Outcome, error)

// Option changes a default of New.
type Option func(*Agenda)

// WithLease sets how long a key stays with a worker that no longer shows signs of life. The default is 1 min.
func WithLease(d time.Duration) Option { return func(a *Agenda) { a.lease = d } }

// WithJitter sets the source of numbers in [0,1) that spread retries. The default is random.
func WithJitter(f func() float64) Option { return func(a *Agenda) { a.jitter = f } }

// WithOnOutcome has f told of every piece of work: its key's kind, its outcome (done, again, stopped, failed,
// waiting, yielded, panicked, lost, interrupted) and how long it took.
func WithOnOutcome(f func(kind, outcome string, took time.Duration)) Option {
	return func(a *Agenda) { a.onOutcome = f }
}

// WithOnError has f told of every failure: a handler's, with the key, or the agenda's own, when the key may be "".
func WithOnError(f func(key string, err error)) Option { return func(a *Agenda) { a.onError = f } }

// New gives the agenda kept in s.
func New(s *store.Store, now func() time.Time, options ...Option) *Agenda {
	a := &Agenda{
		store:     s,
		now:       now,
		wake:      make(chan struct{}, 1),
		handlers:  map[string]Handler{},
		lease:     time.Minute,
		jitter:    mathrand.Float64, // #nosec G404 -- it only spreads retries
		onOutcome: func(string, string, time.Duration) {},
		onWork:    func(Work) {},
		onError:   func(string, error) {},
	}
	for _, option := range options {
		option(a)
	}
	return a
}

// Handle says who does the work of the keys of a kind. Keys of other kinds are left to other processes.
func (a *Agenda) Handle(kind string, h Handler) {
	if _, ok := a.handlers[kind]; !ok {
		a.kinds = append(a.kinds, "'"+strings.ReplaceAll(kind, "'", "''")+"'")
		a.ours = "kind IN (" + strings.Join(a.kinds, ", ") + ")"
	}
	a.handlers[kind] = h
}

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

// Mark makes key due at a time, durably, and wakes the workers. See MarkTx.
func (a *Agenda) Mark(ctx context.Context, key string, at time.Time) error {
	err := a.store.Update(ctx, func(tx *store.Tx) error { return a.MarkTx(tx, key, at) })
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

// Lease is a key taken by a worker.
type Lease struct {
	Key      string
	Seq      int64     // the key's sequence number when it was taken
	Attempts int       // earlier tries since the last success, those cut off by a crash included
	Due      time.Time // since when it waited to be taken
	// Causes are the first few marks since the last success, oldest first: the numbers of deliveries in hexadecimal,
	// and words such as CauseBeat.
	Causes []string

	number string // see number; in decimal, as it is kept
	causes string // as they are kept
}

// Outcome is what a handler wants to become of its key. The zero value is Done().
type Outcome struct {
	again  time.Time
	cause  string
	reason string
}

// Done has the key removed, unless it was marked meanwhile.
func Done() Outcome { return Outcome{} }

// Again makes the key due at a time, or earlier when it was marked meanwhile. The zero time is Done().
func Again(at time.Time) Outcome { return Outcome{again: at} }

// Stop keeps the key as stuck until it is marked again, for a reason that is a stable code, never outside text.
func Stop(reason string) Outcome { return Outcome{reason: reason} }

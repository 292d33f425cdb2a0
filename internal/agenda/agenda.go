package agenda

import (
	"context"
	"errors"
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

	lease   time.Duration  // how long a key stays with a worker that no longer shows signs of life
	jitter  func() float64 // numbers in [0,1) that spread retries
	onWork  func(Work)
	onError func(l Lease, err error)
}

// Handler does the work of one key. An error has it tried again: after a back-off that grows with each failure,
// or, when the error's chain has a method RetryAt() time.Time, not before that time, whatever marks arrive. One with a
// method YieldUntil() time.Time is no failure: the work made room for more urgent work, and a mark takes it up again.
// Of an error only its class is kept, see [Entry.LastError]. When ctx ends early the lease was lost or the
// program stops.
type Handler func(ctx context.Context, l Lease) (Outcome, error)

// Option changes a default of New.
type Option func(*Agenda)

// WithOnWork has f told of every piece of work.
func WithOnWork(f func(Work)) Option { return func(a *Agenda) { a.onWork = f } }

// WithOnError has f told of every failure: of a handler with its lease, or of the agenda itself, when the lease may be
// the zero value.
func WithOnError(f func(l Lease, err error)) Option { return func(a *Agenda) { a.onError = f } }

// New gives the agenda kept in s.
func New(s *store.Store, now func() time.Time, options ...Option) *Agenda {
	a := &Agenda{
		store:    s,
		now:      now,
		wake:     make(chan struct{}, 1),
		handlers: map[string]Handler{},
		lease:    time.Minute,
		jitter:   mathrand.Float64, // #nosec G404 -- it only spreads retries
		onWork:   func(Work) {},
		onError:  func(Lease, error) {},
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

// Lease is a key taken by a worker.
type Lease struct {
	Key      string
	Seq      int64     // the key's sequence number when it was taken
	Attempts int       // earlier tries since the last success, those cut off by a crash included
	Due      time.Time // since when it waited to be taken
	Since    time.Time // when it first came due since the last success; no failure, wait or crash moves it
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

// AgainFor is Again for a moment that matters, such as a deadline: what is done then is urgent.
func AgainFor(at time.Time, cause string) Outcome { return Outcome{again: at, cause: cause} }

// Stop keeps the key as stuck until it is marked again, for a reason that is a stable code, never outside text.
func Stop(reason string) Outcome { return Outcome{reason: reason} }

package ghsa

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Gate keeps the App within GitHub's limits. All requests of an installation pass it, those for tokens excepted; who
// shares the installation's limits, such as other processes, shares what the gate goes by. It is used by many
// goroutines.
type Gate interface {
	// Enter returns nil when the request may be sent, for which it may wait a few seconds, or else the time until
	// which it may not. The error tells that this cannot be known.
	Enter(ctx context.Context, p Passage) (*Hold, error)
	// Limited tells that GitHub wants an installation to wait.
	Limited(ctx context.Context, installation int64, hold Hold) error
}

// Passage is a request that wants to be sent.
type Passage struct {
	Installation int64 // 0 for the App's own connection
	Write        bool  // it changes something on GitHub
	Content      bool  // it writes or edits a comment, of which GitHub takes so many an hour
	Routine      bool  // it can wait, see Routine
}

// Hold says that requests are not to be sent before a time, and why: one of the kinds of failure.
type Hold struct {
	Kind  Kind
	Until time.Time
}

type routineKey struct{}

// Routine marks what is asked for under ctx as part of a round that can wait. It leaves a share of the hourly budget
// to what people and events ask for.
func Routine(ctx context.Context) context.Context { return context.WithValue(ctx, routineKey{}, true) }

func isRoutine(ctx context.Context) bool {
	routine, _ := ctx.Value(routineKey{}).(bool)
	return routine
}

// alone is the gate of a process that shares nothing: it remembers what GitHub asked for.
type alone struct {
	now func() time.Time

	mu    sync.Mutex
	holds map[int64]Hold
}

func newAlone(now func() time.Time) *alone { return &alone{now: now, holds: map[int64]Hold{}} }

// Enter implements Gate.
func (a *alone) Enter(_ context.Context, p Passage) (*Hold, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	hold := a.holds[p.Installation]
	if !a.now().Before(hold.Until) {
		return nil, nil //nolint:nilnil // nothing holds it
	}
	return &hold, nil
}

// Limited implements Gate.
func (a *alone) Limited(_ context.Context, installation int64, hold Hold) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if hold.Until.After(a.holds[installation].Until) {
		a.holds[installation] = hold
	}
	return nil
}

// enter asks the gate. Asking GitHub on while it has asked to wait would prolong the wait.
func (c *conn) enter(ctx context.Context, r request) error {
	hold, err := c.gate.Enter(ctx, Passage{
		Installation: c.installation, Write: r.writes(), Content: r.content, Routine: isRoutine(ctx),
	})
	if err != nil {
		return fmt.Errorf("%s %s: ask for leave to send it: %w", r.op, r.target, err)
	}
	if hold == nil {
		return nil
	}
	e := r.fail(hold.Kind, "not sent")
	e.Until = hold.Until
	return e.wrap()
}

// remember has the gate know the wait that GitHub asked for. A 5xx with Retry-After is about that one request.
func (c *conn) remember(ctx context.Context, e *Error) error {
	if e.Kind != KindRateLimit && e.Kind != KindSecondaryLimit {
		return e.wrap()
	}
	// It holds for everybody who shares the installation, also when this caller has gone.
	err := c.gate.Limited(context.WithoutCancel(ctx), c.installation, Hold{e.Kind, e.Until})
	if err != nil {
		return fmt.Errorf("%w; remember that: %w", e.wrap(), err)
	}
	return e.wrap()
}

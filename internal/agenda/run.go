package agenda

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"
)

const (
	// recheck is how long the agenda sleeps at most: another process may have marked something.
	recheck = time.Minute
	// respite is how long the agenda sleeps at least, unless woken, when what is due is another process's.
	respite = 50 * time.Millisecond
	// longestWork is when a handler is cut off, so that one that hangs does not keep its key for ever.
	longestWork = 10 * time.Minute
)

// Run has workers do what comes due, until ctx ends; it returns when the work in progress has ended, too, and
// what was cut off is due again at once. A database that fails is tried again, with back-off, for as long as
// it takes. The error tells of a missing handler or worker.
func (a *Agenda) Run(ctx context.Context, workers int) error {
	if len(a.kinds) == 0 || workers < 1 {
		return errors.New("the agenda needs at least one handler and one worker to run")
	}
	var running sync.WaitGroup
	defer running.Wait()
	running.Go(func() {
		a.store.Watch(ctx, a.Wake, func(err error) { a.report(Lease{}, err) })
	})
	idle := make(chan struct{}, workers) // one token per idle worker
	for range workers {
		idle <- struct{}{}
	}
	failures := 0
	for {
		n := takeAll(ctx, idle)
		if ctx.Err() != nil {
			return nil
		}
		leases, next, err := a.claim(ctx, n)
		for range n - len(leases) {
			idle <- struct{}{}
		}
		for _, l := range leases {
			running.Go(func() {
				defer func() { idle <- struct{}{} }()
				a.report(l, a.perform(ctx, l))
			})
		}
		switch {
		case ctx.Err() != nil: // no failure: it ends above
		case err != nil:
			a.report(Lease{}, fmt.Errorf("the agenda can't be read, will try again: %w", err))
			wait(ctx, a.backOff(failures), nil)
			failures++
		case len(leases) == 0:
			failures = 0
			wait(ctx, max(respite, min(next, recheck)), a.wake)
		}
	}
}

// takeAll waits until a worker is idle and takes all that are; none when ctx ends first.
func takeAll(ctx context.Context, idle chan struct{}) int {
	select {
	case <-idle:
	case <-ctx.Done():
		return 0
	}
	for n := 1; ; n++ {
		select {
		case <-idle:
		default:
			return n
		}
	}
}

// wait returns after d, when ctx ends, or when something comes through wake.
func wait(ctx context.Context, d time.Duration, wake <-chan struct{}) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-wake:
	case <-ctx.Done():
	}
}

// Drain does everything that is due now, in order of due time, in this goroutine, until nothing is due; what
// becomes due by that is done, too. It tells how many pieces of work it did. It fails when the database does,
// or when ctx ends; a handler's failure is rescheduled like always.
func (a *Agenda) Drain(ctx context.Context) (int, error) {
	for n := 0; ; n++ {
		if err := ctx.Err(); err != nil {
			return n, err
		}
		leases, _, err := a.claim(ctx, 1)
		if err != nil || len(leases) == 0 {
			return n, err
		}
		if err := a.perform(ctx, leases[0]); err != nil {
			return n, err
		}
	}
}

// Work tells of one finished piece of work.
type Work struct {
	Lease

	Kind    string
	Outcome string    // done, again, stopped, failed, waiting, yielded, panicked, lost or interrupted
	Next    time.Time // when the key is due again, unless it is marked before; zero when not
	Took    time.Duration
}

// perform does the work of a leased key and gives the lease back. Its error tells that the latter failed; then
// the key comes due when the lease ends.
func (a *Agenda) perform(ctx context.Context, l Lease) error {
	defer a.working.end(l)
	kind, _, _ := strings.Cut(l.Key, "/")
	started := a.now()
	outcome, err := a.work(ctx, kind, l)
	ending, name := a.endingOf(ctx, l, outcome, err)
	if err != nil && name != "interrupted" && name != "yielded" {
		a.report(l, err)
	}
	err = a.finish(context.WithoutCancel(ctx), l, ending)
	if errors.Is(err, ErrLost) {
		name, err = "lost", nil
	}
	took := a.now().Sub(started)
	a.onWork(Work{Lease: l, Kind: kind, Outcome: name, Next: ending.next(), Took: took})
	a.Wake() // the key may be due again, or at another time than Run sleeps until
	return err
}

// work calls the handler, keeping the lease alive meanwhile.
func (a *Agenda) work(ctx context.Context, kind string, l Lease) (outcome Outcome, err error) {
	ctx, cancel := context.WithTimeout(withLease(ctx, l), longestWork)
	renewed := make(chan struct{})
	go func() {
		defer close(renewed)
		a.keep(ctx, cancel, l)
	}()
	defer func() {
		cancel()
		<-renewed
		if value := recover(); value != nil {
			// The value may quote outside text; where it happened can't.
			err = fmt.Errorf("%w with a %T at %s", errPanicked, value, panicSite())
		}
	}()
	return a.handlers[kind](ctx, l)
}

// keep renews a lease until ctx ends. It ends ctx when the lease was lost, or could not be renewed in time: when it
// runs out, somebody else may take the key, and nothing of this work may be under way any more.
func (a *Agenda) keep(ctx context.Context, cancel context.CancelFunc, l Lease) {
	safe := a.lease - a.margin()
	end := time.AfterFunc(safe, cancel)
	defer end.Stop()
	ticker := time.NewTicker(a.lease / 3)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		asked := time.Now()
		err := a.renew(ctx, l)
		switch {
		case errors.Is(err, ErrLost):
			cancel()
			return
		case err == nil && ctx.Err() == nil:
			end.Reset(safe - time.Since(asked))
		case ctx.Err() == nil:
			a.report(l, fmt.Errorf("the lease could not be renewed, will try again: %w", err))
		}
	}
}

// report tells of a failure; nil is none.
func (a *Agenda) report(l Lease, err error) {
	if err != nil {
		a.onError(l, err)
	}
}

// panicSite names the function and line that panicked, when called by the function that recovers.
func panicSite() string {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	for {
		frame, more := frames.Next()
		if !strings.HasPrefix(frame.Function, "runtime.") {
			return fmt.Sprintf("%s:%d", frame.Function, frame.Line)
		}
		if !more {
			return "an unknown place"
		}
	}
}

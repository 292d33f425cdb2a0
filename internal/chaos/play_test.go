package chaos

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"syscall"
	"time"
)

// act is something that people do at a time, after which the server does what is its to do.
type act struct {
	at   time.Duration // since the run began
	name string
	// steady keeps the server's clock right, where the minute matters.
	steady bool
	do     func(w *world) error
}

const (
	// settling is the time between two acts at least: enough for whatever failed to be tried again.
	settling = 40 * time.Minute
	// calmSteps is how often nothing must be left to do before an act is over.
	calmSteps = 4
	// stride is in what steps time passes then, and longStride in what a long time does. Every run has the same steps.
	stride     = 10 * time.Minute
	longStride = 2 * time.Hour
)

// play lets the run happen, disturbed by d unless that is nil. It returns what each act cost.
func (w *world) play(ctx context.Context, acts []act, d *disturber) ([]load, error) {
	var loads []load
	if err := w.start(); err != nil {
		return nil, err
	}
	for i, a := range acts {
		if err := w.pass(ctx, begin.Add(a.at)); err != nil {
			return nil, fmt.Errorf("before %s: %w", a.name, err)
		}
		p := d.plan(i, w)
		if !a.steady {
			w.setSkew(d.skew())
		}
		if err := a.do(w); err != nil {
			return nil, fmt.Errorf("%s: %w", a.name, err)
		}
		if err := w.through(ctx, p, begin.Add(a.at)); err != nil {
			return nil, fmt.Errorf("after %s: %w", a.name, err)
		}
		loads = append(loads, p.seen)
	}
	var failed error
	for _, p := range w.replicas() {
		failed = errors.Join(failed, p.stop())
	}
	return loads, failed
}

// pass lets time go by, undisturbed; what comes due on the way happens then, or after a long time soon after.
func (w *world) pass(ctx context.Context, to time.Time) error {
	for {
		_, alive, err := w.step(ctx)
		if err == nil && !alive {
			err = w.running().err
		}
		now := w.clock()
		if err != nil || !now.Before(to) {
			return err
		}
		next := now.Add(stride).Truncate(stride)
		if to.Sub(now) > longStride {
			next = now.Add(longStride).Truncate(longStride)
		}
		if next.After(to) {
			next = to
		}
		w.set(next)
	}
}

// through lets a plan take its course and everything come right after it.
func (w *world) through(ctx context.Context, p *plan, from time.Time) error {
	w.carry(p)
	defer w.carry(nil)
	p.begin(w)
	half, end := from.Add(settling/2), from.Add(settling-time.Minute)
	if _, err := w.until(ctx, p, half); err != nil {
		return err
	}
	w.setSkew(0)
	w.sim.ClearFaults()
	for !p.spent() {
		if p.left() {
			if err := w.running().kill(); err != nil {
				return err
			}
		}
		if err := w.start(); err != nil {
			return err
		}
		if _, err := w.until(ctx, p, half.Add(time.Minute)); err != nil {
			return err
		}
	}
	calm, err := w.until(ctx, p, end)
	if err == nil && !calm {
		err = errors.New("something still fails, or waits for a dead process")
	}
	return errors.Join(err, p.err())
}

func (w *world) carry(p *plan) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.plan = p
}

// until lets beats pass until nothing is left to do, or until a time; it tells whether nothing is left.
func (w *world) until(ctx context.Context, p *plan, end time.Time) (bool, error) {
	for calm := 0; ; {
		s, alive, err := w.step(ctx)
		switch {
		case err != nil:
			return false, err
		case !alive:
			if err := w.running().err; !wasKilled(err) {
				return false, fmt.Errorf("the server ended by itself: %w", err)
			}
			if err := w.start(); err != nil {
				return false, err
			}
			calm = 0
			continue
		case s.unrest > 0:
			calm = 0
		default:
			calm++
		}
		if calm >= calmSteps && p.spent() {
			return true, nil
		}
		next := w.clock().Add(beat)
		if due := s.next.Add(-w.skew); due.Before(next) && due.After(w.clock()) {
			next = due
		}
		if next.After(end) {
			return calm > 0, nil
		}
		w.set(next)
	}
}

// wasKilled tells a process that was killed from one that ended by itself.
func wasKilled(err error) bool {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return false
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

package scenario

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/embargo-app/embargo/internal/githubsim"
)

// after passes time in beats, or in longer steps when it is long: whatever comes due on the way happens.
func after(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	d, err := time.ParseDuration(args[0])
	if err != nil {
		return err
	}
	return w.pass(d)
}

func at(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	t, err := time.Parse("2006-01-02T15:04", args[0])
	if err != nil {
		return err
	}
	return w.pass(t.Sub(w.clock()))
}

func (w *world) pass(d time.Duration) error {
	step := pollInterval
	switch {
	case d > 10*24*time.Hour:
		step = 12 * time.Hour
	case d > 3*24*time.Hour:
		step = 4 * time.Hour
	case d > 12*time.Hour:
		step = 2 * time.Hour
	case d > 6*time.Hour:
		step = 30 * time.Minute
	case d > time.Hour:
		step = 10 * time.Minute
	case d > 10*time.Minute:
		step = time.Minute
	}
	for ; d > 0; d -= step {
		w.advance(min(d, step))
		if _, err := w.app.Agenda.Drain(context.Background()); err != nil {
			return err
		}
	}
	return nil
}

func settle(w *world, _ *testscript.TestScript, _ []string) error {
	return w.settle(context.Background())
}

func fault(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 3); err != nil {
		return err
	}
	f := githubsim.Fault{Method: args[0], Path: args[1], Times: 1}
	var err error
	if f.Status, err = strconv.Atoi(args[2]); err != nil {
		return err
	}
	if len(args) > 3 {
		if f.Times, err = strconv.Atoi(args[3]); err != nil {
			return err
		}
	}
	w.sim.Inject(f)
	return nil
}

func loseReply(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 2); err != nil {
		return err
	}
	w.sim.Inject(githubsim.Fault{Method: args[0], Path: args[1], After: true})
	return nil
}

func restart(w *world, _ *testscript.TestScript, _ []string) error {
	if err := w.app.Close(); err != nil {
		return err
	}
	return w.start()
}

func wipe(w *world, _ *testscript.TestScript, _ []string) error {
	if err := w.app.Close(); err != nil {
		return err
	}
	if err := w.database.wipe(); err != nil {
		return err
	}
	return w.start()
}

func quiet(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	d, err := time.ParseDuration(args[0])
	if err != nil {
		return err
	}
	w.sim.ResetRequests()
	if err := w.pass(d); err != nil {
		return err
	}
	if c := w.sim.Counts(); c.Spent > 0 || c.Writes > 0 {
		for _, r := range w.sim.Requests() {
			if r.Status != http.StatusNotModified {
				return fmt.Errorf("%d requests spent, %d writes, such as %s %s: %d", c.Spent, c.Writes, r.Method, r.Path, r.Status)
			}
		}
	}
	return nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/outbox"
	"github.com/embargo-app/embargo/internal/render"
)

// An organisation of n repositories has 2n advisories, of which one in a hundred is open.
const (
	scaleOperator = "operator"
	scaleCommands = 60 // in an hour, one a minute
	scaleBeat     = 15 * time.Second
	scaleSettle   = 30 * time.Minute
	scaleBurst    = 20 // commands at the same moment
)

// scale prints what organisations of growing size cost: requests in an hour without and with commands, the wait for
// an answer, memory. Hours pass on a simulated clock, on which only waits take time; the program's own work is
// measured on the machine's. GitHub's validators change with the installation's token, every hour, as they really do.
func scale(ctx context.Context, sizes string) error {
	const head = "idle req/h\tspent\twrites\tspent/command\tanswer\tslowest\t20 at once\twork\tmemory"
	return printSizes(sizes, head, func(n int) (string, error) {
		r, err := measureScale(ctx, n)
		if err != nil {
			return "", err
		}
		memory, err := measureMemory(ctx, n)
		return fmt.Sprintf("%d\t%d\t%d\t%.0f\t%s\t%s\t%s\t%s\t%s", r.idle.All, r.idle.Spent, r.idle.Writes,
			float64(r.busy.Spent-r.idle.Spent)/scaleCommands, r.answer, r.slowest, r.burst, r.work, memory), err
	})
}

// printSizes prints a line for each of some numbers of repositories, as soon as that one is measured. head and line are
// cells that follow the size, with tabs between them.
func printSizes(sizes, head string, measure func(repositories int) (line string, err error)) error {
	out := tabwriter.NewWriter(os.Stdout, 14, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintf(out, "repositories\tadvisories\topen\t%s\t\n", head)
	for size := range strings.SplitSeq(sizes, ",") {
		n, err := strconv.Atoi(size)
		if err != nil || n < 1 {
			return fmt.Errorf("-repositories %q: want numbers such as 1,10,100", sizes)
		}
		line, err := measure(n)
		if err != nil {
			return fmt.Errorf("%d repositories: %w", n, err)
		}
		_, _ = fmt.Fprintf(out, "%d\t%d\t%d\t%s\t\n", n, 2*n, openOf(n), line)
		if err := out.Flush(); err != nil {
			return err
		}
	}
	return nil
}

func openOf(repositories int) int { return max(1, 2*repositories/100) }

// scaled is what was measured of one size.
type scaled struct {
	idle, busy             githubsim.Counts // of an hour
	answer, slowest, burst time.Duration    // waits for an answer; burst of the last of many
	work                   time.Duration
}

func measureScale(ctx context.Context, n int) (r scaled, err error) {
	dir, err := os.MkdirTemp("", "embargo-scale-")
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	w, err := newScaleWorld(ctx, n, dir, unlimited, func(_ *scaleWorld, next http.RoundTripper) http.RoundTripper { return next })
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, w.app.Close()) }()
	if err := w.pass(ctx, scaleSettle, scaleBeat); err != nil {
		return r, err
	}
	w.sim.ResetRequests()
	if err := w.pass(ctx, time.Hour, scaleBeat); err != nil {
		return r, err
	}
	r.idle = w.sim.Counts()
	w.sim.ResetRequests()
	var answers, works []time.Duration
	for i := range scaleCommands {
		answer, work, err := w.command(ctx, i)
		if err != nil {
			return r, err
		}
		answers, works = append(answers, answer), append(works, work)
	}
	r.busy = w.sim.Counts()
	r.slowest = slices.Max(answers)
	r.answer, r.work = median(answers), median(works)
	r.burst, err = w.commands(ctx)
	return r, err
}

// commands gives many at once, each in another advisory as far as there are so many, and tells when the last was
// answered.
func (w *scaleWorld) commands(ctx context.Context) (time.Duration, error) {
	said := w.clock()
	waiting := map[int64]githubsim.Ref{}
	for i := range scaleBurst {
		ref := w.open[i%len(w.open)]
		comment, err := w.sim.Comment(demo.SRC, ref, "/status")
		if err != nil {
			return 0, err
		}
		waiting[comment] = ref
	}
	for range 600 {
		if err := w.pass(ctx, time.Second, time.Second); err != nil {
			return 0, err
		}
		for comment, ref := range waiting {
			if _, ok, err := w.reply(ref, comment); err != nil {
				return 0, err
			} else if ok {
				delete(waiting, comment)
			}
		}
		if len(waiting) == 0 {
			return w.clock().Sub(said), nil
		}
	}
	return 0, fmt.Errorf("%d of %d commands without an answer", len(waiting), scaleBurst)
}

// reply finds the app's answer to a comment, and when it was written.
func (w *scaleWorld) reply(ref githubsim.Ref, comment int64) (time.Time, bool, error) {
	thread, err := w.sim.Thread(ref)
	for _, c := range thread {
		if key, ok := render.NoteKey(c.Body); ok && key == outbox.ReplyKey(comment) {
			return c.CreatedAt, true, err
		}
	}
	return time.Time{}, false, err
}

// command gives one, somewhere between two beats, and lets a minute pass. answer is the wait for the reply on the
// simulated clock, work what the server worked meanwhile on the machine's.
func (w *scaleWorld) command(ctx context.Context, i int) (answer, work time.Duration, err error) {
	ref := w.open[i%len(w.open)]
	if err := w.pass(ctx, time.Duration(i%15)*time.Second, time.Second); err != nil {
		return 0, 0, err
	}
	comment, err := w.sim.Comment(demo.SRC, ref, "/status")
	if err != nil {
		return 0, 0, err
	}
	said := w.clock()
	for range 60 - i%15 {
		began := time.Now()
		if err := w.pass(ctx, time.Second, time.Second); err != nil {
			return 0, 0, err
		}
		if answer != 0 {
			continue
		}
		work += time.Since(began)
		at, ok, err := w.reply(ref, comment)
		if err != nil {
			return 0, 0, err
		}
		if ok {
			answer = max(at.Sub(said), time.Second) // GitHub's times have whole seconds
		}
	}
	if answer == 0 {
		return 0, 0, fmt.Errorf("no answer to command %d within a minute", i)
	}
	return answer, work, nil
}

// measureMemory runs the program itself beside a GitHub of that size until it has looked at everything.
func measureMemory(ctx context.Context, n int) (memory string, err error) {
	dir, err := os.MkdirTemp("", "embargo-scale-")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	var open []githubsim.Ref
	sim, process, err := startLive(ctx, dir, func(sim *githubsim.Sim) (err error) { open, err = fillScale(sim, n); return err })
	if err != nil {
		return "", err
	}
	defer func() {
		_ = process.Process.Signal(os.Interrupt)
		err = errors.Join(err, process.Wait())
	}()
	for _, ref := range open {
		if err := await(ctx, "a checklist", has(sim, ref, render.IsChecklist)); err != nil {
			return "", err
		}
	}
	sleep(ctx, 3*liveBeat)
	return residentMemory(process.Process.Pid)
}

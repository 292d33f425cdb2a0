package scenario

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
)

const (
	// between is the time between two acts of the crash story: enough for a dead process's leases to run out.
	between = 20 * time.Minute
	// crashBeat is the crash story's beat: a rare one, as what happens at a crash has nothing to do with it.
	crashBeat = 2 * time.Minute
)

// crashActs are what people do; each leads to writes of the app's.
var crashActs = []func(w *world) error{
	func(w *world) (err error) {
		w.advisory, err = w.sim.Report(demo.Reporter, demo.Org+"/"+demo.Repo, githubsim.Report{Summary: "s", Description: "d"})
		return err
	},
	comment(demo.Reporter, "/help"),
	comment(demo.SRC, "/ack\n/assign triage @"+demo.SRC+"\n/nonsense"),
	func(w *world) error {
		return errors.Join(w.sim.Accept(demo.SRC, w.advisory), w.sim.AddCollaborator(demo.SRC, w.advisory, demo.Owner))
	},
	comment(demo.Owner, "/cvss CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:N/I:H/A:N"),
	comment(demo.Owner, "/request-cve\n/status"),
	comment(demo.SRC, "/waive credits not wished"),
}

func comment(login, body string) func(*world) error {
	return func(w *world) error {
		_, err := w.sim.Comment(login, w.advisory, body)
		return err
	}
}

// writes reports whether a request changes something on GitHub.
func writes(r *http.Request) bool {
	return r.Method != http.MethodGet && !strings.HasSuffix(r.URL.Path, "/access_tokens")
}

// playCrash plays a story; the process dies at its n-th write to GitHub (0: never), before or after the effect.
// It returns the thread and the number of writes.
func playCrash(t *testing.T, acts []func(*world) error, n int, after bool) (thread []string, count int) {
	t.Helper()
	w, err := newWorld(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w.settings.PollInterval = crashBeat
	if err := restart(w, nil, nil); err != nil {
		t.Fatal(err)
	}
	dead := false
	w.intercept = func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
		if dead {
			return nil, errors.New("the process is dead")
		}
		if !writes(r) {
			return next.RoundTrip(r)
		}
		count++
		if count != n {
			return next.RoundTrip(r)
		}
		// Dead from here on: nothing can be recorded, neither now nor by whatever the code does next.
		dead = true
		if after {
			if resp, err := next.RoundTrip(r); err == nil {
				_ = resp.Body.Close()
			}
		}
		if err := w.app.Close(); err != nil {
			t.Error(err)
		}
		return nil, errors.New("the process dies")
	}
	for i, act := range acts {
		w.advance(begin.Add(time.Duration(i) * between).Sub(w.clock()))
		if err := act(w); err != nil {
			t.Fatal(err)
		}
		err := w.untilNext(i)
		if err != nil && !dead {
			t.Fatal(err)
		}
		if dead {
			dead, n = false, 0
			if err := w.start(); err != nil {
				t.Fatal(err)
			}
			if err := w.untilNext(i); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.check(t)
	defer func() {
		if err := w.app.Close(); err != nil {
			t.Error(err)
		}
	}()
	comments, err := w.sim.Thread(w.advisory)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range comments {
		thread = append(thread, fmt.Sprintf("%s: %s", c.Author, c.Body))
	}
	a, err := w.sim.Advisory(w.advisory)
	if err != nil {
		t.Fatal(err)
	}
	thread = append(thread, fmt.Sprintf("%s, %s, %s", a.State, a.Users, a.Teams))
	return thread, count
}

// untilNext delivers webhooks and works the agenda until it is time for the next act.
func (w *world) untilNext(i int) error {
	ctx := context.Background()
	for end := begin.Add(time.Duration(i+1)*between - time.Minute); w.clock().Before(end); w.advance(crashBeat) {
		if _, err := w.sim.DeliverPending(ctx); err != nil {
			return err
		}
		if _, err := w.app.Agenda.Drain(ctx); err != nil {
			return err
		}
	}
	return nil
}

// TestCrashAtEveryWrite kills the process at each of its writes to GitHub, right before the effect and between the
// effect and the record of it: the thread at the end is the undisturbed run's to the letter.
func TestCrashAtEveryWrite(t *testing.T) {
	t.Parallel()
	crashEverywhere(t, crashActs)
}

func crashEverywhere(t *testing.T, acts []func(*world) error) {
	t.Helper()
	want, count := playCrash(t, acts, 0, false)
	if len(want) < 8 || count < 8 {
		t.Fatalf("the undisturbed run made %d comments and %d writes: too few to prove anything", len(want), count)
	}
	for n := 1; n <= count; n++ {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("write %d, after effect %t", n, after), func(t *testing.T) {
				t.Parallel()
				got, _ := playCrash(t, acts, n, after)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("the thread differs from the undisturbed run's (-want +got):\n%s", diff)
				}
			})
		}
	}
}

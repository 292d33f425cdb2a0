package scenario

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store/pgtest"
)

// playOvertaken plays the crash story with writes a second apart. At the n-th wait for the turn to write (0: never) the
// server stands still until another one, on the same database, has taken its work over and done it; then it goes on. It
// returns the thread and the number of waits.
func playOvertaken(t *testing.T, database database, n int) (thread []string, count int) {
	t.Helper()
	w, err := newWorldOn(database)
	if err != nil {
		t.Fatal(err)
	}
	w.settings.PollInterval, w.settings.WriteInterval = crashBeat, time.Second
	w.waitToWrite = func(_ context.Context, d time.Duration) error {
		w.advance(d)
		if count++; count != n {
			return nil
		}
		stalled := w.app
		t.Cleanup(func() {
			if err := stalled.Close(); err != nil {
				t.Error(err)
			}
		})
		w.advance(crashBeat) // twice a lease
		if err := w.start(); err != nil {
			return err
		}
		_, err := w.app.Agenda.Drain(context.Background())
		return err
	}
	if err := restart(w, nil, nil); err != nil {
		t.Fatal(err)
	}
	for i, act := range crashActs {
		w.advance(begin.Add(time.Duration(i) * between).Sub(w.clock()))
		if err := act(w); err != nil {
			t.Fatal(err)
		}
		if err := w.untilNext(i); err != nil {
			t.Fatal(err)
		}
	}
	w.check(t)
	if err := w.app.Close(); err != nil {
		t.Fatal(err)
	}
	comments, err := w.sim.Thread(w.advisory)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range comments {
		if render.IsChecklist(c.Body) {
			c.Body = render.Visible(c.Body) // its seal says when commands were read
		}
		thread = append(thread, c.Author+": "+c.Body)
	}
	return thread, count
}

// TestOvertakenAtEveryWrite has a server stand still between its look at its lease and a write, at each write that waits
// for its turn: what the other one has done meanwhile is not done once more.
func TestOvertakenAtEveryWrite(t *testing.T) {
	t.Parallel()
	for _, backend := range pgtest.Backends() {
		t.Run(backend.Name, func(t *testing.T) {
			t.Parallel()
			open := func(t *testing.T) database { t.Helper(); return database{address: backend.Address(t)} }
			want, count := playOvertaken(t, open(t), 0)
			if len(want) < 8 || count < 4 {
				t.Fatalf("the undisturbed run made %d comments and %d waits: too few to prove anything", len(want), count)
			}
			for n := 1; n <= count; n++ {
				t.Run(fmt.Sprint(n), func(t *testing.T) {
					t.Parallel()
					got, _ := playOvertaken(t, open(t), n)
					if diff := cmp.Diff(want, got); diff != "" {
						t.Errorf("the thread differs from the undisturbed run's (-want +got):\n%s", diff)
					}
				})
			}
		})
	}
}

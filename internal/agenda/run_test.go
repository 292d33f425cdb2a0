package agenda

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/store"
)

// pass lets the time of a synctest bubble pass, which takes none.
func pass(d time.Duration) { <-time.NewTimer(d).C }

func TestRunWakesForMarksAndDueTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := New(openSQLite(t), time.Now)
		begin := time.Now()
		var mu sync.Mutex
		var done []string
		a.Handle("k", func(_ context.Context, l Lease) (Outcome, error) {
			mu.Lock()
			defer mu.Unlock()
			done = append(done, fmt.Sprintf("%s at %s", l.Key, time.Since(begin)))
			if l.Key == "k/again" && time.Since(begin) < 30*time.Second { // long before a sleeping agenda looks by itself
				return Again(begin.Add(30 * time.Second)), nil
			}
			return Done(), nil
		})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- a.Run(ctx, 2) }()
		synctest.Wait()
		mark(t, a, "k/now", begin)
		mark(t, a, "k/later", begin.Add(10*time.Second))
		mark(t, a, "k/again", begin.Add(20*time.Second))
		pass(2 * time.Minute)
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		want := []string{"k/now at 0s", "k/later at 10s", "k/again at 20s", "k/again at 30s"}
		if diff := cmp.Diff(want, done); diff != "" {
			t.Errorf("work (-want +got):\n%s", diff)
		}
	})
}

func TestLeaseIsRenewedWhileWorking(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openSQLite(t)
		a, other := New(s, time.Now), New(s, time.Now)
		slow := func(context.Context, Lease) (Outcome, error) {
			pass(5 * time.Minute)
			return Done(), nil
		}
		a.Handle("k", slow)
		other.Handle("k", func(context.Context, Lease) (Outcome, error) {
			t.Error("taken over from a living owner")
			return Done(), nil
		})
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		mark(t, a, "k/x", time.Now())
		running.Go(func() { drain(t, a) })
		synctest.Wait()
		running.Go(func() {
			if err := other.Run(ctx, 1); err != nil {
				t.Error(err)
			}
		})
		pass(6 * time.Minute)
		expectTable(t, a)
		cancel()
		running.Wait()
	})
}

func TestLostLeaseEndsTheWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openSQLite(t)
		var outcomes []string
		a := New(s, time.Now, WithOnWork(func(w Work) { outcomes = append(outcomes, w.Kind+" "+w.Outcome) }))
		a.Handle("k", func(ctx context.Context, l Lease) (Outcome, error) {
			err := s.Update(t.Context(), func(tx *store.Tx) error {
				_, err := tx.Exec(`UPDATE agenda SET owner = 'thief' WHERE key = $1`, l.Key)
				return err
			})
			if err != nil {
				t.Error(err)
			}
			<-ctx.Done()
			return Done(), ctx.Err()
		})
		mark(t, a, "k/x", time.Now())
		drain(t, a)
		if want := []string{"k lost"}; !slices.Equal(outcomes, want) {
			t.Errorf("outcomes %v, want %v", outcomes, want)
		}
	})
}

func TestStoppingLeavesCutOffWorkDueAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := New(openSQLite(t), time.Now)
		a.Handle("k", func(ctx context.Context, _ Lease) (Outcome, error) {
			<-ctx.Done()
			return Done(), ctx.Err()
		})
		ctx, cancel := context.WithCancel(t.Context())
		mark(t, a, "k/x", time.Now())
		ended := make(chan error)
		go func() { ended <- a.Run(ctx, 3) }()
		synctest.Wait()
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		stats, err := a.Stats(t.Context())
		if err != nil || stats != (Stats{Due: 1}) {
			t.Errorf("stats %+v, %v; want the key due at once", stats, err)
		}
	})
}

func TestRunNeedsHandlers(t *testing.T) {
	a, _ := newAgenda(t, openSQLite)
	if err := a.Run(t.Context(), 1); err == nil {
		t.Error("ran without a handler")
	}
}

func TestReplicasShareTheWork(t *testing.T) {
	const keys = 100
	synctest.Test(t, func(t *testing.T) {
		s := openSQLite(t)
		var mu sync.Mutex
		done := map[string]int{}
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		for range 2 {
			a := New(s, time.Now)
			a.Handle("k", func(_ context.Context, l Lease) (Outcome, error) {
				pass(time.Second)
				mu.Lock()
				defer mu.Unlock()
				done[l.Key]++
				return Done(), nil
			})
			for i := range keys {
				mark(t, a, fmt.Sprintf("k/%d", i), time.Now())
			}
			running.Go(func() {
				if err := a.Run(ctx, 4); err != nil {
					t.Error(err)
				}
			})
		}
		pass(5 * time.Minute)
		cancel()
		running.Wait()
		if len(done) != keys {
			t.Errorf("%d keys done, want %d", len(done), keys)
		}
		for key, n := range done {
			if n > 2 { // marked by both, perhaps while the first was at it
				t.Errorf("%s done %d times", key, n)
			}
		}
	})
}

func breakWriting(t *testing.T, s *store.Store) {
	t.Helper()
	err := s.Update(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec("PRAGMA query_only = 1")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestNothingDueWritesNothing(t *testing.T) {
	a, c := newAgenda(t, openSQLite)
	a.Handle("k", func(context.Context, Lease) (Outcome, error) { return Done(), nil })
	mark(t, a, "k/x", start.Add(time.Hour))
	breakWriting(t, a.store)
	if n := drain(t, a); n != 0 {
		t.Errorf("did %d pieces of work that are not due", n)
	}
	c.advance(time.Hour)
	if _, err := a.Drain(t.Context()); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("got %v, want ErrReadOnly", err)
	}
}

func TestFailingDatabaseIsReportedAndTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var reported []error
		a := New(openSQLite(t), time.Now, WithOnError(func(_ Lease, err error) {
			mu.Lock()
			defer mu.Unlock()
			reported = append(reported, err)
		}))
		a.Handle("k", func(context.Context, Lease) (Outcome, error) { return Done(), nil })
		mark(t, a, "k/x", time.Now())
		breakWriting(t, a.store)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- a.Run(ctx, 1) }()
		pass(5 * time.Minute)
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if n := len(reported); n < 5 || n > 15 {
			t.Errorf("%d failures reported in 5 minutes, want a few, further and further apart", n)
		}
		for _, err := range reported {
			if !errors.Is(err, store.ErrReadOnly) {
				t.Errorf("reported %v, want ErrReadOnly", err)
			}
		}
	})
}

func testMachineThatSleptKeepsTheKeysItWorksOn(t *testing.T, open opener) {
	a, c := newAgenda(t, open)
	works := 0
	a.Handle("k", func(ctx context.Context, l Lease) (Outcome, error) {
		works++
		c.advance(time.Hour) // the lease has run out, with its worker alive
		if n, err := a.Drain(ctx); n != 0 || err != nil {
			t.Errorf("%d more workers took the key, %v", n, err)
		}
		if n := a.Working(); n != 1 {
			t.Errorf("works on %d keys, want 1", n)
		}
		return Done(), a.store.View(ctx, l.check)
	})
	mark(t, a, "k/x", start)
	drain(t, a)
	expectTable(t, a)
	if n := a.Working(); works != 1 || n != 0 {
		t.Errorf("worked %d times and still on %d keys", works, n)
	}
}

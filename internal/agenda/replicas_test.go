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
	"github.com/jackc/pgx/v5"

	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/internal/store/pgtest"
)

// replicas gives two agendas of one database as two processes have them, and the clock they go by.
func replicas(t *testing.T, backend pgtest.Backend) (one, two *Agenda, c *clock) {
	t.Helper()
	c = &clock{at: start}
	address := backend.Address(t)
	return New(openAt(t, address), c.now), New(openAt(t, address), c.now), c
}

// overReplicas runs a test over two agendas on every kind of database.
func overReplicas(t *testing.T, test func(t *testing.T, one, two *Agenda, c *clock)) {
	t.Helper()
	for _, backend := range pgtest.Backends() {
		t.Run(backend.Name, func(t *testing.T) {
			one, two, c := replicas(t, backend)
			test(t, one, two, c)
		})
	}
}

// TestStalledHolderCanNeitherRecordNorAct: while one replica stands still in the middle of its work, its lease runs out
// and another one does the work. What the first does afterwards, it is kept from.
func TestStalledHolderCanNeitherRecordNorAct(t *testing.T) {
	overReplicas(t, func(t *testing.T, one, two *Agenda, c *clock) {
		var acts, outcomes []string
		work := func(a *Agenda, name string, stall func()) Handler {
			return func(ctx context.Context, _ Lease) (Outcome, error) {
				stall()
				if err := a.Holds(ctx); err != nil { // as before every write to GitHub
					acts = append(acts, name+" was kept from acting")
				} else {
					acts = append(acts, name+" acted")
				}
				return Done(), a.Update(ctx, func(tx *store.Tx) error { return tx.SetNote("by/"+name, "1") })
			}
		}
		two.Handle("k", work(two, "two", func() {}))
		one.Handle("k", work(one, "one", func() {
			c.advance(one.lease)
			if n := drain(t, two); n != 1 {
				t.Errorf("the other did %d pieces of work, want 1", n)
			}
		}))
		one.onWork = func(w Work) { outcomes = append(outcomes, w.Outcome) }
		mark(t, one, "k/x", start)
		drain(t, one)
		if diff := cmp.Diff([]string{"two acted", "one was kept from acting"}, acts); diff != "" {
			t.Errorf("acts (-want +got):\n%s", diff)
		}
		if want := []string{"lost"}; !slices.Equal(outcomes, want) {
			t.Errorf("the stalled one's outcomes are %v, want %v", outcomes, want)
		}
		err := one.store.View(t.Context(), func(tx *store.Tx) error {
			notes, err := tx.Notes("by/")
			if diff := cmp.Diff(map[string]string{"by/two": "1"}, notes); diff != "" {
				t.Errorf("records (-want +got):\n%s", diff)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
		expectTable(t, two)
	})
}

// TestStalledHolderDoesNotEndItsSuccessorsWork: the late end of the first changes nothing of the second's lease, nor
// what was marked meanwhile.
func TestStalledHolderDoesNotEndItsSuccessorsWork(t *testing.T) {
	overReplicas(t, func(t *testing.T, one, two *Agenda, c *clock) {
		for _, a := range []*Agenda{one, two} {
			a.Handle("k", func(context.Context, Lease) (Outcome, error) { return Done(), nil })
		}
		mark(t, one, "k/x", start)
		old, _, err := one.claim(t.Context(), 1)
		if err != nil || len(old) != 1 {
			t.Fatalf("claimed %v, %v", old, err)
		}
		c.advance(one.lease)
		taken, _, err := two.claim(t.Context(), 1)
		if err != nil || len(taken) != 1 {
			t.Fatalf("took over %v, %v", taken, err)
		}
		mark(t, one, "k/x", c.at)
		for what, err := range map[string]error{
			"renew":  one.renew(t.Context(), old[0]),
			"finish": one.finish(t.Context(), old[0], ending{due: never}),
		} {
			if !errors.Is(err, ErrLost) {
				t.Errorf("the stalled one's %s says %v, want ErrLost", what, err)
			}
		}
		if err := two.finish(t.Context(), taken[0], ending{due: never}); err != nil {
			t.Error(err)
		}
		expectTable(t, two, "k/x +1m0s seq=2 attempts=0") // for the mark
	})
}

// TestBeatRunsOnceForAllReplicas: each starts it and each looks for what is due, and it runs once each time.
func TestBeatRunsOnceForAllReplicas(t *testing.T) {
	overReplicas(t, func(t *testing.T, one, two *Agenda, c *clock) {
		var beats []time.Duration
		for _, a := range []*Agenda{one, two} {
			a.Handle("beat", func(context.Context, Lease) (Outcome, error) {
				beats = append(beats, c.at.Sub(start))
				return Again(c.at.Add(time.Minute)), nil
			})
			mark(t, a, "beat/7", start)
		}
		for range 4 {
			drain(t, one)
			drain(t, two)
			c.advance(time.Minute)
		}
		if want := []time.Duration{0, time.Minute, 2 * time.Minute, 3 * time.Minute}; !slices.Equal(beats, want) {
			t.Errorf("beats at %v, want %v", beats, want)
		}
	})
}

// TestReplicasShareAServer: with several replicas at work at the same time, every key is done once, and none by two.
func TestReplicasShareAServer(t *testing.T) {
	if !pgtest.Installed() {
		return // TestMain has said so
	}
	const keys, members = 120, 3
	address := pgtest.Address(t)
	var mu sync.Mutex
	done, by := map[string]int{}, map[int]int{}
	finished := make(chan struct{}, keys)
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	for i := range members {
		a := New(openAt(t, address), time.Now, WithOnError(func(l Lease, err error) { t.Errorf("%s: %v", l.Key, err) }))
		a.Handle("k", func(_ context.Context, l Lease) (Outcome, error) {
			mu.Lock()
			defer mu.Unlock()
			done[l.Key]++
			by[i]++
			finished <- struct{}{}
			return Done(), nil
		})
		if i == 0 {
			for k := range keys {
				mark(t, a, fmt.Sprintf("k/%d", k), time.Now())
			}
		}
		running.Go(func() {
			if err := a.Run(ctx, 4); err != nil {
				t.Error(err)
			}
		})
	}
	for range keys {
		<-finished
	}
	cancel()
	running.Wait()
	for key, n := range done {
		if n != 1 {
			t.Errorf("%s done %d times", key, n)
		}
	}
	t.Logf("%d keys, done by the replicas: %v", len(done), by)
}

// TestRowsBeingTakenArePassedOver: what somebody holds does not keep the agenda from the rest.
func TestRowsBeingTakenArePassedOver(t *testing.T) {
	if !pgtest.Installed() {
		return
	}
	address := pgtest.Address(t)
	c := &clock{at: start}
	a := New(openAt(t, address), c.now)
	var done []string
	a.Handle("k", func(_ context.Context, l Lease) (Outcome, error) {
		done = append(done, l.Key)
		return Done(), nil
	})
	mark(t, a, "k/held", start.Add(-time.Second))
	mark(t, a, "k/free", start)
	other, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{`BEGIN`, `SELECT 1 FROM agenda WHERE key = 'k/held' FOR UPDATE`} {
		if _, err := other.Exec(t.Context(), query); err != nil {
			t.Fatal(err)
		}
	}
	drain(t, a)
	if want := []string{"k/free"}; !slices.Equal(done, want) {
		t.Errorf("did %v, want %v", done, want)
	}
	// Closing alone gives the row free only when the server has noticed.
	_, err = other.Exec(t.Context(), `ROLLBACK`)
	if err := errors.Join(err, other.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
	drain(t, a)
	if want := []string{"k/free", "k/held"}; !slices.Equal(done, want) {
		t.Errorf("did %v, want %v", done, want)
	}
}

// wakes has one replica mark keys that another, which sleeps in between, does, and gives how long each took from before
// the mark to the handler's start.
func wakes(tb testing.TB, n int) []time.Duration {
	tb.Helper()
	address := pgtest.Address(tb)
	marker, worker := New(openAt(tb, address), time.Now), New(openAt(tb, address), time.Now)
	started := make(chan time.Time)
	worker.Handle("k", func(context.Context, Lease) (Outcome, error) {
		started <- time.Now()
		return Done(), nil
	})
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := worker.Run(ctx, 1); err != nil {
			tb.Error(err)
		}
	})
	var took []time.Duration
	for i := range n + 1 {
		before := time.Now()
		if err := marker.Mark(ctx, fmt.Sprintf("k/%d", i), before); err != nil {
			tb.Fatal(err)
		}
		if after := <-started; i > 0 { // the first may have been found without being told
			took = append(took, after.Sub(before))
		}
	}
	cancel()
	running.Wait()
	slices.Sort(took)
	return took
}

// TestMarkWakesAnotherReplica prints how long that takes; it ends because the notice arrives, and not only after the
// minute at which a sleeping agenda looks by itself.
func TestMarkWakesAnotherReplica(t *testing.T) {
	if !pgtest.Installed() {
		return
	}
	took := wakes(t, 50)
	t.Logf("from a mark on one replica to work on another: median %v, 95 %% under %v, longest %v",
		took[len(took)/2], took[len(took)*95/100], took[len(took)-1])
}

// BenchmarkWakeAnotherReplica measures the same; its median is reported beside the mean.
func BenchmarkWakeAnotherReplica(b *testing.B) {
	if !pgtest.Installed() {
		return
	}
	took := wakes(b, b.N)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "µs/median")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "µs/p99")
}

// TestWorkEndsBeforeItsLeaseDoes: who can't renew a lease must not be at work any more when another may take it.
func TestWorkEndsBeforeItsLeaseDoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := New(openSQLite(t), time.Now)
		begin := time.Now()
		var ended time.Duration
		a.Handle("k", func(ctx context.Context, _ Lease) (Outcome, error) {
			breakWriting(t, a.store)
			<-ctx.Done()
			ended = time.Since(begin)
			return Done(), ctx.Err()
		})
		mark(t, a, "k/x", begin)
		if _, err := a.Drain(t.Context()); !errors.Is(err, store.ErrReadOnly) {
			t.Errorf("giving the lease back gave %v, want ErrReadOnly", err)
		}
		if want := 50 * time.Second; ended != want { // of the bubble's own time
			t.Errorf("the work ended after %v, want %v of a lease of %v", ended, want, a.lease)
		}
	})
}

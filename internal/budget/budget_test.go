package budget

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/store"
)

var start = time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)

// clock is a time that the test and those who wait for their turn move.
type clock struct {
	mu    sync.Mutex
	at    time.Time
	waits []time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// note notes a wait and lets no time pass, as for somebody who waits beside others.
func (c *clock) note(_ context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waits = append(c.waits, d)
	return nil
}

// processes gives programs that share a database, and their clock.
func processes(t *testing.T, n int) ([]*Budget, *store.Store, *clock) {
	t.Helper()
	s, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	c := &clock{at: start}
	all := make([]*Budget, n)
	for i := range all {
		all[i] = New(Options{Store: s, Now: c.now, WriteInterval: time.Second, Wait: c.note})
	}
	return all, s, c
}

// expect asks to pass, and wants what comes of it: "" or kind and how long from now.
func expect(t *testing.T, b *Budget, p ghsa.Passage, want string) {
	t.Helper()
	hold, err := b.Enter(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	if hold != nil {
		got = fmt.Sprintf("%s %s", hold.Kind, hold.Until.Sub(b.Now()))
	}
	if got != want {
		t.Errorf("%+v: %q, want %q", p, got, want)
	}
}

var (
	urgent  = ghsa.Passage{Installation: 5}
	routine = ghsa.Passage{Installation: 5, Routine: true}
	writing = ghsa.Passage{Installation: 5, Write: true}
)

func rate(remaining int, reset time.Time) ghsa.Rate {
	return ghsa.Rate{Installation: 5, Limit: 5000, Remaining: remaining, Reset: reset}
}

func TestShareIsKeptForUrgentWork(t *testing.T) {
	all, _, c := processes(t, 2)
	one, other := all[0], all[1]
	reset := start.Add(40 * time.Minute)
	one.Told(rate(1000, reset))
	expect(t, one, routine, "")
	one.Told(rate(999, reset))
	expect(t, one, routine, "reserved 40m0s")
	expect(t, one, urgent, "")
	expect(t, other, routine, "reserved 40m0s") // which has not asked GitHub anything yet
	expect(t, other, ghsa.Passage{Installation: 6, Routine: true}, "")
	one.Told(rate(3000, reset)) // an answer that was long under way
	expect(t, one, routine, "reserved 40m0s")
	c.advance(40 * time.Minute)
	expect(t, one, routine, "")
	expect(t, other, routine, "")
	one.Told(rate(4999, reset.Add(time.Hour)))
	expect(t, one, routine, "")
}

func TestWhatGitHubAskedForHoldsForAllProcesses(t *testing.T) {
	all, _, c := processes(t, 2)
	if err := all[0].Limited(t.Context(), 5, ghsa.Hold{Kind: ghsa.KindSecondaryLimit, Until: start.Add(time.Minute)}); err != nil {
		t.Fatal(err)
	}
	// A shorter wait does not shorten the one that is known.
	if err := all[1].Limited(t.Context(), 5, ghsa.Hold{Kind: ghsa.KindRateLimit, Until: start.Add(time.Second)}); err != nil {
		t.Fatal(err)
	}
	for _, b := range all {
		expect(t, b, urgent, "secondary-limit 1m0s")
		expect(t, b, writing, "secondary-limit 1m0s")
		expect(t, b, ghsa.Passage{Installation: 6}, "")
	}
	c.advance(time.Minute)
	expect(t, all[1], urgent, "")
	if len(c.waits) != 0 {
		t.Errorf("who was held took a turn: %v", c.waits)
	}
}

func TestWritesOfAllProcessesAreSpaced(t *testing.T) {
	all, _, c := processes(t, 2)
	for i := range 6 {
		expect(t, all[i%2], writing, "")
	}
	want := []time.Duration{time.Second, 2 * time.Second, 3 * time.Second, 4 * time.Second, 5 * time.Second}
	if diff := cmp.Diff(want, c.waits); diff != "" {
		t.Errorf("waits (-want +got):\n%s", diff)
	}
	expect(t, all[0], writing, "paced 5s")
	expect(t, all[0], urgent, "")
	expect(t, all[1], ghsa.Passage{Installation: 6, Write: true}, "")
	c.advance(5 * time.Second)
	expect(t, all[1], writing, "") // its turn is a second after the sixth's
	c.advance(2 * time.Second)
	c.waits = nil
	expect(t, all[1], writing, "")
	if len(c.waits) != 0 {
		t.Errorf("waited %v although the last write was 1 s ago", c.waits)
	}
}

// TestClockSetBackHoldsNobodyForLong: what was noted lies far ahead then.
func TestClockSetBackHoldsNobodyForLong(t *testing.T) {
	all, _, c := processes(t, 1)
	b := all[0]
	expect(t, b, writing, "")
	b.Told(rate(1, start.Add(time.Hour)))
	expect(t, b, routine, "reserved 1h0m0s")
	if err := b.Limited(t.Context(), 5, ghsa.Hold{Kind: ghsa.KindRateLimit, Until: start.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	c.advance(-48 * time.Hour)
	expect(t, b, routine, "")
	expect(t, b, writing, "")
	if len(c.waits) != 0 {
		t.Errorf("waits %v", c.waits)
	}
	if err := b.Limited(t.Context(), 5, ghsa.Hold{Kind: ghsa.KindRateLimit, Until: c.now().Add(time.Minute)}); err != nil {
		t.Fatal(err)
	}
	expect(t, b, urgent, "rate-limit 1m0s")
}

func TestNothingIsWrittenWhileThereIsEnough(t *testing.T) {
	all, s, _ := processes(t, 1)
	for i := range 50 {
		all[0].Told(rate(4000-i, start.Add(time.Hour)))
		expect(t, all[0], routine, "")
	}
	notes := func() (found map[string]string) {
		t.Helper()
		err := s.View(t.Context(), func(tx *store.Tx) (err error) { found, err = tx.Notes(""); return err })
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	if kept := notes(); len(kept) != 0 {
		t.Errorf("kept %v", kept)
	}
	for i := range 50 { // and once when there is not
		all[0].Told(rate(900-i, start.Add(time.Hour)))
		expect(t, all[0], routine, "reserved 1h0m0s")
	}
	if diff := cmp.Diff(map[string]string{"budget/5": fmt.Sprintf("5000 900 %d", start.Add(time.Hour).UnixMicro())}, notes()); diff != "" {
		t.Error(diff)
	}
}

func TestWaitEndsWithTheWork(t *testing.T) {
	all, _, c := processes(t, 1)
	ended := errors.New("ended")
	all[0].Wait = func(context.Context, time.Duration) error { return ended }
	expect(t, all[0], writing, "")
	if hold, err := all[0].Enter(t.Context(), writing); hold != nil || !errors.Is(err, ended) {
		t.Errorf("%v, %v", hold, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := timer(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if err := timer(t.Context(), time.Nanosecond); err != nil {
		t.Error(err)
	}
	if c.now() != start {
		t.Error("time has passed")
	}
}

// TestManyWritersGetTurnsOfTheirOwn asks from many goroutines at once.
func TestManyWritersGetTurnsOfTheirOwn(t *testing.T) {
	all, _, c := processes(t, 4)
	var held sync.Map
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			hold, err := all[i%4].Enter(t.Context(), writing)
			if err != nil {
				t.Error(err)
			}
			held.Store(i, hold != nil)
		})
	}
	wg.Wait()
	turns := map[time.Duration]bool{}
	for _, d := range c.waits {
		turns[d] = true
	}
	passed := 0
	held.Range(func(_, was any) bool {
		if was == false {
			passed++
		}
		return true
	})
	if passed != 6 || len(c.waits) != 5 || len(turns) != 5 {
		t.Errorf("%d passed, waits %v", passed, c.waits)
	}
}

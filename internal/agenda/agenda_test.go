package agenda

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/store"
)

var start = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

// clock is a time that the test moves.
type clock struct{ at time.Time }

func (c *clock) now() time.Time          { return c.at }
func (c *clock) advance(d time.Duration) { c.at = c.at.Add(d) }

func openStore(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), "sqlite:"+filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// newAgenda gives an agenda whose retries are not spread, and the clock it goes by.
func newAgenda(t *testing.T, options ...Option) (*Agenda, *clock) {
	t.Helper()
	c := &clock{at: start}
	full := func() float64 { return 1 }
	return New(openStore(t), c.now, append([]Option{WithJitter(full)}, options...)...), c
}

func mark(t *testing.T, a *Agenda, key string, at time.Time) {
	t.Helper()
	if err := a.Mark(t.Context(), key, at); err != nil {
		t.Fatal(err)
	}
}

func drain(t *testing.T, a *Agenda) int {
	t.Helper()
	n, err := a.Drain(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// table shows the agenda with times relative to the start, one key a line.
func table(t *testing.T, a *Agenda) string {
	t.Helper()
	entries, err := a.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, e := range entries {
		due := "never"
		if !e.Due.IsZero() {
			due = "+" + e.Due.Sub(start).String()
		}
		fmt.Fprintf(&b, "%s %s seq=%d attempts=%d", e.Key, due, e.Seq, e.Attempts)
		if e.Leased {
			b.WriteString(" leased")
		}
		if e.Stuck != "" {
			b.WriteString(" stuck=" + e.Stuck)
		}
		if e.LastError != "" {
			b.WriteString(" last=" + e.LastError)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func expectTable(t *testing.T, a *Agenda, want ...string) {
	t.Helper()
	wanted := strings.Join(append(want, ""), "\n")
	if diff := cmp.Diff(wanted, table(t, a)); diff != "" {
		t.Errorf("agenda (-want +got):\n%s", diff)
	}
}

func TestMarksOfOneKeyAreOnePieceOfWork(t *testing.T) {
	a, c := newAgenda(t)
	var done []string
	a.Handle("look", func(_ context.Context, l Lease) (Outcome, error) {
		done = append(done, fmt.Sprintf("%s seq=%d", l.Key, l.Seq))
		return Done(), nil
	})
	for range 1000 {
		mark(t, a, "look/x", start)
	}
	mark(t, a, "look/x", start.Add(time.Hour)) // later: changes nothing but the sequence
	mark(t, a, "look/later", start.Add(time.Hour))
	mark(t, a, "look/later", start.Add(time.Minute)) // earlier: wins
	mark(t, a, "look/first", start.Add(-time.Second))
	mark(t, a, "other/kind", start)
	expectTable(t, a, "look/first +-1s seq=1 attempts=0", "look/x +0s seq=1001 attempts=0",
		"other/kind +0s seq=1 attempts=0", "look/later +1m0s seq=2 attempts=0")
	if n := drain(t, a); n != 2 {
		t.Errorf("did %d pieces of work, want 2", n)
	}
	c.advance(time.Minute)
	drain(t, a)
	want := []string{"look/first seq=1", "look/x seq=1001", "look/later seq=2"}
	if diff := cmp.Diff(want, done); diff != "" {
		t.Errorf("work (-want +got):\n%s", diff)
	}
	expectTable(t, a, "other/kind +0s seq=1 attempts=0")
}

func TestMarksDuringWorkCauseExactlyOneMore(t *testing.T) {
	a, _ := newAgenda(t)
	looks := 0
	a.Handle("look", func(context.Context, Lease) (Outcome, error) {
		if looks++; looks == 1 {
			for range 5 {
				mark(t, a, "look/x", start)
			}
			expectTable(t, a, "look/x +1m0s seq=6 attempts=1 leased")
		}
		return Done(), nil
	})
	mark(t, a, "look/x", start)
	if drain(t, a); looks != 2 {
		t.Errorf("looked %d times, want 2", looks)
	}
	expectTable(t, a)
}

func TestMarkDuringWorkAgainstItsOutcome(t *testing.T) {
	later := errors.New("no")
	for _, test := range []struct {
		name    string
		mark    time.Duration // when the mark made during the work is for
		outcome Outcome
		err     error
		want    string
	}{
		{"done, marked for later", time.Hour, Done(), nil, "k/x +1h0m0s seq=2 attempts=0"},
		{"again earlier than the mark", time.Hour, Again(start.Add(time.Minute)), nil, "k/x +1m0s seq=2 attempts=0"},
		{"again later than the mark", time.Minute, Again(start.Add(time.Hour)), nil, "k/x +1m0s seq=2 attempts=0"},
		{"stopped, but marked", time.Minute, Stop("forbidden"), nil, "k/x +1m0s seq=2 attempts=0"},
		{"failed", time.Hour, Outcome{}, later, "k/x +2s seq=2 attempts=1 last=errors.errorString"},
		{"has to wait", time.Second, Outcome{}, waitError(start.Add(time.Hour)), "k/x +1h0m0s seq=2 attempts=1 last=agenda.waitError"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a, _ := newAgenda(t)
			a.Handle("k", func(context.Context, Lease) (Outcome, error) {
				mark(t, a, "k/x", start.Add(test.mark))
				return test.outcome, test.err
			})
			mark(t, a, "k/x", start)
			drain(t, a)
			expectTable(t, a, test.want)
		})
	}
}

// waitError asks to be tried again at a time.
type waitError time.Time

func (waitError) Error() string        { return "secondary rate limit" }
func (e waitError) RetryAt() time.Time { return time.Time(e) }

func TestFailuresBackOff(t *testing.T) {
	a, c := newAgenda(t)
	var attempts []int
	fail := true
	a.Handle("k", func(_ context.Context, l Lease) (Outcome, error) {
		attempts = append(attempts, l.Attempts)
		if fail {
			return Done(), fmt.Errorf("wrapped: %w", context.DeadlineExceeded)
		}
		return Again(c.at.Add(time.Hour)), nil
	})
	mark(t, a, "k/x", start)
	var waits []time.Duration
	for range 11 {
		drain(t, a)
		entries, err := a.List(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		waits = append(waits, entries[0].Due.Sub(c.at))
		c.at = entries[0].Due
	}
	s := time.Second
	want := []time.Duration{2 * s, 4 * s, 8 * s, 16 * s, 32 * s, 64 * s, 128 * s, 256 * s, 512 * s, 600 * s, 600 * s}
	if diff := cmp.Diff(want, waits); diff != "" {
		t.Errorf("waits (-want +got):\n%s", diff)
	}
	if want := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}; !slices.Equal(attempts, want) {
		t.Errorf("attempts %v, want %v", attempts, want)
	}
	fail = false
	drain(t, a)
	expectTable(t, a, fmt.Sprintf("k/x +%s seq=1 attempts=0", c.at.Add(time.Hour).Sub(start)))
}

func TestJitterHalvesAtMost(t *testing.T) {
	a := &Agenda{jitter: func() float64 { return 0 }}
	if got := a.backOff(3); got != 8*time.Second {
		t.Errorf("back-off %v without jitter, want 8s", got)
	}
}

func TestMarksDoNotShortenAWaitThatTheServerAskedFor(t *testing.T) {
	a, c := newAgenda(t)
	tries := 0
	a.Handle("k", func(context.Context, Lease) (Outcome, error) {
		if tries++; tries == 1 {
			return Done(), fmt.Errorf("reading: %w", waitError(start.Add(time.Hour)))
		}
		return Done(), nil
	})
	mark(t, a, "k/x", start)
	drain(t, a)
	mark(t, a, "k/x", start)
	expectTable(t, a, "k/x +1h0m0s seq=2 attempts=1 last=agenda.waitError")
	c.advance(time.Hour)
	drain(t, a)
	expectTable(t, a)
}

func TestMarksShortenABackOff(t *testing.T) {
	a, _ := newAgenda(t)
	tries := 0
	a.Handle("k", func(context.Context, Lease) (Outcome, error) {
		if tries++; tries == 1 {
			return Done(), errors.New("bad gateway")
		}
		return Done(), nil
	})
	mark(t, a, "k/x", start)
	drain(t, a)
	mark(t, a, "k/x", start)
	if drain(t, a); tries != 2 {
		t.Errorf("%d tries, want 2", tries)
	}
}

func TestStoppedUntilMarked(t *testing.T) {
	a, c := newAgenda(t)
	stop := true
	a.Handle("k", func(context.Context, Lease) (Outcome, error) {
		if stop {
			return Stop("no-access: <b>"), nil
		}
		return Done(), nil
	})
	mark(t, a, "k/x", start)
	drain(t, a)
	c.advance(1000 * time.Hour)
	if n := drain(t, a); n != 0 {
		t.Errorf("did %d pieces of stopped work", n)
	}
	expectTable(t, a, "k/x never seq=1 attempts=1 stuck=no-accessb")
	stats, err := a.Stats(t.Context())
	if err != nil || stats != (Stats{Stuck: 1}) {
		t.Errorf("stats %+v, %v", stats, err)
	}
	stop = false
	mark(t, a, "k/x", c.at)
	if n := drain(t, a); n != 1 {
		t.Errorf("did %d pieces of work after the mark, want 1", n)
	}
	expectTable(t, a)
}

func TestPanicBecomesAnErrorWithoutItsWords(t *testing.T) {
	var reported []string
	a, _ := newAgenda(t, WithOnError(func(key string, err error) { reported = append(reported, key+" "+err.Error()) }))
	a.Handle("k", func(context.Context, Lease) (Outcome, error) { panic("canary") })
	mark(t, a, "k/x", start)
	drain(t, a)
	expectTable(t, a, "k/x +2s seq=1 attempts=1 last=panic")
	if len(reported) != 1 || strings.Contains(reported[0], "canary") || !strings.Contains(reported[0], "agenda.TestPanic") {
		t.Errorf("reported %q, want one error that names the place and no more", reported)
	}
}

func TestDeadOwnersKeyComesDueAgain(t *testing.T) {
	s := openStore(t)
	c := &clock{at: start}
	dead, alive := New(s, c.now), New(s, c.now)
	noop := func(context.Context, Lease) (Outcome, error) { return Done(), nil }
	dead.Handle("k", noop)
	alive.Handle("k", noop)
	mark(t, dead, "k/x", start)
	old, _, err := dead.claim(t.Context(), 1)
	if err != nil || len(old) != 1 {
		t.Fatalf("claimed %v, %v", old, err)
	}
	if n := drain(t, alive); n != 0 {
		t.Errorf("%d pieces of work under another's lease", n)
	}
	mark(t, alive, "k/x", c.at) // answered by the takeover
	c.advance(time.Minute)
	taken, _, err := alive.claim(t.Context(), 1)
	if err != nil || len(taken) != 1 || taken[0].Attempts != 1 {
		t.Fatalf("took over %+v, %v; want one try that counts", taken, err)
	}
	err = s.Update(t.Context(), func(tx *store.Tx) error { return old[0].Check(tx) })
	if !errors.Is(err, ErrLost) {
		t.Errorf("the dead owner's check says %v, want ErrLost", err)
	}
	if err := dead.finish(t.Context(), old[0], ending{due: never}); !errors.Is(err, ErrLost) {
		t.Errorf("the dead owner's end says %v, want ErrLost", err)
	}
	if err := alive.finish(t.Context(), taken[0], ending{due: never}); err != nil {
		t.Error(err)
	}
	expectTable(t, alive)
}

func TestMarkForLaterSurvivesATakeover(t *testing.T) {
	a, c := newAgenda(t)
	a.Handle("k", func(context.Context, Lease) (Outcome, error) { return Done(), nil })
	mark(t, a, "k/x", start)
	if _, _, err := a.claim(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	mark(t, a, "k/x", start.Add(time.Hour))
	c.advance(time.Minute)
	drain(t, a)
	expectTable(t, a, "k/x +1h0m0s seq=2 attempts=0")
}

func TestRunWakesForMarksAndDueTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := New(openStore(t), time.Now)
		begin := time.Now()
		var mu sync.Mutex
		var done []string
		a.Handle("k", func(_ context.Context, l Lease) (Outcome, error) {
			mu.Lock()
			defer mu.Unlock()
			done = append(done, fmt.Sprintf("%s at %s", l.Key, time.Since(begin)))
			if l.Key == "k/again" && time.Since(begin) < time.Minute {
				return Again(begin.Add(90 * time.Second)), nil
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
		time.Sleep(2 * time.Minute) // the bubble's time: takes none
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		want := []string{"k/now at 0s", "k/later at 10s", "k/again at 20s", "k/again at 1m30s"}
		if diff := cmp.Diff(want, done); diff != "" {
			t.Errorf("work (-want +got):\n%s", diff)
		}
	})
}

func TestLeaseIsRenewedWhileWorking(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openStore(t)
		a, other := New(s, time.Now), New(s, time.Now)
		slow := func(context.Context, Lease) (Outcome, error) {
			time.Sleep(5 * time.Minute)
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
		time.Sleep(6 * time.Minute)
		expectTable(t, a)
		cancel()
		running.Wait()
	})
}

func TestLostLeaseEndsTheWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openStore(t)
		var outcomes []string
		a := New(s, time.Now, WithOnOutcome(func(kind, outcome string, _ time.Duration) {
			outcomes = append(outcomes, kind+" "+outcome)
		}))
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
		a := New(openStore(t), time.Now)
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
	a, _ := newAgenda(t)
	if err := a.Run(t.Context(), 1); err == nil {
		t.Error("ran without a handler")
	}
}

func TestMarkRefusesKeysWithoutAKind(t *testing.T) {
	a, _ := newAgenda(t)
	for _, key := range []string{"", "look", "/x", "look/"} {
		if err := a.Mark(t.Context(), key, start); err == nil {
			t.Errorf("marked %q", key)
		}
	}
}

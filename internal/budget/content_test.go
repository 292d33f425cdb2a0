package budget

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/ghsa"
)

var (
	commenting = ghsa.Passage{Installation: 5, Write: true, Content: true}
	sweeping   = ghsa.Passage{Installation: 5, Write: true, Content: true, Routine: true}
)

// wait lets the time pass for which somebody waits alone.
func (c *clock) wait(_ context.Context, d time.Duration) error { c.advance(d); return nil }

// alone has everybody wait alone: each takes the turn only when the one before has written.
func alone(all []*Budget, c *clock) {
	for _, b := range all {
		b.Wait = c.wait
	}
}

// enter tells how long a request is held for more than the pace; 0 for one that may be sent.
func enter(t *testing.T, b *Budget, p ghsa.Passage) time.Duration {
	t.Helper()
	hold, err := b.Enter(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if hold == nil {
		return 0
	}
	if hold.Kind != ghsa.KindContentLimit {
		t.Fatalf("held for %s", hold.Kind)
	}
	return hold.Until.Sub(b.Now())
}

// mostInAnHour is how many of the times lie at most within any hour, both its ends included.
func mostInAnHour(times []time.Time) (most int) {
	first := 0
	for i, at := range times {
		for at.Sub(times[first]) > time.Hour {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}

// TestNeverMoreContentThanGitHubTakes has programs that are started anew now and then write comments for hours: rarely,
// steadily, in bursts, and at last as many as they can. Whatever comes, no hour has 500, and nobody is held for long.
func TestNeverMoreContentThanGitHubTakes(t *testing.T) {
	for seed := range uint64(3) {
		random := rand.New(rand.NewPCG(seed, 7))
		all, _, c := processes(t, 3)
		alone(all, c)
		var sent []time.Time
		try := func(p ghsa.Passage) time.Duration {
			i := random.IntN(len(all))
			if random.IntN(100) == 0 {
				all[i] = New(all[i].Options)
			}
			held := enter(t, all[i], p)
			if held == 0 {
				sent = append(sent, c.now())
			} else if held > time.Hour+contentGap {
				t.Fatalf("held for %s", held)
			}
			return held
		}
		upTo := func(d time.Duration) { c.advance(time.Duration(random.Int64N(int64(d)))) }
		for begun := c.now(); c.now().Sub(begun) < 4*time.Hour; {
			held := try([]ghsa.Passage{commenting, commenting, sweeping}[random.IntN(3)])
			switch pause := random.IntN(400); {
			case pause == 0:
				upTo(2 * time.Hour)
			case held > 0, pause < 20:
				upTo(time.Minute)
			}
		}
		c.advance(time.Hour)
		for begun := c.now(); c.now().Sub(begun) < time.Hour; {
			c.advance(try(commenting))
		}
		if most := mostInAnHour(sent); most > 480 || most < 475 {
			t.Errorf("seed %d: %d comments in the busiest hour", seed, most)
		}
	}
}

// TestContentAsItComes: many at once after a quiet time, then one after the other; other writes and other installations
// go on.
func TestContentAsItComes(t *testing.T) {
	all, _, c := processes(t, 2)
	alone(all, c)
	count := func(p ghsa.Passage, d time.Duration) (n int) {
		for end := c.now().Add(d); c.now().Before(end); {
			if held := enter(t, all[n%2], p); held > 0 {
				c.advance(5 * time.Second)
			} else {
				n++
			}
		}
		return n
	}
	if n := count(sweeping, time.Hour); n < 192+239 || n > 192+241 {
		t.Errorf("%d routine comments in the first hour", n)
	}
	if n := count(commenting, 5*time.Minute); n < 48+19 || n > 48+21 {
		t.Errorf("%d comments of the share that routine work leaves", n)
	}
	if n := count(commenting, time.Hour); n < 239 || n > 241 {
		t.Errorf("%d comments in an hour that follows a full one", n)
	}
	if held := enter(t, all[0], commenting); held == 0 {
		t.Error("one more")
	}
	expect(t, all[1], ghsa.Passage{Installation: 6, Write: true, Content: true}, "")
	expect(t, all[1], urgent, "")
	expect(t, all[0], writing, "")
	c.advance(time.Hour)
	if n := count(commenting, 239*time.Second); n < 239 {
		t.Errorf("%d comments at once after an hour, want 239", n)
	}
}

// TestHeldCommentsComeBackOneByOne: who waits asks again when there is room for one more, and urgent ones do not stand
// behind routine ones.
func TestHeldCommentsComeBackOneByOne(t *testing.T) {
	all, _, c := processes(t, 1)
	b := all[0]
	alone(all, c)
	for enter(t, b, commenting) == 0 { // until it is full, which lets one stand in line
	}
	c.advance(contentGap)
	if held := enter(t, b, commenting); held != 0 {
		t.Fatalf("the first in line is held for %s more", held)
	}
	var urgentOnes, routineOnes []time.Time
	for range 10 {
		routineOnes = append(routineOnes, c.now().Add(enter(t, b, sweeping)))
		urgentOnes = append(urgentOnes, c.now().Add(enter(t, b, commenting)))
	}
	for _, line := range [][]time.Time{routineOnes, urgentOnes} {
		for i := 1; i < len(line); i++ {
			if apart := line[i].Sub(line[i-1]); apart != contentGap {
				t.Errorf("number %d asks %s after the one before", i, apart)
			}
		}
	}
	for i, at := range urgentOnes {
		if wait := at.Sub(c.now()); wait < 0 || wait > time.Duration(i+1)*contentGap+b.WriteInterval {
			t.Errorf("number %d waits for %s", i, wait)
		}
	}
	order := slices.Clone(urgentOnes)
	slices.SortFunc(order, time.Time.Compare)
	for i, at := range order {
		c.advance(at.Sub(c.now()))
		if held := enter(t, b, commenting); held != 0 {
			t.Errorf("number %d is held for %s more when it comes back", i, held)
		}
	}
}

// TestContentIsNotCountedWithoutLimits: where writes may follow each other at once, GitHub has no limits.
func TestContentIsNotCountedWithoutLimits(t *testing.T) {
	all, _, _ := processes(t, 1)
	all[0].WriteInterval = 0
	for range 600 {
		expect(t, all[0], commenting, "")
	}
}

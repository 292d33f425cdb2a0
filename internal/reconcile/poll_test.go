package reconcile

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/ghsa"
)

// shelves is a GitHub that refuses the organisation-wide list.
type shelves struct {
	lists

	repositories int
	listed       int
	asked        map[string]int // how often, by name, those for the first state only
	hold         error          // of the next repository
}

func (s *shelves) For(int64) (GitHub, error) { return s, nil }

func (s *shelves) ListOrgAdvisories(context.Context, string, string, string) (ghsa.Listing, error) {
	return ghsa.Listing{}, &ghsa.Error{Kind: ghsa.KindForbidden}
}

func (s *shelves) Repositories(context.Context) ([]ghsa.Repository, error) {
	s.listed++
	all := make([]ghsa.Repository, s.repositories)
	for i := range all {
		all[i].Name = fmt.Sprintf("r%d", i)
		all[i].FullName = "octo-org/" + all[i].Name
	}
	return all, nil
}

func (s *shelves) ListRepoAdvisories(_ context.Context, _, name, state, _ string) (ghsa.Listing, error) {
	if s.hold != nil {
		return ghsa.Listing{}, s.hold
	}
	if state == openStates()[0] {
		s.asked[name]++
	}
	return ghsa.Listing{NotModified: true}, nil
}

// newShelves polls so many repositories one by one.
func newShelves(t *testing.T, repositories int) (*polling, *shelves) {
	t.Helper()
	p := newPolling(t)
	s := &shelves{repositories: repositories, asked: map[string]int{}}
	p.restart(t, s)
	return p, s
}

// TestRepositoriesAreSpreadOverTime: in each round each has one turn, and no beat has more than its part.
func TestRepositoriesAreSpreadOverTime(t *testing.T) {
	for _, c := range []struct {
		repositories int
		round        time.Duration
		atOnce       int
	}{
		{1, 15 * time.Second, 1},
		{40, 10 * time.Minute, 1},
		{1000, 10 * time.Minute, 25},
		{2500, 10 * time.Minute, 63},
		{2501, time.Hour, 11},
		{10000, 4 * time.Hour, 11},
	} {
		p, s := newShelves(t, c.repositories)
		before, most := 0, 0
		for range int(c.round / (15 * time.Second)) {
			p.beat(t, 15*time.Second)
			sum := 0
			for _, n := range s.asked {
				sum += n
			}
			before, most = sum, max(most, sum-before)
		}
		if len(s.asked) != c.repositories || before > c.repositories+c.repositories/10 || most != c.atOnce {
			t.Errorf("%d repositories: %d of them asked, %d times together, up to %d at a beat, want %d", c.repositories, len(s.asked),
				before, most, c.atOnce)
		}
	}
}

// TestLongListOfRepositoriesIsGoodForAWhile: GitHub gives a hundred at a time. A new one is noticed all the same.
func TestLongListOfRepositoriesIsGoodForAWhile(t *testing.T) {
	for repositories, want := range map[int]int{500: 320, 501: 2} {
		p, s := newShelves(t, repositories)
		for range 320 { // in eighty minutes
			p.beat(t, 15*time.Second)
		}
		if s.listed != want {
			t.Errorf("the list of %d repositories was read %d times, want %d", repositories, s.listed, want)
		}
	}
}

// TestHeldRepositoryKeepsItsTurn: when nothing may be asked for a while, nobody's turn is lost.
func TestHeldRepositoryKeepsItsTurn(t *testing.T) {
	p, s := newShelves(t, 120) // three at a beat
	p.beat(t, 15*time.Second)
	s.hold = &ghsa.Error{Kind: ghsa.KindReserved, Until: p.now.Add(time.Hour)}
	for range 5 {
		p.beat(t, 15*time.Minute)
	}
	s.hold = nil
	p.beat(t, 15*time.Second)
	names := make([]string, 0, len(s.asked))
	for name, n := range s.asked {
		if n != 1 {
			t.Errorf("%s was asked %d times", name, n)
		}
		names = append(names, name)
	}
	slices.Sort(names)
	if want := []string{"r1", "r2", "r3", "r4", "r5", "r6"}; !slices.Equal(names, want) {
		t.Errorf("asked %v, want %v", names, want)
	}
}

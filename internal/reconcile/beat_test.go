package reconcile

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/store"
)

// lists is a GitHub that gives empty lists, unless it fails.
type lists struct {
	GitHub

	err error
}

func (l *lists) ListOrgAdvisories(context.Context, string, string, string) (ghsa.Listing, error) {
	return ghsa.Listing{NotModified: true}, l.err
}

func (l *lists) For(int64) (GitHub, error)                                  { return l, nil }
func (l *lists) Installations(context.Context) ([]ghsa.Installation, error) { return nil, nil }
func (l *lists) BotLogin(context.Context) (string, error)                   { return "", nil }

// polling is one process after the other that polls, all on one database.
type polling struct {
	github Installations
	path   string
	now    time.Time
	store  *store.Store
	agenda *agenda.Agenda
	gaps   []time.Duration
}

const pollingKey = agenda.KindBeat + "/7"

func newPolling(t *testing.T) *polling {
	t.Helper()
	p := &polling{github: &lists{}, path: filepath.Join(t.TempDir(), "test.db"), now: time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)}
	p.start(t)
	t.Cleanup(func() { p.stop(t) })
	err := p.store.Update(t.Context(), func(tx *store.Tx) error { return tx.SetNote(noteAccount+"7", "octo-org") })
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *polling) start(t *testing.T) {
	t.Helper()
	var err error
	if p.store, err = store.Open(t.Context(), "sqlite:"+p.path); err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return p.now }
	p.agenda = agenda.New(p.store, now)
	New(Options{
		Installations: p.github, Store: p.store, Agenda: p.agenda, Now: now, Logger: zerolog.Nop(),
		PollInterval: 15 * time.Second, OnGap: func(d time.Duration) { p.gaps = append(p.gaps, d) },
	})
}

func (p *polling) stop(t *testing.T) {
	t.Helper()
	if err := p.store.Close(); err != nil {
		t.Error(err)
	}
}

// restart has another process work with such a GitHub.
func (p *polling) restart(t *testing.T, github Installations) {
	t.Helper()
	p.stop(t)
	p.github = github
	p.start(t)
}

// beat lets time pass, and polls.
func (p *polling) beat(t *testing.T, d time.Duration) {
	t.Helper()
	p.now = p.now.Add(d)
	if err := p.agenda.Mark(t.Context(), pollingKey, p.now); err != nil {
		t.Fatal(err)
	}
	if n, err := p.agenda.Drain(t.Context()); n != 1 || err != nil {
		t.Fatalf("%d beats, %v", n, err)
	}
}

func (p *polling) expectGaps(t *testing.T, want time.Duration) {
	t.Helper()
	var sum time.Duration
	for _, d := range p.gaps {
		sum += d
	}
	if sum != want || (want != 0) != (len(p.gaps) == 1) {
		t.Errorf("gaps %v, want one of %s", p.gaps, want)
	}
	p.gaps = nil
}

// TestGapCountsFailedBeats: hours in which GitHub could not be asked count as much as those in which nobody tried.
func TestGapCountsFailedBeats(t *testing.T) {
	p, github := newPolling(t), &lists{}
	p.restart(t, github)
	p.beat(t, 0)
	p.beat(t, 15*time.Second)
	p.beat(t, 74*time.Second) // a minute all but a second late
	p.expectGaps(t, 0)

	github.err = errors.New("no route to GitHub")
	for range 8 {
		p.beat(t, 15*time.Minute)
	}
	p.expectGaps(t, 0) // it is not made good yet
	p.now = p.now.Add(time.Hour)
	p.restart(t, github)
	p.beat(t, time.Minute)
	p.expectGaps(t, 0)
	github.err = nil
	p.beat(t, time.Minute)
	p.expectGaps(t, 3*time.Hour+2*time.Minute-15*time.Second)

	p.beat(t, 15*time.Second)
	p.expectGaps(t, 0) // told once
}

// TestGapCountsDowntime: nobody tried.
func TestGapCountsDowntime(t *testing.T) {
	p := newPolling(t)
	p.beat(t, 0)
	p.restart(t, p.github)
	p.beat(t, 5*time.Hour)
	p.expectGaps(t, 5*time.Hour-15*time.Second)
}

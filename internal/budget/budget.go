// Package budget keeps the App within GitHub's limits, for all jobs and all processes that share a database.
//
// GitHub itself counts the hourly requests of an installation and tells with every answer what is left; each process
// remembers that. The database holds what a process that has not asked yet, or was just started, must know: that
// GitHub wants to be left alone until a time, that little is left, and when the last write was sent. It is written
// only when one of these changes, so that idleness writes nothing.
//
// Four things hold requests back: GitHub's own wishes (an empty budget, Retry-After); the share that is kept free for
// urgent work while little is left; the time between two writes of an installation, for which a writer waits a few
// seconds at most and else is told to come again; and the number of comments in an hour.
package budget

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/store"
)

const (
	// keptShare is the part of the hourly requests that routine work leaves to what people and events ask for: a fifth,
	// that is 1,000 of 5,000 requests, some 50 commands.
	keptShare = 0.2
	// longestTurn is how long a writer waits for its turn before it gives its worker free.
	longestTurn = 5 * time.Second
	// farthest is how far ahead anything can lie that GitHub said; what lies beyond was noted before the clock was set
	// back.
	farthest = time.Hour + time.Minute
	// sameWindow is within what two times of reset mean the same window.
	sameWindow = 5 * time.Second
)

// Names of what is kept, each followed by the installation.
const (
	noteHold = "hold/"   // kind and time until which GitHub wants to be left alone
	noteLeft = "budget/" // the limit, what was left of it, and when it begins anew, as of when it became little
	noteTurn = "turn/"   // when the last write was sent, or will be
)

// Options say how a Budget works.
type Options struct {
	Store *store.Store
	Now   func() time.Time
	// WriteInterval is the least time between two writes of one installation; 0 for none, as for a GitHub without
	// limits, of which comments are not counted either.
	WriteInterval time.Duration
	// Wait waits for a writer's turn: it returns after d, or with an error when ctx ends first. nil for a timer.
	Wait func(ctx context.Context, d time.Duration) error
	// OnHeld is told of every request that was held back, and why; OnTurn of how long each writer waits for its turn.
	// Either may be nil.
	OnHeld func(installation int64, kind ghsa.Kind)
	OnTurn func(d time.Duration)
}

// Budget is a ghsa.Gate that goes by the database. It is safe for concurrent use.
type Budget struct {
	Options

	mu   sync.Mutex
	told map[int64]ghsa.Rate // the latest that GitHub said of each installation
}

// New gives the budget of a program.
func New(o Options) *Budget {
	if o.Wait == nil {
		o.Wait = timer
	}
	if o.OnHeld == nil {
		o.OnHeld = func(int64, ghsa.Kind) {}
	}
	if o.OnTurn == nil {
		o.OnTurn = func(time.Duration) {}
	}
	return &Budget{Options: o, told: map[int64]ghsa.Rate{}}
}

func timer(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Told takes what GitHub said with an answer. It is quick.
func (b *Budget) Told(rate ghsa.Rate) {
	if rate.Limit <= 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.told[rate.Installation] = later(b.told[rate.Installation], rate)
}

// later gives what is true of two statements about one budget: the one about the later window, and within one window,
// in which budgets only shrink, the smaller one. Answers do not arrive in the order in which they were made.
func later(a, b ghsa.Rate) ghsa.Rate {
	switch apart := b.Reset.Sub(a.Reset); {
	case apart > sameWindow, apart >= -sameWindow && b.Remaining < a.Remaining:
		return b
	}
	return a
}

// little tells whether what is left is for urgent work only.
func little(rate ghsa.Rate, now time.Time) bool {
	ahead := rate.Reset.Sub(now)
	return ahead > 0 && ahead < farthest && float64(rate.Remaining) < keptShare*float64(rate.Limit)
}

// Enter implements ghsa.Gate.
func (b *Budget) Enter(ctx context.Context, p ghsa.Passage) (*ghsa.Hold, error) {
	now := b.Now()
	hold, rate, err := b.recall(ctx, p.Installation, now)
	if err != nil {
		return nil, err
	}
	if hold == nil && p.Routine && little(rate, now) {
		hold = &ghsa.Hold{Kind: ghsa.KindReserved, Until: rate.Reset}
	}
	if hold == nil && p.Write && b.WriteInterval > 0 {
		hold, err = b.takeTurn(ctx, p)
	}
	if hold != nil {
		b.OnHeld(p.Installation, hold.Kind)
	}
	return hold, err
}

// recall reads what is known of an installation, and has the others know when little is left.
func (b *Budget) recall(ctx context.Context, installation int64, now time.Time) (*ghsa.Hold, ghsa.Rate, error) {
	id := strconv.FormatInt(installation, 10)
	var held, left string
	err := b.Store.View(ctx, func(tx *store.Tx) (err error) {
		if held, _, err = tx.Note(noteHold + id); err != nil {
			return err
		}
		left, _, err = tx.Note(noteLeft + id)
		return err
	})
	if err != nil {
		return nil, ghsa.Rate{}, fmt.Errorf("read the budget of installation %s: %w", id, err)
	}
	kept := parseRate(left)
	b.mu.Lock()
	known := later(b.told[installation], kept)
	b.mu.Unlock()
	if little(known, now) && !little(kept, now) {
		err = b.Store.Update(ctx, func(tx *store.Tx) error { return tx.SetNote(noteLeft+id, formatRate(known)) })
		if err != nil {
			return nil, ghsa.Rate{}, fmt.Errorf("note the budget of installation %s: %w", id, err)
		}
	}
	if hold, ok := parseHold(held); ok && now.Before(hold.Until) && hold.Until.Sub(now) < farthest {
		return &hold, known, nil
	}
	return nil, known, nil
}

// takeTurn waits until an installation may write.
func (b *Budget) takeTurn(ctx context.Context, p ghsa.Passage) (hold *ghsa.Hold, err error) {
	now := b.Now()
	var at time.Time
	err = b.Store.Update(ctx, func(tx *store.Tx) (err error) {
		at, hold, err = b.nextTurn(tx, p, now)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("take a turn to write for installation %d: %w", p.Installation, err)
	}
	if hold != nil {
		return hold, nil
	}
	wait := at.Sub(now)
	b.OnTurn(max(0, wait))
	if wait > 0 {
		if err := b.Wait(ctx, wait); err != nil {
			return nil, fmt.Errorf("wait for the turn to write: %w", err)
		}
	}
	return nil, nil //nolint:nilnil // nothing holds it
}

// nextTurn takes the next turn to write, or tells what holds the write. A comment that is held leaves its turn to others.
func (b *Budget) nextTurn(tx *store.Tx, p ghsa.Passage, now time.Time) (at time.Time, hold *ghsa.Hold, err error) {
	turns := store.Turns{Name: noteTurn + strconv.FormatInt(p.Installation, 10), Gap: b.WriteInterval, Far: longestTurn}
	before, _, err := tx.Note(turns.Name)
	if err != nil {
		return at, nil, err
	}
	at, taken, err := tx.TakeTurn(turns, now, longestTurn)
	if err != nil {
		return at, nil, err
	}
	if !taken {
		return at, &ghsa.Hold{Kind: ghsa.KindPaced, Until: now.Add(longestTurn)}, nil
	}
	if p.Content {
		if hold, err = takeContent(tx, p, at); hold != nil {
			err = tx.SetNote(turns.Name, before)
		}
	}
	return at, hold, err
}

// Limited implements ghsa.Gate. The longest wait that GitHub asked for counts.
func (b *Budget) Limited(ctx context.Context, installation int64, hold ghsa.Hold) error {
	name := noteHold + strconv.FormatInt(installation, 10)
	now := b.Now()
	return b.Store.Update(ctx, func(tx *store.Tx) error {
		value, _, err := tx.Note(name)
		if err != nil {
			return err
		}
		if kept, ok := parseHold(value); ok && !hold.Until.After(kept.Until) && kept.Until.Sub(now) < farthest {
			return nil
		}
		return tx.SetNote(name, string(hold.Kind)+" "+strconv.FormatInt(store.Micros(hold.Until), 10))
	})
}

func parseHold(value string) (ghsa.Hold, bool) {
	kind, micros, _ := strings.Cut(value, " ")
	until, err := strconv.ParseInt(micros, 10, 64)
	return ghsa.Hold{Kind: ghsa.Kind(kind), Until: store.Time(until)}, err == nil
}

func formatRate(r ghsa.Rate) string {
	return fmt.Sprintf("%d %d %d", r.Limit, r.Remaining, store.Micros(r.Reset))
}

// parseRate reads what formatRate wrote; anything else is a budget about which nothing is known.
func parseRate(value string) ghsa.Rate {
	var r ghsa.Rate
	var reset int64
	if _, err := fmt.Sscanf(value, "%d %d %d", &r.Limit, &r.Remaining, &reset); err != nil {
		return ghsa.Rate{}
	}
	r.Reset = store.Time(reset)
	return r
}

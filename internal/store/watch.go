package store

import (
	"context"
	"fmt"
	"time"
)

// The times between attempts to listen again.
const (
	firstListen   = 500 * time.Millisecond
	longestListen = 15 * time.Second
)

// Announce has everybody who watches the database told, once the update's transaction is committed.
func (tx *Tx) Announce() { tx.announced = true }

// Watch calls heard whenever an update that announced itself was committed, by whichever replica, and when one may
// have been missed, until ctx ends. It calls failed when it can't listen, and tries again for as long as it
// takes. Where no other process can change the database it returns at once.
func (s *Store) Watch(ctx context.Context, heard func(), failed func(error)) {
	if s.listen == nil {
		return
	}
	wait := firstListen
	ready := func() {
		wait = firstListen
		heard() // for all that was announced while nobody listened
	}
	for ctx.Err() == nil {
		err := s.listen(ctx, ready, heard)
		if ctx.Err() != nil {
			return
		}
		failed(fmt.Errorf("not told of what other replicas do, will try again: %w", s.wrap(err)))
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
		wait = min(2*wait, longestListen)
	}
}

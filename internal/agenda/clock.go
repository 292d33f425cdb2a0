package agenda

import (
	"context"
	"sync"
	"time"

	"github.com/embargo-app/embargo/internal/store"
)

// setBack is by how much the clock must have gone back to count as set back.
const setBack = time.Minute

// tide notices that the clock was set back.
type tide struct {
	mu   sync.Mutex
	last time.Time
}

// wentBack tells whether the clock was set back since this was last asked.
func (c *tide) wentBack(now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	back := now.Before(c.last.Add(-setBack))
	c.last = now
	return back
}

// Hasten makes due now what waits for more than the given time, and tells how much that was. Work that is done too
// early does no harm, but a time that was set while the clock was ahead would be waited for in vain.
func (a *Agenda) Hasten(ctx context.Context, beyond time.Duration) (hastened int64, err error) {
	now := a.now()
	err = a.store.Update(ctx, func(tx *store.Tx) error {
		hastened, err = tx.Exec(`UPDATE agenda SET due = $1, not_before = 0 WHERE owner = '' AND due > $2 AND due < $3`,
			store.Micros(now), store.Micros(now.Add(beyond)), int64(never))
		return err
	})
	return hastened, err
}

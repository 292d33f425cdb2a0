package store

import (
	"context"
	"fmt"
	"time"
)

// maxSkew is how far this machine's clock may be from a server's. Leases are times: with two replicas twice as far apart,
// one that holds a lease has still ended its work when the other believes that the lease has run out.
const maxSkew = 5 * time.Second

// Ping tells whether the database can be read and written now, and whether its server has the time that this machine
// has. It turns a note of its own over, since an update that changes nothing succeeds on a full disk, too.
func (s *Store) Ping(ctx context.Context) error {
	err := s.View(ctx, func(tx *Tx) error {
		if _, err := tx.Row("SELECT MAX(version) FROM schema_version", nil, new(int64)); err != nil {
			return err
		}
		return s.compareClocks(tx)
	})
	if err != nil {
		return err
	}
	return s.Update(ctx, func(tx *Tx) error {
		_, err := tx.Exec(`INSERT INTO notes (name, value) VALUES ('ping', 'tick')
			ON CONFLICT (name) DO UPDATE SET value = CASE notes.value WHEN 'tick' THEN 'tock' ELSE 'tick' END`)
		return err
	})
}

func (s *Store) compareClocks(tx *Tx) error {
	if s.clock == "" {
		return nil
	}
	before := s.now()
	var micros int64
	if _, err := tx.Row(s.clock, nil, &micros); err != nil {
		return err
	}
	// The server read its clock at some moment between before and now; only what is outside of both is skew.
	server := Time(micros)
	if skew := max(server.Sub(s.now()), before.Sub(server)); skew > maxSkew {
		return fmt.Errorf("%w: they differ by %s", ErrClock, skew.Round(time.Second))
	}
	return nil
}

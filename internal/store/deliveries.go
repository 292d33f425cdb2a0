package store

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	"github.com/google/uuid"
)

// AddDelivery records that the webhook delivery id arrived. fresh is false when it had arrived before.
func (tx *Tx) AddDelivery(id string, at time.Time) (fresh bool, err error) {
	n, err := tx.Exec(`INSERT INTO deliveries (id, at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`, deliveryKey(id), Micros(at))
	return n == 1, err
}

// deliveryKey is a number that stands for a delivery. GitHub's ids hold their time (they are UUIDs of version 1), and so
// does the number, in its upper 44 bits, in microseconds: rows that follow each other touch one page of the table,
// instead of one page each. The lower bits are a hash. Two deliveries of the same microsecond share a number once in a
// million; the second would be taken for repeated, and what it told be found by polling. Ids of any other form are
// hashed.
func deliveryKey(id string) int64 {
	sum := sha256.Sum256([]byte(id))
	hash := binary.BigEndian.Uint64(sum[:])
	if parsed, err := uuid.Parse(id); err == nil && parsed.Version() == 1 {
		hash = uint64(parsed.Time()/10)<<20 | hash>>44 // #nosec G115 -- after 203 days the numbers begin anew
	}
	return int64(hash) // #nosec G115 -- any 64 bits will do
}

// PruneDeliveries forgets the deliveries that arrived before a time. GitHub redelivers for 3 days.
func (tx *Tx) PruneDeliveries(before time.Time) error {
	_, err := tx.Exec(`DELETE FROM deliveries WHERE at < $1`, Micros(before))
	return err
}

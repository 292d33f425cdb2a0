package store

import (
	"crypto/sha256"
	"encoding/binary"
	"time"
)

// AddDelivery records that the webhook delivery id arrived. fresh is false when it had arrived before.
func (tx *Tx) AddDelivery(id string, at time.Time) (fresh bool, err error) {
	n, err := tx.Exec(`INSERT INTO deliveries (id, at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`, deliveryKey(id), Micros(at))
	return n == 1, err
}

// deliveryKey is a number that stands for a delivery: the ids are random, and the smaller the rows, the fewer
// pages a transaction of many of them has to write. That among a million two share one has a chance of 1 in 37
// million; that one would be taken for repeated, and what it told be found by polling.
func deliveryKey(id string) int64 {
	sum := sha256.Sum256([]byte(id))
	return int64(binary.BigEndian.Uint64(sum[:8])) // #nosec G115 -- any 64 bits will do
}

// PruneDeliveries forgets the deliveries that arrived before a time. GitHub redelivers for 3 days.
func (tx *Tx) PruneDeliveries(before time.Time) error {
	_, err := tx.Exec(`DELETE FROM deliveries WHERE at < $1`, Micros(before))
	return err
}

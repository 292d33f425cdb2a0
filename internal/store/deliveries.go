package store

import "time"

// AddDelivery records that the webhook delivery id arrived. fresh is false when it had arrived before.
func (tx *Tx) AddDelivery(id string, at time.Time) (fresh bool, err error) {
	n, err := tx.Exec(`INSERT INTO deliveries (id, at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`, id, Micros(at))
	return n == 1, err
}

// PruneDeliveries forgets the deliveries that arrived before a time. GitHub redelivers for 3 days.
func (tx *Tx) PruneDeliveries(before time.Time) error {
	_, err := tx.Exec(`DELETE FROM deliveries WHERE at < $1`, Micros(before))
	return err
}

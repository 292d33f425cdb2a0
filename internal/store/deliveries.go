package store

import (
	"crypto/sha256"
	"encoding/binary"
	"strconv"
	"time"

	"github.com/google/uuid"
)

// Delivery is a number that stands for a webhook delivery.
type Delivery int64

// DeliveryOf gives the number of the delivery with an id. GitHub's ids hold their time (they are UUIDs of version 1), and
// so does the number, in its upper 44 bits, in microseconds: rows that follow each other touch one page of the table,
// instead of one page each. The lower bits are a hash. Two deliveries of the same microsecond share a number once in a
// million; the second would be taken for repeated, and what it told be found by polling. Ids of any other form are
// hashed.
func DeliveryOf(id string) Delivery {
	sum := sha256.Sum256([]byte(id))
	number := binary.BigEndian.Uint64(sum[:])
	if parsed, err := uuid.Parse(id); err == nil && parsed.Version() == 1 {
		number = uint64(parsed.Time()/10)<<20 | number>>44 // #nosec G115 -- after 203 days the numbers begin anew
	}
	return Delivery(number) // #nosec G115 -- any 64 bits will do
}

// Trace is the number in hexadecimal: it stands in the log with what the delivery caused.
func (d Delivery) Trace() string {
	return strconv.FormatUint(uint64(d), 16) // #nosec G115 -- any 64 bits will do
}

// AddDelivery records that a webhook delivery arrived. fresh is false when it had arrived before.
func (tx *Tx) AddDelivery(d Delivery, at time.Time) (fresh bool, err error) {
	n, err := tx.Exec(`INSERT INTO deliveries (id, at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`, int64(d), Micros(at))
	return n == 1, err
}

// HasDelivery tells whether a webhook delivery was recorded.
func (tx *Tx) HasDelivery(d Delivery) (bool, error) {
	return tx.Row(`SELECT 1 FROM deliveries WHERE id = $1`, []any{int64(d)}, new(int))
}

// PruneDeliveries forgets the deliveries that arrived before a time. GitHub redelivers for 3 days.
func (tx *Tx) PruneDeliveries(before time.Time) error {
	_, err := tx.Exec(`DELETE FROM deliveries WHERE at < $1`, Micros(before))
	return err
}

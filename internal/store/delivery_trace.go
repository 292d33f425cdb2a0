package store

import "strconv"

// TraceOf is the number of a webhook delivery in hexadecimal, as the database knows it: it stands in the log with what
// the delivery caused.
func TraceOf(delivery string) string {
	return strconv.FormatUint(uint64(deliveryKey(delivery)), 16) // #nosec G115 -- any 64 bits will do
}

// HasDelivery tells whether the webhook delivery id was recorded.
func (tx *Tx) HasDelivery(id string) (bool, error) {
	return tx.Row(`SELECT 1 FROM deliveries WHERE id = $1`, []any{deliveryKey(id)}, new(int))
}

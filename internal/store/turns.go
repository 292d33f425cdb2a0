package store

import (
	"strconv"
	"time"
)

// farTurn is how far ahead a turn can lie at most; one beyond was taken before the clock was set back.
const farTurn = time.Minute

// TakeTurn gives the next of a row of moments under a name, each at least gap after the one before, whoever took that;
// it is now when the last is that long ago. Nothing is taken, and ok is false, when it would be over longest away.
func (tx *Tx) TakeTurn(name string, now time.Time, gap, longest time.Duration) (at time.Time, ok bool, err error) {
	var turn string
	ok, err = tx.Row(`INSERT INTO notes (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = CASE
			WHEN CAST(notes.value AS BIGINT) > $3 OR CAST(notes.value AS BIGINT) <= $4 THEN excluded.value
			ELSE CAST(CAST(notes.value AS BIGINT) + $5 AS TEXT) END
		WHERE CAST(notes.value AS BIGINT) > $3 OR CAST(notes.value AS BIGINT) <= $6
		RETURNING value`,
		[]any{
			name, strconv.FormatInt(Micros(now), 10), Micros(now.Add(farTurn)), Micros(now.Add(-gap)), gap.Microseconds(),
			Micros(now.Add(longest - gap)),
		}, &turn)
	if err != nil || !ok {
		return time.Time{}, false, err
	}
	micros, err := strconv.ParseInt(turn, 10, 64)
	return Time(micros), err == nil, err
}

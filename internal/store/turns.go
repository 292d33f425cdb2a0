package store

import (
	"strconv"
	"time"
)

// Turns is a row of moments that are taken one after the other, whoever takes them.
type Turns struct {
	Name string        // of the note that keeps the last one taken
	Gap  time.Duration // the least time between two
	// Far is how far ahead the last one can lie at most. One a minute beyond was taken before the clock was set back,
	// and is forgotten.
	Far time.Duration
}

// clockSkew is by how much the clocks of replicas may differ.
const clockSkew = time.Minute

// TakeTurn takes the next of a row of moments: now, when the last one is a gap ago, else a gap after that. Nothing is taken,
// and ok is false, when it would be over longest away.
func (tx *Tx) TakeTurn(turns Turns, now time.Time, longest time.Duration) (at time.Time, ok bool, err error) {
	var turn string
	ok, err = tx.Row(`INSERT INTO notes (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = CASE
			WHEN CAST(notes.value AS BIGINT) > $3 OR CAST(notes.value AS BIGINT) <= $4 THEN excluded.value
			ELSE CAST(CAST(notes.value AS BIGINT) + $5 AS TEXT) END
		WHERE CAST(notes.value AS BIGINT) > $3 OR CAST(notes.value AS BIGINT) <= $6
		RETURNING value`,
		[]any{
			turns.Name, strconv.FormatInt(Micros(now), 10), Micros(now.Add(turns.Far + clockSkew)), Micros(now.Add(-turns.Gap)),
			turns.Gap.Microseconds(), Micros(now.Add(longest - turns.Gap)),
		}, &turn)
	if err != nil || !ok {
		return time.Time{}, false, err
	}
	micros, err := strconv.ParseInt(turn, 10, 64)
	return Time(micros), err == nil, err
}

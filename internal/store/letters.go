package store

import "time"

// LetterState says how far the sending of a letter has come.
type LetterState string

// The states. A letter that is still to be sent has no row.
const (
	LetterSending LetterState = "sending" // it may be on its way: whoever finds this without sending it calls it unsure
	LetterSent    LetterState = "sent"    // the channel has taken it
	LetterUnsure  LetterState = "unsure"  // nobody knows whether it arrived; it is not sent again
	LetterRefused LetterState = "refused" // the channel will not take it
)

// The ways of a letter.
const (
	ByMail = "mail"
	ByChat = "chat"
)

// LetterRow is one mail to one recipient, or one post to one chat channel, about an advisory.
type LetterRow struct {
	Ref, Kind, Occasion string
	Way                 string // ByMail or ByChat
	Channel             string // mail address or name of the chat channel
	State               LetterState
	At                  time.Time // when it came into that state
}

// Letters lists what was sent about an advisory, and what is being sent, oldest first.
func (tx *Tx) Letters(ref string) ([]LetterRow, error) {
	var found []LetterRow
	err := tx.Rows(`SELECT kind, occasion, way, channel, state, at FROM letters WHERE ref = $1
		ORDER BY at, kind, occasion, way, channel`, []any{ref}, func(scan func(...any) error) error {
		row := LetterRow{Ref: ref}
		var at int64
		err := scan(&row.Kind, &row.Occasion, &row.Way, &row.Channel, &row.State, &at)
		row.At = Time(at)
		found = append(found, row)
		return err
	})
	return found, err
}

// PutLetter records the state a letter has come into.
func (tx *Tx) PutLetter(row LetterRow) error {
	_, err := tx.Exec(`INSERT INTO letters (ref, kind, occasion, way, channel, state, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (ref, kind, occasion, way, channel) DO UPDATE SET state = excluded.state, at = excluded.at`,
		row.Ref, row.Kind, row.Occasion, row.Way, row.Channel, row.State, Micros(row.At))
	return err
}

// DropLetter forgets a letter of which it is known that it was not sent, so that it is sent again.
func (tx *Tx) DropLetter(row LetterRow) error {
	_, err := tx.Exec(`DELETE FROM letters WHERE ref = $1 AND kind = $2 AND occasion = $3 AND way = $4 AND channel = $5`,
		row.Ref, row.Kind, row.Occasion, row.Way, row.Channel)
	return err
}

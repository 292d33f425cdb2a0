package store

import (
	"fmt"
	"time"
)

// The states of an action.
const (
	ActionWanted  = "wanted"  // to be performed
	ActionDone    = "done"    // performed
	ActionDropped = "dropped" // no longer called for, or refused for good
)

// ActionRow is one effect wanted on the outside, in the outbox. Key is unique within Ref and stays the same
// for the same effect, whatever happens, so that it is wanted once.
type ActionRow struct {
	Ref, Key, Kind string
	Comment        int64 // the comment it answers, or 0
	Args           map[string]string
	State          string // wanted, done, dropped
	Result         string // id of what it made, or a stable code of why not
	Attempts       int
	CreatedAt      time.Time
	DoneAt         time.Time // zero while wanted
}

const actionColumns = `ref, key, kind, comment, args, state, result, attempts, created_at, done_at`

func (row *ActionRow) read(scan func(...any) error) error {
	var args string
	var created, done int64
	err := scan(&row.Ref, &row.Key, &row.Kind, &row.Comment, &args, &row.State, &row.Result, &row.Attempts, &created, &done)
	if err != nil {
		return err
	}
	row.CreatedAt, row.DoneAt = Time(created), Time(done)
	row.Args, err = decodeArgs(args)
	return err
}

// WantAction puts an action into the outbox as wanted. fresh is false, and nothing changes, when its key is
// there already, in whatever state.
func (tx *Tx) WantAction(row ActionRow) (fresh bool, err error) {
	args, err := encodeArgs(row.Args)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(`INSERT INTO actions (`+actionColumns+`) VALUES ($1, $2, $3, $4, $5, 'wanted', '', 0, $6, 0)
		ON CONFLICT (ref, key) DO NOTHING`, row.Ref, row.Key, row.Kind, row.Comment, args, Micros(row.CreatedAt))
	return n == 1, err
}

// Actions gives the actions of an advisory, all advisories' when ref is "", that are in a state, oldest first.
func (tx *Tx) Actions(ref, state string) ([]ActionRow, error) {
	query, args := `SELECT `+actionColumns+` FROM actions WHERE state = $1 AND ref = $2 ORDER BY id`, []any{state, ref}
	if ref == "" {
		query, args = `SELECT `+actionColumns+` FROM actions WHERE state = $1 ORDER BY id`, []any{state}
	}
	var found []ActionRow
	err := tx.Rows(query, args, func(scan func(...any) error) error {
		var row ActionRow
		err := row.read(scan)
		found = append(found, row)
		return err
	})
	return found, err
}

// AllActions gives the actions of an advisory in whatever state: first the done ones, then the dropped, then the wanted;
// oldest first within each.
func (tx *Tx) AllActions(ref string) ([]ActionRow, error) {
	var all []ActionRow
	for _, state := range []string{ActionDone, ActionDropped, ActionWanted} {
		rows, err := tx.Actions(ref, state)
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	return all, nil
}

// CountActions tells how many actions are in a state, of all advisories.
func (tx *Tx) CountActions(state string) (n int, err error) {
	_, err = tx.Row(`SELECT COUNT(*) FROM actions WHERE state = $1`, []any{state}, &n)
	return n, err
}

// TryAction counts one more attempt at an action, before it is made. ErrUnknown when there is no such action.
func (tx *Tx) TryAction(ref, key string) error {
	n, err := tx.Exec(`UPDATE actions SET attempts = attempts + 1 WHERE ref = $1 AND key = $2`, ref, key)
	return mustExist(n, err, ref, key)
}

// FinishAction records what became of an action: state done or dropped, result an id or a stable code.
// ErrUnknown when there is no such action.
func (tx *Tx) FinishAction(ref, key, state, result string, at time.Time) error {
	n, err := tx.Exec(`UPDATE actions SET state = $3, result = $4, done_at = $5 WHERE ref = $1 AND key = $2`,
		ref, key, state, result, Micros(at))
	return mustExist(n, err, ref, key)
}

func mustExist(n int64, err error, ref, key string) error {
	if err == nil && n == 0 {
		return fmt.Errorf("action %s of %s: %w", key, ref, ErrUnknown)
	}
	return err
}

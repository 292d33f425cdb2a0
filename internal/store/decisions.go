package store

import (
	"fmt"
	"time"
)

// RightApp is the right under which the app's own acts stand on the record.
const RightApp = "app"

// DecisionRow is one row of the record: a command, decided once (who asked for what, with which right, and the
// verdict), or an act of the app's own on GitHub, which a command caused.
type DecisionRow struct {
	Ref     string // OWNER/REPO/GHSA
	Comment int64  // id of the comment
	Index   int    // position of the command within its comment, from 0; of an act: how often it had ended before
	// Act is the key of an act of the app; "" for a command. An act's Command is its kind, its Actor the app, its
	// Right RightApp, its Verdict an action's state, its Comment the one that caused it, or 0.
	Act                        string
	URL, Command, Actor, Right string
	Args                       map[string]string
	// Before and After are what it changed, as that was and as it has been since: identifiers, never text and
	// never a secret value. What is missing from one of them was, or is, not set.
	Before, After       map[string]string
	Verdict, Detail     string
	WrittenAt, FoldedAt time.Time // of an act: when it was wanted and when it was done
}

// Decisions gives the decisions about an advisory, oldest first, without the app's own acts; all advisories' when
// ref is "".
func (tx *Tx) Decisions(ref string) ([]DecisionRow, error) {
	query, args := `SELECT `+linkColumns+` FROM decisions WHERE act = '' AND ref = $1 ORDER BY seq`, []any{ref}
	if ref == "" {
		query, args = `SELECT `+linkColumns+` FROM decisions WHERE act = '' ORDER BY seq`, nil
	}
	return tx.decisionRows(query, args)
}

// Record gives the whole record about an advisory, oldest first: its decisions and the app's own acts; all
// advisories' when ref is "".
func (tx *Tx) Record(ref string) ([]DecisionRow, error) {
	query, args := `SELECT `+linkColumns+` FROM decisions WHERE ref = $1 ORDER BY seq`, []any{ref}
	if ref == "" {
		query, args = `SELECT `+linkColumns+` FROM decisions ORDER BY seq`, nil
	}
	return tx.decisionRows(query, args)
}

func (tx *Tx) decisionRows(query string, args []any) ([]DecisionRow, error) {
	var found []DecisionRow
	err := tx.Rows(query, args, func(scan func(...any) error) error {
		var l link
		if err := l.read(scan); err != nil {
			return err
		}
		row, err := l.row()
		found = append(found, row)
		return err
	})
	return found, err
}

// AddDecision appends a row to the record. A command can be decided only once, and an act be recorded only once:
// ErrRecorded.
func (tx *Tx) AddDecision(row DecisionRow) error {
	known, err := tx.Row(`SELECT 1 FROM decisions WHERE ref = $1 AND comment = $2 AND idx = $3 AND act = $4`,
		[]any{row.Ref, row.Comment, row.Index, row.Act}, new(int))
	if err != nil {
		return err
	}
	if known {
		return fmt.Errorf("%s comment %d command %d %s: %w", row.Ref, row.Comment, row.Index, row.Act, ErrRecorded)
	}
	l, err := newLink(row)
	if err != nil {
		return err
	}
	if l.Seq, l.PrevHash, err = tx.ChainHead(); err != nil {
		return err
	}
	l.Seq++
	if l.hash, err = l.sum(); err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO decisions (`+linkColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		l.Seq, l.Form, l.Ref, l.Comment, l.Index, l.Act, l.URL, l.Command, l.Actor, l.Right, l.Args, l.Before, l.After,
		l.Verdict, l.Detail, l.WrittenAt, l.FoldedAt, l.PrevHash, l.hash)
	return err
}

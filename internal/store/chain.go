package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// The canonical forms of a row. A row's hash is the SHA-256, in hexadecimal, of the JSON of its form, which holds
// every column but the hash itself; prev_hash is the hash of the row before, "" for the first. A form never
// changes, so that what was hashed stays verifiable; a new column makes a new form.
const (
	formFirst = 1 // linkV1
	formAct   = 2 // link
)

// link is a row as it is stored and, in its present form, hashed. JSON columns are hashed as the text they are.
type link struct {
	Form      int64  `json:"form"`
	Seq       int64  `json:"seq"`
	PrevHash  string `json:"prev_hash"`
	Ref       string `json:"ref"`
	Comment   int64  `json:"comment"`
	Index     int    `json:"index"`
	Act       string `json:"act"`
	URL       string `json:"url"`
	Command   string `json:"command"`
	Actor     string `json:"actor"`
	Right     string `json:"right"`
	Args      string `json:"args"`
	Before    string `json:"before"`
	After     string `json:"after"`
	Verdict   string `json:"verdict"`
	Detail    string `json:"detail"`
	WrittenAt int64  `json:"written_at"` // microseconds since the Unix epoch
	FoldedAt  int64  `json:"folded_at"`

	hash string
}

// linkV1 is the form of the rows written before acts and changes were recorded.
type linkV1 struct {
	Seq       int64           `json:"seq"`
	PrevHash  string          `json:"prev_hash"`
	Ref       string          `json:"ref"`
	Comment   int64           `json:"comment"`
	Index     int             `json:"index"`
	URL       string          `json:"url"`
	Command   string          `json:"command"`
	Actor     string          `json:"actor"`
	Right     string          `json:"right"`
	Args      json.RawMessage `json:"args"`
	Verdict   string          `json:"verdict"`
	Detail    string          `json:"detail"`
	WrittenAt int64           `json:"written_at"`
	FoldedAt  int64           `json:"folded_at"`
}

// sum computes the hash that the row should have.
func (l *link) sum() (string, error) {
	var form any = l
	switch {
	case l.Form == formFirst && l.Act == "" && l.Before == noArgs && l.After == noArgs:
		form = linkV1{
			Seq: l.Seq, PrevHash: l.PrevHash, Ref: l.Ref, Comment: l.Comment, Index: l.Index, URL: l.URL,
			Command: l.Command, Actor: l.Actor, Right: l.Right, Args: json.RawMessage(l.Args), Verdict: l.Verdict,
			Detail: l.Detail, WrittenAt: l.WrittenAt, FoldedAt: l.FoldedAt,
		}
	case l.Form != formAct:
		return "", fmt.Errorf("form %d with what it holds is none that this program knows", l.Form)
	}
	text, err := json.Marshal(form)
	if err != nil {
		return "", fmt.Errorf("its stored arguments are no JSON: %w", err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

const linkColumns = `seq, form, ref, comment, idx, act, url, command, actor, "right", args, before, after, ` +
	`verdict, detail, written_at, folded_at, prev_hash, hash`

func (l *link) read(scan func(...any) error) error {
	return scan(&l.Seq, &l.Form, &l.Ref, &l.Comment, &l.Index, &l.Act, &l.URL, &l.Command, &l.Actor, &l.Right,
		&l.Args, &l.Before, &l.After, &l.Verdict, &l.Detail, &l.WrittenAt, &l.FoldedAt, &l.PrevHash, &l.hash)
}

// newLink gives the row its form; its place in the chain comes later.
func newLink(row DecisionRow) (l link, err error) {
	l = link{
		Form: formAct, Ref: row.Ref, Comment: row.Comment, Index: row.Index, Act: row.Act, URL: row.URL,
		Command: row.Command, Actor: row.Actor, Right: row.Right, Verdict: row.Verdict, Detail: row.Detail,
		WrittenAt: Micros(row.WrittenAt), FoldedAt: Micros(row.FoldedAt),
	}
	if l.Args, err = encodeArgs(row.Args); err != nil {
		return l, err
	}
	if l.Before, err = encodeArgs(row.Before); err != nil {
		return l, err
	}
	l.After, err = encodeArgs(row.After)
	return l, err
}

func (l *link) row() (row DecisionRow, err error) {
	row = DecisionRow{
		Ref: l.Ref, Comment: l.Comment, Index: l.Index, Act: l.Act, URL: l.URL, Command: l.Command, Actor: l.Actor,
		Right: l.Right, Verdict: l.Verdict, Detail: l.Detail,
		WrittenAt: Time(l.WrittenAt), FoldedAt: Time(l.FoldedAt),
	}
	if row.Args, err = decodeArgs(l.Args); err != nil {
		return row, err
	}
	if row.Before, err = decodeArgs(l.Before); err != nil {
		return row, err
	}
	row.After, err = decodeArgs(l.After)
	return row, err
}

// ChainHead gives the number of rows on the record and the hash of the newest; 0 and "" when there are none.
// Whoever keeps the hash elsewhere can tell with ChainRow whether rows were cut off at the end, or all of them
// written anew, which VerifyChain can't.
func (tx *Tx) ChainHead() (count int64, hash string, err error) {
	_, err = tx.Row(`SELECT seq, hash FROM decisions ORDER BY seq DESC LIMIT 1`, nil, &count, &hash)
	return count, hash, err
}

// ChainRow gives the number of the row with this hash, and whether there is one.
func (tx *Tx) ChainRow(hash string) (seq int64, ok bool, err error) {
	ok, err = tx.Row(`SELECT seq FROM decisions WHERE hash = $1`, []any{hash}, &seq)
	return seq, ok, err
}

// ChainError says where the record is no longer what was written.
type ChainError struct {
	Seq     int64  // number of the first row that is not as it was written
	Ref     string // the advisory it speaks of, as it stands there now
	Comment int64
	Why     string
}

// Error implements error.
func (e *ChainError) Error() string {
	return fmt.Sprintf("decision %d (%s comment %d): broken chain: %s", e.Seq, e.Ref, e.Comment, e.Why)
}

// VerifyChain checks that every row of the record is as it was written and none is missing between the first and
// the newest. It returns a *ChainError about the first row that is not, or an error of the database's.
func (s *Store) VerifyChain(ctx context.Context) error { return s.View(ctx, (*Tx).VerifyChain) }

// VerifyChain is the Store's, on what the transaction sees.
func (tx *Tx) VerifyChain() error {
	var before link
	return tx.Rows(`SELECT `+linkColumns+` FROM decisions ORDER BY seq`, nil, func(scan func(...any) error) error {
		var l link
		if err := l.read(scan); err != nil {
			// A value of a kind that its column never holds; no value is quoted.
			return &ChainError{Seq: before.Seq + 1, Ref: l.Ref, Comment: l.Comment, Why: "it can't be read"}
		}
		if why := l.follows(before); why != "" {
			return &ChainError{Seq: l.Seq, Ref: l.Ref, Comment: l.Comment, Why: why}
		}
		before = l
		return nil
	})
}

// follows says what is wrong with a row after the one before, "" when nothing is.
func (l *link) follows(before link) string {
	sum, err := l.sum()
	switch {
	case l.Seq != before.Seq+1:
		return fmt.Sprintf("number %d is missing", before.Seq+1)
	case l.PrevHash != before.hash:
		return fmt.Sprintf("it does not follow decision %d as that stands now", before.Seq)
	case err != nil:
		return err.Error()
	case l.hash != sum:
		return "its content is not what was recorded"
	}
	return ""
}

package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// DecisionRow is one command, decided once: who asked for what, with which right, and the verdict.
type DecisionRow struct {
	Ref                        string // OWNER/REPO/GHSA
	Comment                    int64  // id of the comment
	Index                      int    // position of the command within its comment, from 0
	URL, Command, Actor, Right string
	Args                       map[string]string
	Verdict, Detail            string
	WrittenAt, FoldedAt        time.Time
}

// link is a decision as it is stored and hashed. The hash of a row is the SHA-256, in hexadecimal, of this
// struct's JSON without the hash; PrevHash is the hash of the row before, "" for the first.
type link struct {
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
	WrittenAt int64           `json:"written_at"` // microseconds since the Unix epoch
	FoldedAt  int64           `json:"folded_at"`

	hash string
}

func (l *link) sum() (string, error) {
	text, err := json.Marshal(l)
	if err != nil {
		return "", fmt.Errorf("decision %d can't be hashed: %w", l.Seq, err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

const linkColumns = `seq, ref, comment, idx, url, command, actor, "right", args, verdict, detail, written_at, folded_at, prev_hash, hash`

func (l *link) read(scan func(...any) error) error {
	var args string
	err := scan(&l.Seq, &l.Ref, &l.Comment, &l.Index, &l.URL, &l.Command, &l.Actor, &l.Right, &args,
		&l.Verdict, &l.Detail, &l.WrittenAt, &l.FoldedAt, &l.PrevHash, &l.hash)
	l.Args = json.RawMessage(args)
	return err
}

func (l *link) row() (DecisionRow, error) {
	args, err := decodeArgs(string(l.Args))
	return DecisionRow{
		Ref: l.Ref, Comment: l.Comment, Index: l.Index, URL: l.URL, Command: l.Command, Actor: l.Actor,
		Right: l.Right, Args: args, Verdict: l.Verdict, Detail: l.Detail,
		WrittenAt: Time(l.WrittenAt), FoldedAt: Time(l.FoldedAt),
	}, err
}

// Decisions gives the decisions about an advisory, oldest first; all advisories' when ref is "".
func (tx *Tx) Decisions(ref string) ([]DecisionRow, error) {
	query, args := `SELECT `+linkColumns+` FROM decisions WHERE ref = $1 ORDER BY seq`, []any{ref}
	if ref == "" {
		query, args = `SELECT `+linkColumns+` FROM decisions ORDER BY seq`, nil
	}
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

// AddDecision appends a decision to the record. A command can be decided only once: ErrRecorded.
func (tx *Tx) AddDecision(row DecisionRow) error {
	known, err := tx.Row(`SELECT 1 FROM decisions WHERE ref = $1 AND comment = $2 AND idx = $3`,
		[]any{row.Ref, row.Comment, row.Index}, new(int))
	if err != nil {
		return err
	}
	if known {
		return fmt.Errorf("%s comment %d command %d: %w", row.Ref, row.Comment, row.Index, ErrRecorded)
	}
	args, err := encodeArgs(row.Args)
	if err != nil {
		return err
	}
	l := link{
		Ref: row.Ref, Comment: row.Comment, Index: row.Index, URL: row.URL, Command: row.Command, Actor: row.Actor,
		Right: row.Right, Args: json.RawMessage(args), Verdict: row.Verdict, Detail: row.Detail,
		WrittenAt: Micros(row.WrittenAt), FoldedAt: Micros(row.FoldedAt),
	}
	if l.Seq, l.PrevHash, err = tx.ChainHead(); err != nil {
		return err
	}
	l.Seq++
	if l.hash, err = l.sum(); err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO decisions (`+linkColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		l.Seq, l.Ref, l.Comment, l.Index, l.URL, l.Command, l.Actor, l.Right, args, l.Verdict, l.Detail,
		l.WrittenAt, l.FoldedAt, l.PrevHash, l.hash)
	return err
}

// ChainHead gives the number of decisions and the hash of the newest; 0 and "" when there are none. Somebody
// who keeps them elsewhere can also tell when decisions were cut off at the end, which VerifyChain can't.
func (tx *Tx) ChainHead() (count int64, hash string, err error) {
	_, err = tx.Row(`SELECT seq, hash FROM decisions ORDER BY seq DESC LIMIT 1`, nil, &count, &hash)
	return count, hash, err
}

// VerifyChain checks that every decision is as it was written and none is missing between the first and the
// newest. The error names the first row that is not.
func (s *Store) VerifyChain(ctx context.Context) error {
	return s.View(ctx, func(tx *Tx) error {
		var before link
		return tx.Rows(`SELECT `+linkColumns+` FROM decisions ORDER BY seq`, nil, func(scan func(...any) error) error {
			var l link
			if err := l.read(scan); err != nil {
				return err
			}
			if err := l.follows(before); err != nil {
				return fmt.Errorf("decision %d (%s comment %d): %w", l.Seq, l.Ref, l.Comment, err)
			}
			before = l
			return nil
		})
	})
}

// follows checks one link of the chain against the one before.
func (l *link) follows(before link) error {
	sum, err := l.sum()
	switch {
	case err != nil:
		return err
	case l.Seq != before.Seq+1:
		return fmt.Errorf("broken chain: number %d is missing", before.Seq+1)
	case l.PrevHash != before.hash:
		return fmt.Errorf("broken chain: it does not follow decision %d as that stands now", before.Seq)
	case l.hash != sum:
		return fmt.Errorf("broken chain: its content is not what was recorded")
	}
	return nil
}

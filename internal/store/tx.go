package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Tx is what an update or a view works on. It is valid only until the function it was given to returns.
type Tx struct {
	ctx       context.Context
	session   *session
	changed   bool
	announced bool
	caller    context.Context // of the update that runs; nil in a view
}

// Value is what the context of whoever asked for the update holds under a key, see context.Context.
func (tx *Tx) Value(key any) any {
	if tx.caller == nil {
		return tx.ctx.Value(key)
	}
	return tx.caller.Value(key)
}

// Exec runs a statement and tells how many rows it changed. The query must be a constant.
func (tx *Tx) Exec(query string, args ...any) (int64, error) {
	result, err := tx.session.exec(tx.ctx, query, args...)
	if err != nil {
		return 0, explain(err)
	}
	n, err := result.RowsAffected()
	tx.changed = tx.changed || n > 0
	return n, err
}

// Changed tells whether a statement run by Exec has changed a row so far.
func (tx *Tx) Changed() bool { return tx.changed }

// Row reads the first row of a query into dest. It tells whether there was one. The query must be a constant.
func (tx *Tx) Row(query string, args []any, dest ...any) (bool, error) {
	statement, err := tx.session.prepare(tx.ctx, query) //nolint:sqlclosecheck // closed with the session
	if err != nil {
		return false, explain(err)
	}
	err = statement.QueryRowContext(tx.ctx, args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, explain(err)
}

// Rows calls row for each row of a query, with the function that reads the row's columns. row must not use the
// transaction. The query must be a constant.
func (tx *Tx) Rows(query string, args []any, row func(scan func(dest ...any) error) error) (err error) {
	statement, err := tx.session.prepare(tx.ctx, query) //nolint:sqlclosecheck // closed with the session
	if err != nil {
		return explain(err)
	}
	rows, err := statement.QueryContext(tx.ctx, args...)
	if err != nil {
		return explain(err)
	}
	defer func() { err = errors.Join(err, explain(rows.Close())) }()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return explain(rows.Err())
}

// SkipLocked is what ends a query in an update whose rows are to be taken: rows that another process is taking at
// the moment are passed over, and nobody else takes the ones found. It is "" where only one process can.
func (tx *Tx) SkipLocked() string { return tx.session.kind.skipLocked }

// Micros is how times are stored: microseconds since the Unix epoch, 0 for the zero time.
func Micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// Time is the time that Micros made a number of, in UTC.
func Time(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

// noArgs is the canonical JSON of no arguments.
const noArgs = "{}"

// encodeArgs gives the canonical JSON of args: an object with its keys in order.
func encodeArgs(args map[string]string) (string, error) {
	if len(args) == 0 {
		return noArgs, nil
	}
	text, err := json.Marshal(args)
	return string(text), err
}

func decodeArgs(text string) (map[string]string, error) {
	var args map[string]string
	if err := json.Unmarshal([]byte(text), &args); err != nil {
		return nil, fmt.Errorf("stored arguments are no JSON object: %w", err)
	}
	if len(args) == 0 {
		args = nil
	}
	return args, nil
}

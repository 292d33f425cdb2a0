// Package audit shows the record of decisions and acts to people and to their programs.
//
// The record itself is the store's: append-only, each row chained to the one before. Nothing here changes it.
package audit

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/embargo-app/embargo/internal/store"
)

// Entry is one row of the record: a command that somebody gave, or an act of the app's. Its JSON is stable.
type Entry struct {
	Time    time.Time         `json:"time"`             // when it was decided or done, UTC
	Written time.Time         `json:"written,omitzero"` // when it was written or wanted, UTC
	Actor   string            `json:"actor"`
	Right   string            `json:"right,omitempty"` // the right used; "app" for an act
	Act     string            `json:"act,omitempty"`   // key of an act of the app's; missing for a command
	Command string            `json:"command,omitempty"`
	Args    map[string]string `json:"args,omitempty"`
	Verdict string            `json:"verdict"`
	Detail  string            `json:"detail,omitempty"`
	Before  map[string]string `json:"before,omitempty"`
	After   map[string]string `json:"after,omitempty"`
	Comment int64             `json:"comment,omitempty"`
	Index   int               `json:"index"`
	URL     string            `json:"url,omitempty"`
}

// Chain says in what state the whole record is. Its JSON is stable.
type Chain struct {
	Rows     int64  `json:"rows"`
	Head     string `json:"head,omitempty"` // hash of the newest row
	Unbroken bool   `json:"unbroken"`
	// Broken is the number of the first row that is not as it was written, and Why says what is wrong with it.
	Broken int64  `json:"broken,omitempty"`
	Why    string `json:"why,omitempty"`
	// Known is the hash that somebody kept from before, and Row the row that it is of; 0 when there is none.
	Known string `json:"known,omitempty"`
	Row   int64  `json:"row,omitempty"`
}

// Check checks the chain of the whole record. known is the head that somebody kept from before, or "".
func Check(tx *store.Tx, known string) (c Chain, err error) {
	if c.Rows, c.Head, err = tx.ChainHead(); err != nil {
		return c, err
	}
	err = tx.VerifyChain()
	if broken, ok := errors.AsType[*store.ChainError](err); ok {
		c.Broken, c.Why = broken.Seq, broken.Why
		return c, nil
	}
	if err != nil {
		return c, err
	}
	c.Known, c.Unbroken = known, true
	if known == "" {
		return c, nil
	}
	if c.Row, c.Unbroken, err = tx.ChainRow(known); err == nil && !c.Unbroken {
		c.Why = "no row has the hash that was kept: rows were cut off at the end, or the record was written anew"
	}
	return c, err
}

// Story gives what is on record about an advisory, OWNER/REPO/GHSA, oldest first.
func Story(tx *store.Tx, ref string) ([]Entry, error) {
	rows, err := tx.Record(ref)
	if err != nil {
		return nil, err
	}
	entries := make([]Entry, 0, len(rows))
	for _, row := range rows {
		entries = append(entries, Entry{
			Time: row.FoldedAt, Written: row.WrittenAt, Actor: row.Actor, Right: row.Right, Act: row.Act, Command: row.Command,
			Args: row.Args, Verdict: row.Verdict, Detail: row.Detail, Before: row.Before, After: row.After,
			Comment: row.Comment, Index: row.Index, URL: row.URL,
		})
	}
	return entries, nil
}

// Write prints a story as a timeline for a terminal.
func Write(w io.Writer, entries []Entry) error {
	var text strings.Builder
	for i, e := range entries {
		if i > 0 {
			text.WriteString("\n")
		}
		for j, line := range lines(e) {
			if j > 0 {
				line = "    " + line
			}
			text.WriteString(printable(line) + "\n")
		}
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// lines is an entry as it is printed.
func lines(e Entry) []string {
	head := fmt.Sprintf("%s  %s  %s", e.Time.UTC().Format("2006-01-02 15:04:05 UTC"), who(e), e.What())
	lines := append([]string{head, e.Outcome()}, changes(e)...)
	if where := where(e); where != "" {
		lines = append(lines, where)
	}
	return lines
}

func who(e Entry) string {
	if e.Right == "" {
		return e.Actor
	}
	return e.Actor + " (" + e.Right + ")"
}

// What is the command with its arguments, or the act: "/assign duty=triage login=noor".
func (e Entry) What() string {
	words := []string{"/" + e.Command}
	switch {
	case e.Act != "":
		words[0] = e.Command
	case e.Command == "":
		words[0] = "a command that there is not"
	}
	for _, key := range slices.Sorted(maps.Keys(e.Args)) {
		words = append(words, key+"="+e.Args[key])
	}
	return strings.Join(words, " ")
}

// Outcome is what became of it: "refused: weekday".
func (e Entry) Outcome() string {
	if e.Detail == "" {
		return e.Verdict
	}
	return e.Verdict + ": " + e.Detail
}

// changes says what changed, a line for each name, from what it was to what it is since.
func changes(e Entry) []string {
	names := map[string]bool{}
	for name := range e.Before {
		names[name] = true
	}
	for name := range e.After {
		names[name] = true
	}
	value := func(m map[string]string, name string) string {
		if m[name] == "" {
			return "not set"
		}
		return m[name]
	}
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(names)) {
		lines = append(lines, name+": "+value(e.Before, name)+" → "+value(e.After, name))
	}
	return lines
}

func where(e Entry) string {
	switch {
	case e.URL != "":
		return e.URL
	case e.Comment != 0:
		return fmt.Sprintf("comment %d", e.Comment)
	}
	return ""
}

// printable leaves out what could play tricks with a terminal, should somebody have put it into the database.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, text)
}

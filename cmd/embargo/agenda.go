package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/store"
)

type agendaCommand struct {
	List agendaListCommand `cmd:"" default:"withargs" help:"List what is due, being worked on, failing or stuck."`
	Now  agendaNowCommand  `cmd:"" help:"Make a key due now, also one that is stuck."`
}

type agendaListCommand struct {
	All  bool `help:"List also what is only due later."`
	JSON bool `help:"Print JSON: always all keys."`
	settingsFile
}

// agendaEntry is a key as JSON has it.
type agendaEntry struct {
	Key string `json:"key"`
	// State is due, waiting, leased, failing (to be tried again) or stuck (until somebody or something marks it).
	State     string     `json:"state"`
	Due       *time.Time `json:"due"` // null while stuck; while leased, the end of the lease
	Attempts  int        `json:"attempts"`
	Leased    bool       `json:"leased"`
	Stuck     string     `json:"stuck,omitempty"`
	LastError string     `json:"last_error,omitempty"`
	Causes    []string   `json:"causes"`
	Seq       int64      `json:"seq"`
}

// Run prints the agenda, beside the running server and without changing anything.
func (c *agendaListCommand) Run(ctx context.Context, s streams) error {
	return c.withDatabase(ctx, store.OpenReadOnly, func(db *store.Store) error {
		found, err := agenda.New(db, time.Now).List(ctx)
		if err != nil {
			return err
		}
		entries := make([]agendaEntry, 0, len(found))
		for _, e := range found {
			entries = append(entries, entryOf(e, time.Now()))
		}
		if c.JSON {
			return printJSON(s.Out, entries)
		}
		return printAgenda(s.Out, entries, c.All)
	})
}

func entryOf(e agenda.Entry, now time.Time) agendaEntry {
	entry := agendaEntry{
		Key: e.Key, State: "due", Attempts: e.Attempts, Leased: e.Leased, Stuck: e.Stuck, LastError: e.LastError,
		Causes: append([]string{}, e.Causes...), Seq: e.Seq,
	}
	switch {
	case e.Stuck != "":
		entry.State = "stuck"
	case e.Leased:
		entry.State = "leased"
	case e.LastError != "":
		entry.State = "failing"
	case e.Due.After(now):
		entry.State = "waiting"
	}
	if !e.Due.IsZero() {
		entry.Due = &e.Due
	}
	return entry
}

func printAgenda(out io.Writer, entries []agendaEntry, all bool) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	waiting := 0
	_, _ = fmt.Fprintln(table, "STATE\tDUE\tATTEMPTS\tWHY\tKEY")
	for _, e := range entries {
		if e.State == "waiting" && !all {
			waiting++
			continue
		}
		due := "when marked"
		if e.Due != nil {
			due = e.Due.Format(time.RFC3339)
		}
		why := cmp.Or(e.Stuck, e.LastError, strings.Join(e.Causes, ","), "-")
		_, _ = fmt.Fprintf(table, "%s\t%s\t%d\t%s\t%s\n", e.State, due, e.Attempts, why, e.Key)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if waiting == 0 {
		return nil
	}
	_, err := fmt.Fprintf(out, "%d more are due later; --all lists them\n", waiting)
	return err
}

type agendaNowCommand struct {
	Key string `arg:"" help:"The key, as the list has it."`
	settingsFile
}

// Run marks the key. The running server takes it up within a minute, or at once where replicas tell each other.
func (c *agendaNowCommand) Run(ctx context.Context, s streams) error {
	known := false
	err := c.withDatabase(ctx, store.OpenReadOnly, func(db *store.Store) error {
		entries, err := agenda.New(db, time.Now).List(ctx)
		for _, e := range entries {
			known = known || e.Key == c.Key
		}
		return err
	})
	if err != nil {
		return err
	}
	if !known {
		return fmt.Errorf("no key %q is on the agenda; embargo agenda --all lists them, and capitals matter", c.Key)
	}
	err = c.withDatabase(ctx, store.Open, func(db *store.Store) error {
		return agenda.New(db, time.Now).MarkFor(ctx, c.Key, time.Time{}, agenda.CausePerson)
	})
	if err == nil {
		_, err = fmt.Fprintf(s.Out, "%s is due now\n", c.Key)
	}
	return err
}

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/reconcile"
	"github.com/embargo-app/embargo/internal/server"
)

type rebuildCommand struct{ settingsFile }

// errDiffers is why a rebuild that went through fails all the same.
var errDiffers = errors.New("not every checklist would be the one that stands; the decisions are in the database, and " +
	"the server will write the checklists that follow from them: look at the advisories above, or move the database away")

// Run folds the decisions of open advisories into an empty database, and fails when a checklist would change by it.
func (c *rebuildCommand) Run(ctx context.Context, s streams) error {
	return c.withServer(ctx, s, func(_ config.Server, app *server.Server) error {
		results, err := app.Rebuild(ctx)
		if err != nil {
			return err
		}
		return printRebuilt(s.Out, results)
	})
}

// printRebuilt prints a line for each advisory; it fails with errDiffers when a checklist would change.
func printRebuilt(out io.Writer, results []reconcile.Rebuilt) error {
	var failed error
	if len(results) == 0 {
		_, err := fmt.Fprintln(out, "no advisory is open")
		return err
	}
	for _, r := range results {
		if r.Standing && !r.Same {
			failed = errDiffers
		}
		if _, err := fmt.Fprintln(out, rebuiltLine(r)); err != nil {
			return err
		}
	}
	return failed
}

func rebuiltLine(r reconcile.Rebuilt) string {
	line := fmt.Sprintf("%s: %d commands folded, %d of them accepted", r.Ref, r.Decisions, r.Accepted)
	switch {
	case r.Decisions == 0:
	case r.AsBefore:
		line += " as before"
	default:
		line += " with the rights of today"
	}
	switch {
	case !r.Standing:
		return line + "; no checklist stands"
	case r.Same:
		return line + "; the checklist is the same"
	case len(r.Differs) == 0:
		return line + "; the checklist differs in its words, no item in its state"
	}
	line += "; the checklist differs:"
	for _, d := range r.Differs {
		line += fmt.Sprintf(" %s %s (was %s)", d.Item, cmp.Or(d.Is, absent), cmp.Or(d.Was, absent))
	}
	return line
}

// absent stands for the state of an item that is not in a checklist.
const absent = "absent"

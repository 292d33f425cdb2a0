package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/reconcile"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/policy"
)

type statusCommand struct {
	advisoryArgs
	JSON bool `help:"Print JSON."`
}

// Run prints the checklist. It names no content of the advisory.
func (c *statusCommand) Run(ctx context.Context, s streams) error {
	ref, standing, err := c.standing(ctx, s)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(s.Out, statusJSON(ref, standing))
	}
	_, err = fmt.Fprint(s.Out, statusText(ref, standing))
	return err
}

// statusItem is an item as JSON has it.
type statusItem struct {
	ID       policy.ItemID `json:"id"`
	Title    string        `json:"title"`
	State    policy.State  `json:"state"`
	Need     policy.Need   `json:"need"`
	Owner    string        `json:"owner,omitempty"`
	Deadline *time.Time    `json:"deadline,omitempty"`
	Evidence []statusFact  `json:"evidence,omitempty"`
	Next     string        `json:"next,omitempty"`
	Command  string        `json:"command,omitempty"`
}

type statusFact struct {
	Text string `json:"text"`
	URL  string `json:"url,omitempty"`
}

// statusReport is what status prints as JSON.
type statusReport struct {
	Advisory string               `json:"advisory"`
	URL      string               `json:"url"`
	State    policy.AdvisoryState `json:"state"`
	Phase    policy.Phase         `json:"phase"`
	Items    []statusItem         `json:"items"`
	// Undelivered says of each message outside GitHub that it did not arrive, or may not have.
	Undelivered []string `json:"undelivered,omitempty"`
}

func statusJSON(ref ghsa.Ref, standing reconcile.Standing) statusReport {
	a := standing.Case.Advisory
	report := statusReport{
		Advisory: ref.String(), URL: a.URL, State: a.State, Phase: standing.Report.Phase, Undelivered: render.LostLetters(standing.Case),
	}
	for _, i := range standing.Report.Items {
		item := statusItem{
			ID: i.ID, Title: i.Title, State: i.State, Need: i.Need, Owner: i.Owner, Next: i.Next, Command: outsideCommand(ref, standing, i.Command),
		}
		if !i.Deadline.IsZero() {
			item.Deadline = &i.Deadline
		}
		for _, e := range i.Evidence {
			item.Evidence = append(item.Evidence, statusFact(e))
		}
		report.Items = append(report.Items, item)
	}
	return report
}

// statusGroups are the headings, in order, by what an item means for the release.
var statusGroups = []struct {
	need policy.Need
	head string
}{
	{policy.NeedAfter, "At the release and after it"},
	{policy.NeedRequired, "Before the release"},
	{policy.NeedAdvice, "Recommended"},
	{policy.NeedDisabled, "Not part of this process"},
}

// statusText is the checklist for a terminal: while the advisory is under embargo what is required comes first, and
// once it is published what comes after.
func statusText(ref ghsa.Ref, standing reconcile.Standing) string {
	var b strings.Builder
	a := standing.Case.Advisory
	fmt.Fprintf(&b, "%s: %s, phase %s\n%s\n", ref, a.State, standing.Report.Phase, printable(a.URL))
	groups := statusGroups
	if a.ThreadOpen {
		groups = append(append(groups[1:2:2], groups[0]), groups[2:]...)
	}
	for _, group := range groups {
		head := "\n" + group.head + "\n"
		for _, item := range standing.Report.Items {
			if item.Need == group.need {
				b.WriteString(head + statusLines(ref, standing, item))
				head = ""
			}
		}
	}
	head := "\nMessages that may not have arrived\n"
	for _, line := range render.LostLetters(standing.Case) {
		b.WriteString(head + "  " + printable(line) + "\n")
		head = ""
	}
	return b.String()
}

// statusLines is one item: its state, then its evidence, then what to do.
func statusLines(ref ghsa.Ref, standing reconcile.Standing, item policy.Item) string {
	var b strings.Builder
	fmt.Fprintf(&b, "  %-9s %s (%s)", item.State, printable(item.Title), item.ID)
	if !item.Deadline.IsZero() && !item.Settled() {
		b.WriteString(", due " + toTheMinute(item.Deadline))
	}
	b.WriteString("\n")
	for _, e := range item.Evidence {
		line := printable(e.Text)
		if e.URL != "" {
			line += " " + printable(e.URL)
		}
		b.WriteString(statusIndent + line + "\n")
	}
	if item.Next != "" && !item.Settled() {
		b.WriteString(statusIndent + "next, for " + printable(item.Owner) + ": " + printable(item.Next) + "\n")
		if command := outsideCommand(ref, standing, item.Command); command != "" {
			b.WriteString(statusIndent + "with: " + printable(command) + "\n")
		}
	}
	if waive := waiveHint(ref, standing, item); waive != "" {
		b.WriteString(statusIndent + "or, by the SRC: " + printable(waive) + "\n")
	}
	return b.String()
}

const statusIndent = "            "

// outsideCommand is a command as it is given now: once the thread is closed, by this program.
func outsideCommand(ref ghsa.Ref, standing reconcile.Standing, command string) string {
	if command == "" || standing.Case.Advisory.ThreadOpen {
		return command
	}
	if strings.HasPrefix(command, "embargo ") {
		return command + " " + arguments(ref)
	}
	if act, ok := strings.CutPrefix(command, "/"+policy.CommandAnnounce+" "); ok {
		return "embargo announce " + act + " " + arguments(ref)
	}
	return "" // what else there is, waiveHint says
}

// waiveHint is the way out that an open item has once the thread is closed.
func waiveHint(ref ghsa.Ref, standing reconcile.Standing, item policy.Item) string {
	if standing.Case.Advisory.ThreadOpen || item.Settled() || item.Need == policy.NeedDisabled {
		return ""
	}
	return fmt.Sprintf("embargo waive %s %s REASON", arguments(ref), item.ID)
}

// arguments name an advisory on the command line, see advisoryArgs.
func arguments(ref ghsa.Ref) string { return ref.Owner + "/" + ref.Repo + " " + ref.GHSA }

package render

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/embargo-app/embargo/policy"
)

// NagNote is a note of the app's own accord: what is due, and how far things are.
type NagNote struct {
	Key  string // of the note, see NoteMarker
	SRC  string // the SRC's team, ORG/TEAM
	Nag  policy.Nag
	Slot policy.Slot // the release slot, which the reporter is told
	Now  time.Time
}

// mentioned bounds how many people one paragraph notifies.
const mentioned = 8

// Nag writes the note: first what the reporter is told, then what the others have to see to, the most urgent first.
func Nag(n NagNote) string {
	parts := n.reporter()
	if len(n.Nag.Overdue) > 0 {
		head := wordsOverdue
		if n.Nag.Hurried {
			head = wordsHurried
		}
		parts = append(parts, n.items(nil, head, n.Nag.Overdue))
	}
	for _, group := range n.Nag.Soon {
		parts = append(parts, n.items(group.To, wordsDueSoon, group.Items))
	}
	if !n.Nag.Silent.IsZero() {
		days := int(day(n.Now) - day(n.Nag.Silent))
		parts = append(parts, n.to(nil)+fmt.Sprintf(wordsSilent, days))
	}
	if len(n.Nag.Overdue)+len(n.Nag.Soon) > 0 {
		parts = append(parts, wordsSnooze)
	}
	return note(n.Key, parts...)
}

// reporter is what the reporter is told, as one paragraph for each matter.
func (n NagNote) reporter() []string {
	var parts []string
	if n.Nag.Accepted {
		parts = append(parts, wordsAcceptedNews)
	}
	if n.Nag.FixReady {
		parts = append(parts, wordsFixReadyNews)
	}
	if !n.Nag.Reopened.IsZero() {
		parts = append(parts, fmt.Sprintf(wordsReopenedNews, Moment(n.Nag.Reopened)))
	}
	if n.Nag.Agreed {
		parts = append(parts, fmt.Sprintf(wordsAgreedNews, Slot(n.Slot.Start, n.Slot.End)))
	}
	if n.Nag.Publishing {
		parts = append(parts, wordsPublishingNews)
	}
	if n.Nag.Accepted {
		ask := wordsCreditAsk
		if n.Nag.Credited {
			ask = wordsCreditedAsk
		}
		parts = append(parts, fmt.Sprintf(ask, code("/"+policy.CommandCredit+" @"+n.Nag.Reporter, commandRunes)))
	}
	if at := mention(n.Nag.Reporter); at != "" && len(parts) > 0 {
		parts = append([]string{at + ","}, parts...)
	}
	return parts
}

// items lists what some people, or else the SRC, have to see to.
func (n NagNote) items(to []string, head string, items []policy.Item) string {
	lines := []string{n.to(to) + head, ""}
	for _, it := range items {
		lines = append(lines, "- "+n.item(it))
	}
	return strings.Join(lines, "\n")
}

// item is one thing to see to: what, by whom, until when.
func (n NagNote) item(it policy.Item) string {
	text := "**" + title(it) + "**"
	if step := nextStep(it); step != "" {
		text += " – " + actor(it.Owner) + ": " + strings.TrimSuffix(step, ".")
	}
	switch {
	case it.Deadline.IsZero():
	case n.Now.Before(it.Deadline):
		text += ". " + fmt.Sprintf(wordsIsDue, Moment(it.Deadline))
	default:
		text += ". " + fmt.Sprintf(wordsMissed, Moment(it.Deadline))
	}
	return text + "."
}

// to addresses people and teams, or else the SRC.
func (n NagNote) to(names []string) string {
	var all []string
	for _, name := range names[:min(len(names), mentioned)] {
		all = append(all, mentionAny(name))
	}
	all = slices.DeleteFunc(all, empty)
	if len(all) == 0 {
		all = []string{mentionAny(n.SRC)}
	}
	return strings.Join(all, " ") + ": "
}

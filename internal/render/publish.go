package render

import (
	"fmt"
	"strings"
	"time"

	"github.com/embargo-app/embargo/policy"
)

// publishPreview says, behind the first word of two, what the second would do and what is missing; "" for any other
// answer.
func publishPreview(v ReplyView, a Answer) string {
	said := v.Report.Ledger.Publish
	first := a.Verdict == policy.VerdictAccepted && a.Detail != "" && a.Command == policy.CommandPublish
	if !first || len(said) == 0 {
		return ""
	}
	until := said[len(said)-1].WrittenAt.Add(policy.PairWindow)
	parts := []string{fmt.Sprintf(wordsPreview, Moment(until)) + " " + previewSlot(v.Report, until)}
	return strings.Join(append(parts, missing(v.Report.Missing())), "\n\n")
}

func previewSlot(report policy.Report, until time.Time) string {
	slot := report.Slot
	switch {
	case !report.BySlot:
		return wordsPreviewSoon
	case !slot.Agreed:
		return wordsPreviewNoSlot
	case until.Before(slot.Start):
		return fmt.Sprintf(wordsPreviewEarly, Slot(slot.Start, slot.End))
	}
	return fmt.Sprintf(wordsPreviewSlot, Slot(slot.Start, slot.End))
}

// missing lists items with what to do about them.
func missing(items []policy.Item) string {
	if len(items) == 0 {
		return wordsPreviewReady
	}
	lines := []string{wordsPreviewMissing, ""}
	for _, it := range items {
		lines = append(lines, "- "+statusStep(it))
	}
	return strings.Join(lines, "\n")
}

// UnpublishedNote says why an advisory was not published although two members of the SRC wanted it.
type UnpublishedNote struct {
	Key     string // of the note, see NoteMarker
	To      string // login of whoever spoke the second word
	Codes   []policy.PublishCode
	Missing []policy.Item
	Slot    policy.Slot
}

// Unpublished writes the note.
func Unpublished(n UnpublishedNote) string {
	var reasons []string
	for _, c := range n.Codes {
		reasons = append(reasons, unpublishedWords[c])
	}
	text := fmt.Sprintf(wordsUnpublished, strings.Join(reasons, "; "))
	if at := mention(n.To); at != "" {
		text = at + ", n" + text[1:]
	}
	lacking := ""
	if len(n.Missing) > 0 {
		lacking = missing(n.Missing)
	}
	return note(n.Key, text, lacking, wordsUnpublishedAgain)
}

package render

import (
	"fmt"
	"strings"
	"time"

	"github.com/embargo-app/embargo/policy"
)

const (
	commandPublish = "publish"

	wordsPreview = "**Preview.** Nothing is published yet. When another member of the SRC writes `/publish` until %s, this " +
		"advisory is published the way its page shows it then, for everybody to read. **That cannot be undone**, and it " +
		"closes this thread."
	wordsPreviewSlot    = "It counts within the release slot only: **%s**."
	wordsPreviewEarly   = "That is before the release slot begins (%s), so the first word has to be said again by then."
	wordsPreviewNoSlot  = "No release slot is agreed, so it could not be published yet: `/release-day DATE`."
	wordsPreviewReady   = "Nothing that is required before the release is missing."
	wordsPreviewMissing = "Required and still missing:"

	wordsUnpublished      = "Nothing was published: %s."
	wordsUnpublishedAgain = "Once that is settled, two members of the SRC write `/publish` again."
)

// unpublishedWords say what spoke against publishing.
var unpublishedWords = map[policy.PublishCode]string{
	policy.PublishNotDraft:    "the advisory is no draft",
	policy.PublishNoPair:      "the words of the two members of the SRC do not belong together any more",
	policy.PublishNotSRC:      "one of the two is not known to be a member of the SRC now",
	policy.PublishNoSlot:      "no release slot is agreed any more",
	policy.PublishOutsideSlot: "it is not the time of the agreed release slot",
	policy.PublishNotReady:    "something that is required before the release is missing",
}

// publishPreview says, behind the first word of two, what the second would do and what is missing; "" for any other
// answer.
func publishPreview(v ReplyView, a Answer) string {
	said := v.Report.Ledger.Publish
	first := a.Verdict == policy.VerdictAccepted && a.Detail != "" && strings.TrimPrefix(a.Command, "/") == commandPublish
	if !first || len(said) == 0 {
		return ""
	}
	until := said[len(said)-1].WrittenAt.Add(policy.PairWindow)
	parts := []string{fmt.Sprintf(wordsPreview, absolute(until)) + " " + previewSlot(v.Report.Slot, until)}
	return strings.Join(append(parts, missing(v.Report.Missing())), "\n\n")
}

func previewSlot(slot policy.Slot, until time.Time) string {
	switch {
	case !slot.Agreed:
		return wordsPreviewNoSlot
	case until.Before(slot.Start):
		return fmt.Sprintf(wordsPreviewEarly, span(slot.Start, slot.End))
	}
	return fmt.Sprintf(wordsPreviewSlot, span(slot.Start, slot.End))
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
	parts := []string{text}
	if len(n.Missing) > 0 {
		parts = append(parts, missing(n.Missing))
	}
	return NoteMarker(n.Key) + "\n" + strings.Join(append(parts, wordsUnpublishedAgain), "\n\n") + "\n"
}

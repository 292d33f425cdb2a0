package render

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/embargo-app/embargo/policy"
)

// How much of an item's parts is shown, in characters, and how many pieces of evidence.
const (
	titleRunes    = 100
	nextRunes     = 300
	evidenceRunes = 120
	commandRunes  = 200
	evidenceShown = 3
)

// detail says how much an item's line tells; less is told when a checklist grows out of its bounds.
type detail int

const (
	detailFull  detail = iota
	detailBrief        // without evidence
	detailBare         // title and state only
)

// itemLine is the one line of an item, ending with its marker. On a page it takes up to three rows: what it is,
// who does what next, until when and what is known. It is a paragraph rather than an entry of a list, because a
// list's indentation costs a tenth of a phone's width.
func itemLine(it policy.Item, now time.Time, d detail) string {
	rows := []string{headRow(it, d)}
	if d < detailBare {
		rows = append(rows, nextRow(it))
	}
	facts := factsRow(it, now, d)
	if it.Settled() && facts != "" {
		rows[0] += " – " + facts
	} else {
		rows = append(rows, facts)
	}
	return strings.Join(slices.DeleteFunc(rows, empty), "<br>") + " " + itemMarker(it.ID, it.State)
}

func empty(text string) bool { return text == "" }

// headRow says what the item is and in which state, unless that goes without saying or the evidence says it.
func headRow(it policy.Item, d detail) string {
	head := StateSign(it.State) + " **" + title(it) + "**"
	word := StateWord(it.State)
	told := d == detailFull && len(it.Evidence) > 0 && strings.HasPrefix(it.Evidence[0].Text, word)
	if it.State == policy.StateDone || it.State == policy.StatePending || it.Need == policy.NeedDisabled || told {
		return head
	}
	if it.Need == policy.NeedAdvice && it.State != policy.StateWaived {
		word += wordsAdvice // it stands among what the release waits for
	}
	return head + " – " + word
}

// factsRow gives the deadline of what is open, and the evidence.
func factsRow(it policy.Item, now time.Time, d detail) string {
	var facts []string
	if !it.Deadline.IsZero() && !it.Settled() {
		facts = append(facts, deadline(it, now, wordsDue, wordsWasDue))
	}
	if d < detailBrief && it.Need != policy.NeedDisabled {
		facts = append(facts, evidenceList(it.Evidence))
	}
	return strings.Join(slices.DeleteFunc(facts, empty), " · ")
}

// nextRow says who does what next, "" when nothing is to be done.
func nextRow(it policy.Item) string {
	if it.Settled() {
		return ""
	}
	step := nextStep(it)
	if step == "" {
		return ""
	}
	if it.Owner == "" {
		return "→ " + step
	}
	return "→ " + actor(it.Owner) + ": " + step
}

// nextStep is the item's next step with its command, which can be copied.
func nextStep(it policy.Item) string {
	next := strings.TrimSpace(it.Next)
	if next == "" && it.State == policy.StateUnknown {
		next = wordsUnknownNext
	}
	if next == "" && it.Command == "" {
		return ""
	}
	command := code(it.Command, commandRunes)
	switch before, after, found := strings.Cut(next, it.Command); {
	case command == "" || strings.Contains(next, "`"+it.Command+"`"):
		return prose(next)
	case found:
		return prose(before + "`" + it.Command + "`" + after)
	case next == "":
		return command
	}
	separator := ": "
	if strings.Contains(next, separator) {
		separator = " – "
	}
	return prose(strings.TrimRight(next, ".: ")) + separator + command
}

func evidenceList(evidence []policy.Evidence) string {
	var shown []string
	for _, e := range evidence[:min(len(evidence), evidenceShown)] {
		if text := link(e.Text, e.URL, evidenceRunes); text != "" {
			shown = append(shown, text)
		}
	}
	if more := len(evidence) - evidenceShown; more > 0 {
		shown = append(shown, fmt.Sprintf(wordsMoreEvidence, more))
	}
	return strings.Join(shown, "; ")
}

func title(it policy.Item) string {
	if text := escapeTo(it.Title, titleRunes); text != "" {
		return text
	}
	return escapeTo(string(it.ID), titleRunes)
}

// StateSign is an item's state as one character.
func StateSign(state policy.State) string {
	if s, ok := stateSigns[state]; ok {
		return s
	}
	return stateSigns[policy.StateUnknown]
}

// StateWord says in what state an item is.
func StateWord(state policy.State) string {
	if w, ok := stateWords[state]; ok {
		return w
	}
	return stateWords[policy.StateUnknown]
}

// deadline fills in the first format for a deadline to come, the second for one that was missed. The state says
// which, and the calendar: not the hour, which would change the text within a day.
func deadline(it policy.Item, now time.Time, due, wasDue string) string {
	if it.State == policy.StateOverdue || day(it.Deadline) < day(now) {
		due = wasDue
	}
	return fmt.Sprintf(due, Moment(it.Deadline), Ago(it.Deadline, now))
}

// capital makes a lower-case ASCII letter in front a capital one.
func capital(s string) string {
	if s != "" && s[0] >= 'a' && s[0] <= 'z' {
		return strings.ToUpper(s[:1]) + s[1:]
	}
	return s
}

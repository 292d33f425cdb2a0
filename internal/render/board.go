package render

import (
	"time"

	"github.com/embargo-app/embargo/policy"
)

// The functions of this file give other pages than the thread the checklist's own order and words, as plain text.

// Section is one part of the checklist with its items, the most urgent first.
type Section struct {
	Head   string
	Folded bool // of no interest at first sight
	Items  []policy.Item
}

// Sections sorts a report's items into the parts of the checklist, in the order they are shown.
func Sections(r policy.Report) []Section {
	var all []Section
	for _, s := range sections(r) {
		all = append(all, Section{Head: s.head, Folded: s.folded, Items: s.items})
	}
	return all
}

// NextItem is the first item that somebody can work on now; false when there is none.
func NextItem(r policy.Report) (policy.Item, bool) {
	open := steps(r)
	if len(open) == 0 || r.Phase == policy.PhaseAbandoned {
		return policy.Item{}, false
	}
	return open[0], true
}

// Progress counts the steps that the release needs, and those of them that are done or waived.
func Progress(r policy.Report) (settledSteps, required int) { return progress(r) }

// PhaseWord says where an advisory stands.
func PhaseWord(phase policy.Phase) string { return phaseWord(phase) }

// StateWord says in what state an item is.
func StateWord(state policy.State) string { return stateWord(state) }

// StateSign is an item's state as one character.
func StateSign(state policy.State) string { return sign(state) }

// Moment writes a time for people: "Tue 10 Nov 2026 14:00 UTC".
func Moment(t time.Time) string { return absolute(t) }

// Slot writes a release slot: "Tue 24 Nov 2026 16:00–20:00 UTC".
func Slot(start, end time.Time) string { return span(start, end) }

// Elsewhere writes a moment in the local times of the regions where people are likely to read it.
func Elsewhere(t time.Time) string { return elsewhere(t) }

// Ago says how far a time is from now in whole days: "in 3 days".
func Ago(t, now time.Time) string { return coarse(t, now) }

// AnswerText says in one line of Markdown what became of a command that somebody with that right gave.
func AnswerText(a Answer, right policy.Right) string { return answerLine(a, right) }

// DutyWord is what people call a duty.
func DutyWord(duty policy.Duty) string { return dutyWords[duty] }

// RightWord names the capacity in which somebody acts: "a member of the fix team".
func RightWord(right policy.Right) string { return rightWord(right) }

package render

import (
	"fmt"
	"strings"
	"time"

	"github.com/embargo-app/embargo/policy"
)

// Checklist writes the checklist comment: what to do next and who should do it, the phase, the release slot, then
// every item of the report on one line of its own, most urgent first, what is settled folded away, and who is on
// what duty. It mentions nobody, changes with the clock at most once a day, and never exceeds Limit bytes: a
// longer one tells less of each item.
func Checklist(c policy.Case, r policy.Report, now time.Time) string {
	for d := detailFull; d <= detailBare; d++ {
		if text := checklist(c, r, now, d, len(r.Items)); len(text) <= Limit {
			return text
		}
	}
	shown := len(r.Items)
	for {
		shown = shown * 3 / 4
		if text := checklist(c, r, now, detailBare, shown); len(text) <= Limit {
			return text
		}
	}
}

// checklist writes at most shown items; of the rest it gives the number.
func checklist(c policy.Case, r policy.Report, now time.Time, d detail, shown int) string {
	blocks := []string{ChecklistMarker + "\n" + headline(r, now), overview(c, r, now)}
	left := shown
	dutiesShown := false
	for _, s := range Sections(r) {
		if s.Folded && !dutiesShown {
			blocks = append(blocks, duties(r))
			dutiesShown = true
		}
		visible := min(left, len(s.Items))
		left -= visible
		if visible > 0 {
			blocks = append(blocks, block(s, visible, now, d))
		}
	}
	if !dutiesShown {
		blocks = append(blocks, duties(r))
	}
	if hidden := len(r.Items) - shown; hidden > 0 {
		blocks = append(blocks, fmt.Sprintf(wordsMoreItems, hidden))
	}
	return strings.Join(append(blocks, wordsFooter), "\n\n") + "\n"
}

// block writes the first visible items of a section under its head.
func block(s Section, visible int, now time.Time, d detail) string {
	lines := make([]string, 0, visible)
	for _, it := range s.Items[:visible] {
		lines = append(lines, itemLine(it, now, d))
	}
	list := strings.Join(lines, "\n\n")
	if s.Folded {
		return fmt.Sprintf("<details><summary>%s (%d)</summary>\n\n%s\n\n</details>", s.Head, len(s.Items), list)
	}
	return "#### " + s.Head + "\n\n" + list
}

// headline is the sentence that says what to do next and who should do it.
func headline(r policy.Report, now time.Time) string {
	open := steps(r)
	switch {
	case r.Phase == policy.PhaseAbandoned:
		return wordsAbandoned
	case len(open) == 0 && r.Phase == policy.PhaseFinished:
		return wordsNoFurther
	case len(open) == 0:
		return wordsNothingOpen
	}
	it := open[0]
	step := nextStep(it)
	if step == "" {
		step = fmt.Sprintf(wordsLookAfter, title(it))
	}
	when := ""
	if !it.Deadline.IsZero() {
		when = deadline(it, now, wordsDueInline, wordsWasInline)
	}
	return fmt.Sprintf(wordsNext, owner(it.Owner), strings.TrimSuffix(step, "."), when+".")
}

// overview gives the phase and how far it is, and the release slot once it is agreed, or when it was published.
func overview(c policy.Case, r policy.Report, now time.Time) string {
	parts := []string{fmt.Sprintf(wordsPhase, PhaseWord(r.Phase))}
	if settledSteps, required := Progress(r); required > 0 {
		parts = append(parts, fmt.Sprintf(wordsProgress, settledSteps, required))
	}
	text := strings.Join(parts, " · ")
	if at := c.Advisory.PublishedAt; !at.IsZero() {
		return text + "\n" + fmt.Sprintf(wordsPublished, Moment(at)) + " (" + Ago(at, now) + ")"
	}
	switch {
	case r.Timeline.Soon:
		text += "\n" + wordsSoon
	case r.Timeline.Slow:
		text += "\n" + wordsSlow
	}
	if start := r.Slot.Start; !start.IsZero() {
		words := wordsProposed
		if r.Slot.Agreed {
			words = wordsSlot
		}
		text += "\n" + fmt.Sprintf(words, Slot(start, r.Slot.End)) + " (" + Ago(start, now) + ")\n" +
			fmt.Sprintf(wordsElsewhere, Elsewhere(start))
	}
	return text
}

// PhaseWord says where an advisory stands.
func PhaseWord(phase policy.Phase) string {
	if w, ok := phaseWords[phase]; ok {
		return w
	}
	return escapeTo(string(phase), titleRunes)
}

// duties says who is on what duty.
func duties(r policy.Report) string {
	var parts []string
	for _, d := range policy.Duties() {
		holder := wordsDutyFree
		if a, ok := r.Ledger.Duties[d]; ok && a.Login != "" {
			holder = login(a.Login)
		}
		parts = append(parts, dutyWords[d]+" "+holder)
	}
	return fmt.Sprintf(wordsDuties, strings.Join(parts, " · "))
}

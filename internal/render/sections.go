package render

import (
	"cmp"
	"slices"

	"github.com/embargo-app/embargo/policy"
)

// place is a part of the checklist in which an item may stand.
type place int

const (
	placeUrgent place = iota
	placeRequired
	placeAdvised
	placeAfter
	placeClosed // open when the advisory was closed
	placeDone
	placeOutside
)

var placeHeads = map[place]string{
	placeUrgent:   headUrgent,
	placeRequired: headRequired,
	placeAdvised:  headAdvised,
	placeAfter:    headAfter,
	placeClosed:   headClosed,
	placeDone:     headDone,
	placeOutside:  headOutside,
}

// Section is one part of the checklist with its items.
type Section struct {
	Head   string
	Folded bool // of no interest at first sight
	Items  []policy.Item
}

// Sections sorts a report's items into the parts of the checklist, in the order they are shown, the most urgent
// item first in each. Every item is in exactly one, and there are no empty ones.
func Sections(r policy.Report) []Section {
	order := []place{placeUrgent, placeRequired, placeAdvised, placeAfter, placeClosed, placeDone, placeOutside}
	if atRelease(r.Phase) { // then it comes before what is merely recommended
		order = []place{placeUrgent, placeRequired, placeAfter, placeAdvised, placeClosed, placeDone, placeOutside}
	}
	items := map[place][]policy.Item{}
	for _, it := range r.Items {
		p := placeOf(it, r.Phase)
		items[p] = append(items[p], it)
	}
	var all []Section
	for _, p := range order {
		if len(items[p]) == 0 {
			continue
		}
		if p < placeDone {
			slices.SortStableFunc(items[p], byUrgency(r.Phase))
		}
		folded := p >= placeClosed || p == placeAfter && !atRelease(r.Phase)
		head := placeHeads[p]
		if p == placeDone && slices.ContainsFunc(items[p], func(it policy.Item) bool { return it.State == policy.StateWaived }) {
			head = headWaived
		}
		all = append(all, Section{head, folded, items[p]})
	}
	return all
}

func placeOf(it policy.Item, phase policy.Phase) place {
	urgent := it.State != policy.StatePending
	switch {
	case it.Need == policy.NeedDisabled:
		return placeOutside
	case it.Settled():
		return placeDone
	case phase == policy.PhaseAbandoned:
		return placeClosed
	case it.Need == policy.NeedAfter && it.State == policy.StateUnknown && !atRelease(phase):
		return placeAfter // not known yet, and nobody needs to know
	case urgent:
		return placeUrgent
	case it.Need == policy.NeedAfter:
		return placeAfter
	case it.Need == policy.NeedAdvice:
		return placeAdvised
	}
	return placeRequired
}

// atRelease holds once the release, and what follows it, is what people work on.
func atRelease(phase policy.Phase) bool {
	return phase == policy.PhaseReady || phase == policy.PhaseReleased || phase == policy.PhaseFinished
}

// byUrgency puts the worse state first, then what the release waits for, then the earlier deadline; what has no
// deadline comes last, and equals stay in the process's order.
func byUrgency(phase policy.Phase) func(a, b policy.Item) int {
	return func(a, b policy.Item) int {
		return cmp.Or(
			cmp.Compare(stateRank(a.State), stateRank(b.State)),
			cmp.Compare(needRank(a.Need, phase), needRank(b.Need, phase)),
			byDeadline(a, b),
		)
	}
}

func stateRank(state policy.State) int {
	switch state {
	case policy.StateViolated:
		return 0
	case policy.StateOverdue:
		return 1
	case policy.StateDueSoon:
		return 2
	case policy.StatePending:
		return 4
	default: // unknown: somebody has to look, though nothing is known to be wrong
		return 3
	}
}

func needRank(need policy.Need, phase policy.Phase) int {
	switch {
	case need == policy.NeedAdvice:
		return 2
	case need == policy.NeedAfter && !atRelease(phase):
		return 3
	case need == policy.NeedAfter:
		return 1
	default:
		return 0
	}
}

func byDeadline(a, b policy.Item) int {
	switch {
	case a.Deadline.IsZero() || b.Deadline.IsZero():
		return boolRank(a.Deadline.IsZero()) - boolRank(b.Deadline.IsZero())
	default:
		return a.Deadline.Compare(b.Deadline)
	}
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}

// steps lists the items that are open for work in this phase, the next one first.
func steps(r policy.Report) []policy.Item {
	var open []policy.Item
	for _, s := range Sections(r) {
		if !s.Folded {
			open = append(open, s.Items...)
		}
	}
	return open
}

// NextItem is the first item that somebody can work on now; false when there is none.
func NextItem(r policy.Report) (policy.Item, bool) {
	open := steps(r)
	if len(open) == 0 || r.Phase == policy.PhaseAbandoned {
		return policy.Item{}, false
	}
	return open[0], true
}

// Progress counts the steps the release needs, and those of them that are done or waived.
func Progress(r policy.Report) (settledSteps, required int) {
	for _, it := range r.Items {
		if it.Need != policy.NeedRequired {
			continue
		}
		required++
		if it.Settled() {
			settledSteps++
		}
	}
	return settledSteps, required
}

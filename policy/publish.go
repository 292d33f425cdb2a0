package policy

import (
	"slices"
	"time"
)

// PairWindow is how long the first word of two SRC members waits for the second.
const PairWindow = 24 * time.Hour

// PublishCode names, stably, what speaks against publishing on the word of two SRC members.
type PublishCode string

// What may speak against it.
const (
	PublishNotDraft    PublishCode = "not-draft"    // it is no draft any more, or not yet
	PublishNoPair      PublishCode = "no-pair"      // there are no two words that belong together
	PublishNotSRC      PublishCode = "not-src"      // one of the two is not of the SRC any more
	PublishNoSlot      PublishCode = "no-slot"      // no release slot is agreed
	PublishOutsideSlot PublishCode = "outside-slot" // it is not the time of the slot
	PublishNotReady    PublishCode = "not-ready"    // something required before the release is missing
)

// PublishPair gives the two words on which the advisory is to be published: the last /publish and the one before, of
// two people, within PairWindow, where only the second stands without a detail. False when there are none.
func (l Ledger) PublishPair() (first, second Decision, ok bool) {
	n := len(l.Publish)
	if n < 2 {
		return Decision{}, Decision{}, false
	}
	first, second = l.Publish[n-2], l.Publish[n-1]
	apart := second.WrittenAt.Sub(first.WrittenAt)
	ok = first.Detail != "" && second.Detail == "" && !sameLogin(first.Actor, second.Actor) && apart <= PairWindow
	return first, second, ok
}

// CheckPublish lists what speaks against publishing now on the word that stands in the given comment, with the
// report on the case as it is now; nothing when the advisory is to be published. The gravest comes first.
func CheckPublish(process Process, c Case, report Report, comment int64, now time.Time) []PublishCode {
	var codes []PublishCode
	if c.Advisory.State != AdvisoryDraft {
		codes = append(codes, PublishNotDraft)
	}
	first, second, ok := report.Ledger.PublishPair()
	member := func(d Decision) bool { return RightOf(process, c, report.Ledger, d.Actor, now) == RightSRC }
	switch {
	case !ok || second.Comment != comment:
		codes = append(codes, PublishNoPair)
	case !member(first) || !member(second):
		codes = append(codes, PublishNotSRC)
	}
	switch slot := report.Slot; {
	case !report.BySlot:
	case !slot.Agreed:
		codes = append(codes, PublishNoSlot)
	case now.Before(slot.Start) || !now.Before(slot.End):
		codes = append(codes, PublishOutsideSlot)
	}
	if len(report.Missing()) > 0 {
		codes = append(codes, PublishNotReady)
	}
	return codes
}

// Missing lists the items that are required before the release and neither done nor waived.
func (r Report) Missing() []Item {
	return slices.DeleteFunc(slices.Clone(r.Items), func(i Item) bool { return i.Need != NeedRequired || i.Settled() })
}

package policy

import "time"

// slotOnTable is the slot proposed last, and whether both sides want it.
func (v *view) slotOnTable() Slot {
	proposal := v.ledger.Proposal
	if !proposal.Decision.Made() {
		return Slot{}
	}
	slot := Slot{Start: proposal.Start, End: slotEnd(v.process, proposal.Start), AgreedBy: proposal.Words}
	for _, code := range standingProblems(v.process, v.timeline, slot.Start) {
		if !code.Unwise() || !proposal.Override {
			slot.Against = append(slot.Against, code)
		}
	}
	src, fixTeam := v.sides(proposal.Words)
	slot.Agreed = src && fixTeam && len(slot.Against) == 0
	return slot
}

// sides tells which side agreed, by the rights people had when they spoke. Where SRC members are on the fix team
// themselves, one of them may speak for the fix team as long as another speaks for the SRC.
func (v *view) sides(words []Decision) (src, fixTeam bool) {
	members, doubles := 0, 0
	for _, word := range words {
		if word.Right != RightSRC {
			fixTeam = true
			continue
		}
		members++
		if v.fixTeam(word.Actor) {
			doubles++
		}
	}
	return members > 0, fixTeam || members > 1 && doubles > 0
}

// findReleaseDay: fix team and SRC agreed on the same slot, nothing speaks against it, and it was not missed.
func findReleaseDay(v *view) finding {
	proposal, slot := v.ledger.Proposal, v.slot
	if !proposal.Decision.Made() {
		return v.proposeReleaseDay()
	}
	evidence := []Evidence{v.said(slotIs(slot.Start, slot.End), proposal.Decision)}
	for _, word := range slot.AgreedBy {
		if word.Comment != proposal.Decision.Comment || word.Index != proposal.Decision.Index {
			evidence = append(evidence, v.said(wordAgreed, word))
		}
	}
	if len(slot.Against) > 0 {
		next, command, wake := v.suggestion()
		for _, code := range slot.Against {
			evidence = append(evidence, Evidence{Text: against(code), URL: v.ruledBy(code).URL})
		}
		found := violated(next, command, evidence...)
		found.wake = wake
		return found
	}
	if !slot.Agreed {
		return v.agreeOnReleaseDay(evidence)
	}
	if !v.published() && !v.now.Before(slot.End) {
		next, command, wake := v.suggestion()
		found := pending(next, command, append(evidence, Evidence{Text: slotMissed, URL: v.c.Advisory.URL})...)
		found.due, found.wake = slot.End, wake
		return found
	}
	found := done(append(evidence, v.noticeEvidence()...)...)
	wake := alarm{now: v.now}
	wake.set(slot.End)
	v.prenoticeWake(&wake)
	found.wake = wake.at
	return found
}

// ruledBy is the decision because of which a slot is no good: the one that set the date it violates, or else the
// proposal itself.
func (v *view) ruledBy(code SlotCode) Decision {
	switch code {
	case SlotReporter:
		return v.ledger.ReporterDeadline.Decision
	case SlotUpstream:
		return v.ledger.Upstream.Decision
	}
	return v.ledger.Proposal.Decision
}

func (v *view) proposeReleaseDay() finding {
	next, command, wake := v.suggestion()
	found := pending(next, command)
	found.wake = wake
	return found
}

// suggestion proposes a good slot; it may change at midnight, when a day is over.
func (v *view) suggestion() (next, command string, wake time.Time) {
	wake = DateOf(v.now).End()
	if v.timeline.Still || v.published() {
		return nextProposeAny, usageReleaseDayBare, time.Time{} // nobody waits for it any more
	}
	if v.timeline.Soon {
		return nextProposeSoon, usageReleaseDayBare, time.Time{}
	}
	start, ok := suggestSlot(*v.process, v.timeline, time.Time{}, v.now)
	if !ok {
		return nextNoSlot, usageExtend(ItemReleaseDay), wake
	}
	return nextPropose(start), usageReleaseDay(start), v.noticeRunsOut(start, wake)
}

func (v *view) agreeOnReleaseDay(evidence []Evidence) finding {
	proposal := v.ledger.Proposal
	if !v.slot.Start.After(v.now) {
		found := v.proposeReleaseDay()
		evidence = append(evidence, Evidence{Text: slotNeverAgreed, URL: proposal.Decision.URL})
		found.evidence = evidence
		return found
	}
	src, fixTeam := v.sides(proposal.Words)
	var found finding
	switch {
	case proposal.Disagreed.Made() && !src && !fixTeam:
		next, command, wake := v.suggestion()
		found = pending(next, command, append(evidence, v.said(wordDisagreed, proposal.Disagreed))...)
		found.wake = wake
	case src:
		found = pending(nextAgree(OwnerFixTeam), usageAgree, evidence...)
		found.owner = OwnerFixTeam
	default:
		found = pending(nextAgree(OwnerSRC), usageAgree, evidence...)
	}
	if found.wake.IsZero() || v.slot.Start.Before(found.wake) {
		found.wake = v.slot.Start
	}
	return found
}

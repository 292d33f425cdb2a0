package command

import (
	"strings"
	"time"

	"github.com/embargo-app/embargo/policy"
)

var publish = Spec{
	Name:    policy.CommandPublish,
	Usage:   "/publish",
	Help:    "Publishes the advisory; that cannot be undone.",
	Example: "/publish",
	Rights:  responseTeam,
	Note: "Takes two different members of the SRC within 24 hours; the second word counts only inside the agreed " +
		"release slot (at once where the release day was waived or it is public already), when nothing required before the " +
		"release is missing.",
	judge: judgePublish,
}

func judgePublish(q *request) {
	if q.c.Advisory.State == policy.AdvisoryTriage {
		q.refuse(detailNotAccepted)
		return
	}
	first, waits := waitingFirst(q.ledger().Publish, q.written)
	switch {
	case !waits:
		q.detail = detailFirstOfTwo
	case strings.EqualFold(first.Actor, q.author):
		q.refuse(detailSamePerson)
	default:
		judgeReadiness(q)
	}
}

// waitingFirst finds the first word of two that still waits for its second at that time.
func waitingFirst(said []policy.Decision, at time.Time) (policy.Decision, bool) {
	if len(said) == 0 {
		return policy.Decision{}, false
	}
	last := said[len(said)-1]
	return last, last.Detail == detailFirstOfTwo && at.Sub(last.WrittenAt) <= policy.PairWindow
}

// judgeReadiness refuses the second word outside the slot or while something required is missing.
func judgeReadiness(q *request) {
	report := policy.Evaluate(q.process, q.c, q.now)
	slot, bySlot := report.Slot, report.BySlot
	switch {
	case bySlot && !slot.Agreed:
		q.refuse(detailNoSlot)
	case bySlot && (q.now.Before(slot.Start) || !q.now.Before(slot.End)):
		q.refuse(detailOutsideSlot)
	case len(report.Missing()) > 0:
		q.refuse(detailNotReady)
	}
}

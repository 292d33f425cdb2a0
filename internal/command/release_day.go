package command

import (
	"slices"
	"time"

	"github.com/embargo-app/embargo/policy"
)

var releaseDay = Spec{
	Name:    policy.CommandReleaseDay,
	Usage:   "/release-day DATE [TIME]",
	Help:    "Proposes when to release, in UTC; proposing is agreeing, and voids what was said about another date.",
	Example: "/release-day next tuesday 16:00",
	Rights:  fixTeamAndSRC,
	Note: "Without a time the process's release time is meant. An SRC member may insist on a day or hour that the " +
		"process avoids by repeating the refused proposal with a reason: `/release-day DATE TIME REASON`.",
	read: func(r *reader) {
		r.slot(policy.ArgStart)
		r.optionalReason()
	},
	judge: judgeSlot,
}

// judgeSlot refuses a slot that is impossible, and one that is unwise unless the SRC insists.
func judgeSlot(q *request) {
	start := q.time(policy.ArgStart)
	problems := policy.CheckSlot(q.process, policy.TimelineOf(q.process, q.c, q.ledger()), start, q.now)
	if len(problems) == 0 {
		return
	}
	impossible := func(code policy.SlotCode) bool { return !code.Unwise() }
	if i := slices.IndexFunc(problems, impossible); i >= 0 {
		q.refuse(string(problems[i]))
		return
	}
	if q.right == policy.RightSRC && q.reasoned && (q.again || q.refusedBefore(start)) {
		q.args[policy.ArgOverride] = "true"
		return
	}
	q.refuse(string(problems[0]))
}

// refusedBefore tells whether this slot was proposed already and refused as unwise, by whomever.
func (q *request) refusedBefore(start time.Time) bool {
	return slices.ContainsFunc(q.c.Decisions, func(d policy.Decision) bool {
		return d.Command == policy.CommandReleaseDay && d.Verdict == policy.VerdictRefused &&
			policy.SlotCode(d.Detail).Unwise() && d.Args[policy.ArgStart] == start.Format(time.RFC3339)
	})
}

package command

import (
	"slices"
	"strings"

	"github.com/embargo-app/embargo/policy"
)

var prenotice = Spec{
	Name:    policy.CommandPrenotice,
	Usage:   "/prenotice preview|send|hold",
	Help:    "Tells distributors of the agreed release day, by mail, as long ahead as the process says; or holds that back.",
	Example: "/prenotice preview",
	Rights:  fixTeamAndSRC,
	Limited: true,
	Note: "`send` takes two different members of the SRC, `hold` one. The mail goes out that many days before the agreed slot, " +
		"or at once when less time is left; another release day takes two words again.",
	read: func(r *reader) {
		r.choice(policy.ArgAct, detailAct, policy.AnnouncePreview, policy.AnnounceSend, policy.AnnounceHold)
	},
	judge: judgePrenotice,
}

func judgePrenotice(q *request) {
	act := q.args[policy.ArgAct]
	switch {
	case act != policy.AnnouncePreview && q.right != policy.RightSRC:
		q.forbid(detailSRCOnly)
	case q.process.Prenotice.Days <= 0 || len(q.process.Prenotice.To) == 0:
		q.refuse(detailNoPrenotice)
	case act == policy.AnnouncePreview:
		q.verdict = policy.VerdictAnswered // the reply shows it, and nothing is changed
	case act == policy.AnnounceSend:
		judgePrenoticeSend(q)
	}
}

// judgePrenoticeSend wants two different SRC members to agree on whom to tell of which slot.
func judgePrenoticeSend(q *request) {
	report := policy.Evaluate(q.process, q.c, q.now)
	sends := report.Ledger.Prenotice.Sends
	same := func(d policy.Decision) bool { return strings.EqualFold(d.Actor, q.author) }
	to := q.process.Prenotice.To
	switch {
	case report.Timeline.Soon:
		q.refuse(detailPublicAlready)
	case !report.Slot.Agreed || !q.now.Before(report.Slot.Start):
		q.refuse(detailNoSlot)
	case len(policy.PrenoticeTold(q.c, report.Slot, to)) == len(to):
		q.refuse(detailToldAlready)
	case len(sends) >= 2:
		q.refuse(detailPrenoticeArmed)
	case slices.ContainsFunc(sends, same):
		q.refuse(detailSamePerson)
	default:
		q.args[policy.ArgTo] = strings.Join(to, " ")
		if len(sends) == 0 {
			q.detail = detailFirstOfTwo
		}
	}
}

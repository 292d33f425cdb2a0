package command

import (
	"slices"
	"strings"

	"github.com/embargo-app/embargo/policy"
)

// wordEdited says that whoever sends the retrospective gives its text.
const wordEdited = "edited"

var retro = Spec{
	Name:    policy.CommandRetro,
	Usage:   "/retro [send [edited]]",
	Help:    "Shows the timeline so far; after the publication it has the draft of the retrospective mailed to the SRC.",
	Example: "/retro",
	Rights:  fixTeamAndSRC,
	Limited: true,
	Note: "`send` mails it to the list. It takes a member of the SRC, after the publication, where the thread is closed: " +
		"`embargo retro send` or the dashboard says it. `edited` is for a text of one's own, `embargo retro send --file`.",
	Late: true,
	read: func(r *reader) {
		if r.peek() == "" {
			return
		}
		r.choice(policy.ArgAct, detailExtra, policy.RetroSend)
		if r.fault == "" && strings.EqualFold(r.peek(), wordEdited) {
			r.value(policy.ArgEdited, detailExtra, func(string) (string, string) { return "true", "" })
		}
	},
	judge: judgeRetro,
}

func judgeRetro(q *request) {
	published := q.c.Advisory.State == policy.AdvisoryPublished
	switch {
	case q.args[policy.ArgAct] == "":
		if !published {
			q.verdict = policy.VerdictAnswered // the reply shows what there is so far
		}
	case q.right != policy.RightSRC:
		q.forbid(detailSRCOnly)
	case !published:
		q.refuse(detailUnpublished)
	case len(q.process.Announcement.Mail.To) == 0:
		q.refuse(detailNoList)
	case !slices.ContainsFunc(q.process.Announcement.Mail.To, func(to string) bool { return !toldRetro(q.c, to) }):
		q.refuse(detailSentAlready)
	}
}

// toldRetro tells whether the retrospective has reached an address, or may have.
func toldRetro(c policy.Case, to string) bool {
	return slices.ContainsFunc(slices.Concat(c.Sent, c.Unsure), func(s policy.Sent) bool {
		return s.Kind == policy.SentRetrospective && s.Mail && strings.EqualFold(s.Channel, to)
	})
}

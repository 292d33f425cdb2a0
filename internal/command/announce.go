package command

import (
	"slices"
	"strings"

	"github.com/embargo-app/embargo/policy"
)

var announce = Spec{
	Name:    policy.CommandAnnounce,
	Usage:   "/announce preview|send|hold",
	Help:    "Shows the announcement, has it sent once the advisory is published and its release verified, or holds it back.",
	Example: "/announce preview",
	Rights:  fixTeamAndSRC,
	Limited: true,
	Note:    "`send` takes two different members of the SRC, `hold` one. Once the thread is closed: `embargo announce`, or the dashboard.",
	Late:    true,
	read: func(r *reader) {
		r.choice(policy.ArgAct, detailAct, policy.AnnouncePreview, policy.AnnounceSend, policy.AnnounceHold)
	},
	judge: func(q *request) {
		act := q.args[policy.ArgAct]
		switch {
		case act == policy.AnnouncePreview:
		case q.right != policy.RightSRC:
			q.forbid(detailSRCOnly)
		case act == policy.AnnounceSend:
			judgeSend(q)
		}
	},
}

// judgeSend wants two different SRC members; their words stand until somebody holds the announcement back.
func judgeSend(q *request) {
	announcement := q.ledger().Announcement
	same := func(d policy.Decision) bool { return strings.EqualFold(d.Actor, q.author) }
	switch {
	case announcement.Armed():
		q.refuse(detailArmed)
	case slices.ContainsFunc(announcement.Sends, same):
		q.refuse(detailSamePerson)
	case len(announcement.Sends) == 0:
		q.detail = detailFirstOfTwo
	}
}

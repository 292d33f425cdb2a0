package command

import (
	"strings"

	"github.com/embargo-app/embargo/policy"
)

var assign = Spec{
	Name:    policy.CommandAssign,
	Usage:   "/assign DUTY @login",
	Help:    "Gives one of the four duties (triage, infra, disclosure, release) to somebody.",
	Example: "/assign triage @alice",
	Rights:  fixTeamAndSRC,
	Limited: true,
	Note:    "The fix team may assign only themselves.",
	read: func(r *reader) {
		r.duty(policy.ArgDuty)
		r.login()
	},
	judge: func(q *request) {
		if q.right != policy.RightSRC && !strings.EqualFold(q.args[policy.ArgLogin], q.author) {
			q.forbid(detailSelfOnly)
		}
	},
}

package command

import (
	"strings"

	"github.com/embargo-app/embargo/policy"
)

var approve = Spec{
	Name:    policy.CommandApprove,
	Usage:   "/approve @login|@org/team REASON",
	Help:    "Lets somebody who is no code owner, or a team of the organisation, collaborate on the advisory.",
	Example: "/approve @olga wrote the code in question",
	Rights:  responseTeam,
	read: func(r *reader) {
		r.loginOrTeam()
		r.reason()
	},
	judge: func(q *request) {
		org, _, named := strings.Cut(q.args[policy.ArgTeam], "/")
		if named && !strings.EqualFold(org, q.c.Advisory.Owner) {
			q.refuse(detailOtherOrg)
		}
	},
}

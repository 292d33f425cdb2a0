package command

import (
	"slices"
	"strings"

	"github.com/embargo-app/embargo/policy"
)

var revoke = Spec{
	Name:    policy.CommandRevoke,
	Usage:   "/revoke @login|@org/team",
	Help:    "Takes an approval back.",
	Example: "/revoke @olga",
	Rights:  responseTeam,
	read:    func(r *reader) { r.loginOrTeam() },
	judge: func(q *request) {
		meant := func(a policy.Approval) bool {
			return strings.EqualFold(a.Login, q.args[policy.ArgLogin]) && strings.EqualFold(a.Team, q.args[policy.ArgTeam])
		}
		if !slices.ContainsFunc(q.ledger().Approved, meant) {
			q.refuse(detailNotApproved)
		}
	},
}

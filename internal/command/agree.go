package command

import "github.com/embargo-app/embargo/policy"

var agree = Spec{
	Name:    policy.CommandAgree,
	Usage:   "/agree",
	Help:    "Agrees to the proposed release day; one of the fix team and one of the SRC make it agreed.",
	Example: "/agree",
	Rights:  fixTeamAndSRC,
	judge: func(q *request) {
		needProposal(q)
		if start := q.ledger().Proposal.Start; q.detail == "" && !start.After(q.now) {
			q.refuse(detailPast)
		}
	},
}

// needProposal refuses what can only be said about a proposed release day.
func needProposal(q *request) {
	if !q.ledger().Proposal.Decision.Made() {
		q.refuse(detailNoProposal)
	}
}

package command

import "github.com/embargo-app/embargo/policy"

var disagree = Spec{
	Name:    policy.CommandDisagree,
	Usage:   "/disagree REASON",
	Help:    "Speaks against the proposed release day and opens it again, also when it was agreed.",
	Example: "/disagree the fix needs another review",
	Rights:  fixTeamAndSRC,
	read:    func(r *reader) { r.reason() },
	judge:   needProposal,
}

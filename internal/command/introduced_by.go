package command

import "github.com/embargo-app/embargo/policy"

var introducedBy = Spec{
	Name:    policy.CommandIntroducedBy,
	Usage:   "/introduced-by PR…",
	Help:    "Names the pull requests that introduced the flaw, for the retrospective.",
	Example: "/introduced-by #3",
	Rights:  fixTeamAndSRC,
	Note:    pullRequestNote,
	Late:    true,
	read:    func(r *reader) { r.pullRequests(policy.ArgPRs) },
}

package command

import "github.com/embargo-app/embargo/policy"

var fixReady = Spec{
	Name:    policy.CommandFixReady,
	Usage:   "/fix-ready PR…",
	Help:    "Declares the fix ready and names its pull requests.",
	Example: "/fix-ready #12 octo-org/fixes#7",
	Rights:  fixTeamAndSRC,
	Note:    pullRequestNote,
	read:    func(r *reader) { r.pullRequests(policy.ArgPRs) },
}

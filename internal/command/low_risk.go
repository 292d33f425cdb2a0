package command

import "github.com/embargo-app/embargo/policy"

var lowRisk = Spec{
	Name:    policy.CommandLowRisk,
	Usage:   "/low-risk REASON",
	Help:    "Rules that the risk is low, so that the fix team may use `/slow`.",
	Example: "/low-risk needs a misconfigured server",
	Rights:  responseTeam,
	read:    func(r *reader) { r.reason() },
}

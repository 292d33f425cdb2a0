package command

import "github.com/embargo-app/embargo/policy"

var severity = Spec{
	Name:    policy.CommandSeverity,
	Usage:   "/severity low|medium|high|critical REASON",
	Help:    "Rules on the severity; the SRC has the last word.",
	Example: "/severity high exploitable in the default configuration",
	Rights:  responseTeam,
	Secret:  []string{policy.ArgLevel},
	read: func(r *reader) {
		r.choice(policy.ArgLevel, detailLevel, "low", "medium", "high", "critical")
		r.reason()
	},
}

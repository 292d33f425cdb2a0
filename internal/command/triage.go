package command

import "github.com/embargo-app/embargo/policy"

var triage = Spec{
	Name:    policy.CommandTriage,
	Usage:   "/triage accepted|upstream|rejected REASON",
	Help:    "Records whether the report is accepted, belongs to an upstream project, or is rejected.",
	Example: "/triage accepted reproduced on the main branch",
	Rights:  responseTeam,
	read: func(r *reader) {
		r.choice(policy.ArgVerdict, detailTriage,
			string(policy.TriageAccepted), string(policy.TriageUpstream), string(policy.TriageRejected))
		r.reason()
	},
}

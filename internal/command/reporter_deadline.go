package command

import "github.com/embargo-app/embargo/policy"

var reporterDeadline = Spec{
	Name:    policy.CommandReporterDeadline,
	Usage:   "/reporter-deadline DATE [TIME]",
	Help:    "Records when the reporter will make it public.",
	Example: "/reporter-deadline 2026-12-15",
	Rights:  responseTeam,
	Note:    "Without a time the end of that day is meant.",
	read:    func(r *reader) { r.moment(policy.ArgTime, endOfDay) },
	judge: func(q *request) {
		if !q.time(policy.ArgTime).After(q.now) {
			q.refuse(detailPast)
		}
	},
}

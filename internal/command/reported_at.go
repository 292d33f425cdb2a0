package command

import "github.com/embargo-app/embargo/policy"

var reportedAt = Spec{
	Name:    policy.CommandReportedAt,
	Usage:   "/reported-at DATE [TIME]",
	Help:    "Starts the clock when the report really came, if that was before the advisory was made.",
	Example: "/reported-at 2026-11-20 09:30",
	Rights:  responseTeam,
	Note:    "Without a time the day's first moment counts.",
	read:    func(r *reader) { r.moment(policy.ArgTime, startOfDay) },
	judge: func(q *request) {
		if q.time(policy.ArgTime).After(q.now) {
			q.refuse(detailFuture)
		}
	},
}

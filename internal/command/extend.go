package command

import "github.com/embargo-app/embargo/policy"

var extend = Spec{
	Name:    policy.CommandExtend,
	Usage:   "/extend ITEM DATE [TIME] REASON",
	Help:    "Moves the deadline of an item of the checklist.",
	Example: "/extend cvss 2026-11-30 waiting for the reporter",
	Rights:  responseTeam,
	Note:    "Without a time the end of that day is meant.",
	Late:    true,
	read: func(r *reader) {
		r.item(policy.ArgItem)
		r.moment(policy.ArgUntil, endOfDay)
		r.reason()
	},
	judge: func(q *request) {
		needEnabledItem(q)
		if q.detail == "" && !q.time(policy.ArgUntil).After(q.now) {
			q.refuse(detailPast)
		}
	},
}

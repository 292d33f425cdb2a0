package command

import "github.com/embargo-app/embargo/policy"

var slow = Spec{
	Name:    policy.CommandSlow,
	Usage:   "/slow REASON",
	Help:    "Takes more time than the deadlines give.",
	Example: "/slow two of us are on holiday until Monday",
	Rights:  fixTeamAndSRC,
	Note:    "Only under the process's score threshold, or after `/low-risk`.",
	read:    func(r *reader) { r.reason() },
	judge: func(q *request) {
		if !policy.MaySlow(q.process, q.c, q.ledger()) {
			q.refuse(detailNotLow)
		}
	},
}

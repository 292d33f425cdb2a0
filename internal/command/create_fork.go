package command

import "github.com/embargo-app/embargo/policy"

var createFork = Spec{
	Name:    policy.CommandCreateFork,
	Usage:   "/create-fork",
	Help:    "Makes the advisory's temporary private fork.",
	Example: "/create-fork",
	Rights:  fixTeamAndSRC,
	judge: func(q *request) {
		if q.c.Advisory.PrivateFork != "" {
			q.refuse(detailHasFork)
		}
	},
}

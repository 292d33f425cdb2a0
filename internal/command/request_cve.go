package command

import "github.com/embargo-app/embargo/policy"

var requestCVE = Spec{
	Name:    policy.CommandRequestCVE,
	Usage:   "/request-cve",
	Help:    "Asks GitHub for a CVE.",
	Example: "/request-cve",
	Rights:  fixTeamAndSRC,
	judge: func(q *request) {
		if q.c.Advisory.CVE != "" {
			q.refuse(detailHasCVE)
		}
	},
}

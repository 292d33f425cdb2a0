package command

import (
	"regexp"

	"github.com/embargo-app/embargo/policy"
)

var upstream = Spec{
	Name:    policy.CommandUpstream,
	Usage:   "/upstream PROJECT DATE [TIME]",
	Help:    "Ties the release to an upstream project's disclosure: nothing is released before it.",
	Example: "/upstream octo-org/parser 2026-12-01",
	Rights:  responseTeam,
	Note:    "Without a time the day's first moment counts.",
	Secret:  []string{policy.ArgProject},
	read: func(r *reader) {
		r.value(policy.ArgProject, detailProject, parseProject)
		r.moment(policy.ArgTime, startOfDay)
	},
}

// projectForm is a project's name in one word, such as "openssl", "octo-org/parser" or "golang.org/x/net".
var projectForm = regexp.MustCompile(`\A[A-Za-z0-9](?:[A-Za-z0-9._/+-]{0,98}[A-Za-z0-9+])?\z`)

func parseProject(word string) (project, fault string) {
	if !projectForm.MatchString(word) {
		return "", detailProject
	}
	return word, ""
}

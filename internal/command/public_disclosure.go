package command

import (
	"net/url"

	"github.com/embargo-app/embargo/policy"
)

var publicDisclosure = Spec{
	Name:    policy.CommandPublicDisclosure,
	Usage:   "/public-disclosure URL",
	Help:    "Records that it is public already: from now on everything is due as soon as possible.",
	Example: "/public-disclosure https://example.org/post",
	Rights:  responseTeam,
	Secret:  []string{policy.ArgURL},
	read:    func(r *reader) { r.value(policy.ArgURL, detailURL, parseURL) },
}

// maxURL bounds a link; browsers take no longer ones.
const maxURL = 2000

// parseURL takes absolute https addresses without credentials.
func parseURL(word string) (link, fault string) {
	if len(word) > maxURL {
		return "", detailURL
	}
	u, err := url.Parse(word)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.Opaque != "" {
		return "", detailURL
	}
	return u.String(), ""
}

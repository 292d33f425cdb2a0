package command

import (
	"regexp"
	"strings"
)

// maxLogin is GitHub's own bound on the length of logins.
const maxLogin = 39

// loginForm is a login or an organisation's name: letters and digits, with single hyphens between them.
var loginForm = regexp.MustCompile(`\A[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\z`)

// slugForm is a team's name in addresses.
var slugForm = regexp.MustCompile(`\A[a-z0-9]+(?:[-_.]+[a-z0-9]+)*\z`)

// maxSlug bounds a team's name.
const maxSlug = 100

// parseLogin reads a login written with or without the at sign, in the case it was written in.
func parseLogin(word string) (login string, ok bool) {
	login = strings.TrimPrefix(word, "@")
	return login, len(login) <= maxLogin && loginForm.MatchString(login)
}

// parseTeam reads "@org/team"; both are lower-cased, as GitHub compares them without regard to case.
func parseTeam(word string) (org, slug string, ok bool) {
	org, slug, ok = strings.Cut(strings.ToLower(word), "/")
	if !ok {
		return "", "", false
	}
	org, ok = parseLogin(org)
	return org, slug, ok && len(slug) <= maxSlug && slugForm.MatchString(slug)
}

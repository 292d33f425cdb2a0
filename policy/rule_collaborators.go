package policy

import (
	"cmp"
	"slices"
	"strings"
)

// findCollaborators: nobody is on the advisory but code owners, the SRC, approved people and teams, and a reporter
// who came privately. Nobody at all is fine; without knowing owners and SRC nothing is.
func findCollaborators(v *view) finding {
	if !v.c.Owners.Known {
		return unknown(nextReadOwners, "", Evidence{Text: unreadOwners(v.c.Owners.Why)})
	}
	if !v.c.SRC.Known {
		return unknown(nextReadSRC, "", Evidence{Text: unreadSRC(v.c.SRC.Why)})
	}
	advisory := &v.c.Advisory
	var strangers []Evidence
	command := ""
	for _, login := range advisory.Users {
		if !v.mayStay(login) {
			strangers = append(strangers, v.onPage(v.strangerWord(login)))
			command = cmp.Or(command, usageApprove(login))
		}
	}
	for _, slug := range advisory.Teams {
		if !v.teamMayStay(slug) {
			strangers = append(strangers, v.onPage(strangeTeam(slug)))
			command = cmp.Or(command, usageApprove(advisory.Owner+"/"+slug))
		}
	}
	if len(strangers) > 0 {
		return violated(nextStrangers(len(strangers)), command, strangers...)
	}
	return done(v.onPage(collaboratorsAre(len(advisory.Users), len(advisory.Teams))))
}

// mayStay tells whether a person may collaborate on the advisory.
func (v *view) mayStay(login string) bool {
	return v.owner(login) || v.src(login) || v.privateReporter(&v.ledger, login) ||
		slices.ContainsFunc(v.ledger.Approved, func(a Approval) bool { return sameLogin(a.Login, login) })
}

func (v *view) strangerWord(login string) string {
	if sameLogin(v.ledger.Reporter.Login, login) {
		return publicReporter(login)
	}
	return stranger(login)
}

// teamMayStay tells whether a team of the organisation may collaborate: the SRC's, one of code owners, or approved.
func (v *view) teamMayStay(slug string) bool {
	if asciiEqual(slug, v.c.SRC.Value.Slug) {
		return true
	}
	if slices.ContainsFunc(v.c.Owners.Value.Teams, func(t Team) bool { return asciiEqual(t.Slug, slug) }) {
		return true
	}
	return slices.ContainsFunc(v.ledger.Approved, func(a Approval) bool {
		org, team, _ := strings.Cut(a.Team, "/")
		return asciiEqual(org, v.c.Advisory.Owner) && asciiEqual(team, slug)
	})
}

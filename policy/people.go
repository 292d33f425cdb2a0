package policy

import (
	"slices"
	"time"
)

// people answers who is who on an advisory. What could not be read makes nobody anything.
type people struct {
	process *Process
	c       *Case
	now     time.Time
}

// RightOf tells in which capacity login acts on the case now, given its ledger. The strongest right wins.
// Where the code owners or the SRC are unknown, nobody has the right that depends on them.
func RightOf(process Process, c Case, ledger Ledger, login string, now time.Time) Right {
	who := people{&process, &c, now}
	switch {
	case login == "":
		return RightNone
	case who.src(login):
		return RightSRC
	case who.fixTeam(login):
		return RightFixTeam
	case who.reporter(&ledger, login):
		return RightReporter
	}
	return RightNone
}

// src tells whether login is on the SRC's team, or the substitute of a member on leave who is.
func (p people) src(login string) bool {
	if !p.c.SRC.Known || login == "" {
		return false
	}
	members := p.c.SRC.Value.Members
	if containsName(members, login) {
		return true
	}
	return slices.ContainsFunc(p.process.SRC.Roster, func(m Member) bool {
		return m.Leave != nil && sameLogin(m.Leave.Substitute, login) &&
			m.Leave.covers(p.now) && containsName(members, m.Login)
	})
}

func (l *Leave) covers(now time.Time) bool {
	return !now.Before(l.From.Start()) && now.Before(l.To.End())
}

// owner tells whether login is a code owner that counts.
func (p people) owner(login string) bool {
	if !p.c.Owners.Known || login == "" {
		return false
	}
	owners := &p.c.Owners.Value
	return containsName(owners.Logins, login) ||
		slices.ContainsFunc(owners.Teams, func(t Team) bool { return containsName(t.Members, login) })
}

// collaborator tells whether login is on the advisory, in person or by a team.
func (p people) collaborator(login string) bool {
	return login != "" && (containsName(p.c.Advisory.Users, login) ||
		slices.ContainsFunc(p.c.CollaboratingTeams, func(t Fact[Team]) bool {
			return t.Known && containsName(t.Value.Members, login)
		}))
}

// fixTeam tells whether login is a code owner who collaborates.
func (p people) fixTeam(login string) bool { return p.owner(login) && p.collaborator(login) }

// Collaborates tells whether login is on the advisory of a case, in person or by a team.
func Collaborates(c Case, login string) bool { return people{c: &c}.collaborator(login) }

// team lists the fix team: persons on the advisory first, then members of its teams, each once.
func (p people) team() []string {
	var team []string
	add := func(logins []string) {
		for _, login := range logins {
			if p.owner(login) {
				team = appendName(team, login)
			}
		}
	}
	add(p.c.Advisory.Users)
	for _, t := range p.c.CollaboratingTeams {
		if t.Known {
			add(t.Value.Members)
		}
	}
	return team
}

// reporter tells whether login reported the vulnerability, as GitHub or the SRC says.
func (p people) reporter(ledger *Ledger, login string) bool {
	return sameLogin(ledger.Reporter.Login, login) ||
		p.c.Advisory.PrivateReport && sameLogin(p.c.Advisory.Author, login)
}

// privateReporter tells whether login reported it through a private channel, and so may stay.
func (p people) privateReporter(ledger *Ledger, login string) bool {
	if sameLogin(ledger.Reporter.Login, login) {
		return ledger.Reporter.Channel == ChannelPrivate
	}
	return p.reporter(ledger, login)
}

// sameLogin compares logins as GitHub does. Nobody's login is "".
func sameLogin(a, b string) bool { return a != "" && asciiEqual(a, b) }

package githubsim

import (
	"net/http"
	"slices"
)

// AddMember makes people members of an organisation who are on none of its teams. Members of its teams and its
// owners are members anyhow.
func (s *Sim) AddMember(org string, logins ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.account(org, typeOrg)
	for _, login := range logins {
		s.account(login, typeUser)
		if !slices.Contains(o.members, key(login)) {
			o.members = append(o.members, key(login))
		}
	}
}

// RemoveMember ends somebody's membership, and with it that in all teams. It fails for whoever is no member.
func (s *Sim) RemoveMember(org, login string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, p := s.account(org, typeOrg), s.account(login, typeUser)
	if !s.isMember(o, p) {
		return refuse("%s is no member of %s", login, org)
	}
	is := func(name string) bool { return name == key(login) }
	o.members, o.owners = slices.DeleteFunc(o.members, is), slices.DeleteFunc(o.owners, is)
	for _, t := range s.teams {
		if t.org == o && t.has(p) {
			var left []string
			for _, m := range t.members {
				if m != p {
					left = append(left, m.login)
				}
			}
			s.setMembers(t, left)
		}
	}
	return nil
}

func (s *Sim) isMember(o, p *account) bool {
	if slices.Contains(o.members, key(p.login)) || slices.Contains(o.owners, key(p.login)) {
		return true
	}
	for _, t := range s.teams {
		if t.org == o && t.has(p) {
			return true
		}
	}
	return false
}

// getMember answers GET /orgs/{org}/members/{username}, as it does to an app that may see hidden members.
func getMember(c *call) reply {
	p := c.sim.accounts[key(c.param("username"))]
	if p == nil || p.kind != typeUser || !c.sim.isMember(c.org, p) {
		return notFound()
	}
	return reply{status: http.StatusNoContent}
}

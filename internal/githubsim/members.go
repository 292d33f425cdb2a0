package githubsim

import (
	"net/http"
	"slices"
)

// AddMember makes people members of an organisation. Who is put on one of its teams becomes one as well, and its owners
// are members anyhow.
func (s *Sim) AddMember(org string, logins ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.account(org, typeOrg)
	for _, login := range logins {
		s.join(o, s.account(login, typeUser))
	}
}

// join makes somebody a member who is none, and tells the apps.
func (s *Sim) join(o, p *account) {
	if s.isMember(o, p) {
		return
	}
	o.members = append(o.members, key(p.login))
	s.memberChanged("member_added", o, p)
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
	s.memberChanged("member_removed", o, p)
	return nil
}

func (s *Sim) isMember(o, p *account) bool {
	return slices.Contains(o.members, key(p.login)) || slices.Contains(o.owners, key(p.login))
}

func (s *Sim) memberChanged(action string, o, p *account) {
	u := s.api("/orgs/%s", o.login)
	s.emit(event{name: "organization", action: action, owner: o, sender: p, fields: object{
		"membership": object{
			"url": u + "/memberships/" + p.login, "state": "active", "role": "member", "organization_url": u, "user": p.json,
		},
	}})
}

// getMember answers GET /orgs/{org}/members/{username}, as it does to an app that may see hidden members.
func getMember(c *call) reply {
	p := c.sim.accounts[key(c.param("username"))]
	if p == nil || p.kind != typeUser || !c.sim.isMember(c.org, p) {
		return notFound()
	}
	return reply{status: http.StatusNoContent}
}

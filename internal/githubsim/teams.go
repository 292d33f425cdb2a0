package githubsim

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// team is a team of an organisation. Child teams are not simulated.
type team struct {
	id      int64
	org     *account
	slug    string
	created time.Time
	updated time.Time
	members []*account // by login
	json    object     // team-simple; replaced when it changes
}

func (t *team) has(p *account) bool { return slices.Contains(t.members, p) }

// AddTeam makes a team, with its organisation and members where those are
// missing. Adding it again replaces its members.
func (s *Sim) AddTeam(org, slug string, members ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.account(org, typeOrg)
	t := s.teams[key(org, slug)]
	if t == nil {
		t = &team{id: s.nextID("team"), org: o, slug: strings.ToLower(slug), created: s.now()}
		t.json = s.teamSimple(t)
		s.teams[key(org, slug)] = t
		s.teamChanged("created", t, nil, nil)
	}
	s.setMembers(t, members)
}

// SetTeamMembers replaces the members of a team and tells the apps about each
// who came or went.
func (s *Sim) SetTeamMembers(org, slug string, members ...string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.teams[key(org, slug)]
	if t == nil {
		return refuse("no team %s/%s: add it with AddTeam first", org, slug)
	}
	s.setMembers(t, members)
	return nil
}

func (s *Sim) setMembers(t *team, logins []string) {
	before := t.members
	t.members, t.updated = nil, s.now()
	for _, login := range logins {
		if p := s.account(login, typeUser); !t.has(p) {
			t.members = append(t.members, p)
		}
	}
	slices.SortFunc(t.members, func(a, b *account) int { return strings.Compare(key(a.login), key(b.login)) })
	for _, p := range before {
		if !t.has(p) {
			s.membershipChanged("removed", t, p)
		}
	}
	for _, p := range t.members {
		if !slices.Contains(before, p) {
			s.join(t.org, p)
			s.membershipChanged("added", t, p)
		}
	}
}

func (s *Sim) membershipChanged(action string, t *team, p *account) {
	s.emit(event{
		name: "membership", action: action, owner: t.org, sender: p,
		fields: object{"scope": "team", "member": p.json, "team": t.json},
	})
}

func (s *Sim) teamSimple(t *team) object {
	u := s.api("/organizations/%d/team/%d", t.org.id, t.id)
	return object{
		"id": t.id, "node_id": nodeID("Team", t.id), "name": t.slug, "slug": t.slug, "description": "",
		"privacy": "closed", "notification_setting": "notifications_enabled", "permission": "pull",
		"url": u, "html_url": s.web("/orgs/%s/teams/%s", t.org.login, t.slug),
		"members_url": u + "/members{/member}", "repositories_url": u + "/repos",
		"type": "organization", "organization_id": t.org.id, "parent": nil,
	}
}

// getTeam answers GET /orgs/{org}/teams/{team_slug}.
func getTeam(c *call) reply {
	t := c.sim.teams[key(c.org.login, c.param("team_slug"))]
	if t == nil {
		return notFound()
	}
	o := maps.Clone(t.json)
	org := c.sim.orgSimple(t.org)
	maps.Copy(org, object{
		"html_url": c.sim.web("/%s", t.org.login), "type": typeOrg, "archived_at": nil,
		"has_organization_projects": true, "has_repository_projects": true,
		"public_repos": len(t.org.repos), "public_gists": 0, "followers": 0, "following": 0,
		"created_at": stamp(t.org.created), "updated_at": stamp(t.org.created),
	})
	maps.Copy(o, object{
		"members_count": len(t.members), "repos_count": 0, "organization": org,
		"created_at": stamp(t.created), "updated_at": stamp(t.updated),
	})
	return reply{status: http.StatusOK, body: o}
}

// listTeamMembers answers GET /orgs/{org}/teams/{team_slug}/members.
func listTeamMembers(c *call) reply {
	t := c.sim.teams[key(c.org.login, c.param("team_slug"))]
	if t == nil {
		return notFound()
	}
	members := t.members
	switch role := c.query("role"); role {
	case "", "all", "member":
	case "maintainer":
		members = nil // nobody is made a maintainer here
	default:
		return invalid("TeamMember", "role", "invalid")
	}
	return reply{status: http.StatusOK, body: usersJSON(page(c, members))}
}

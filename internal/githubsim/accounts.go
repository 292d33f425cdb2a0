package githubsim

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// Kinds of account, as GitHub names them.
const (
	typeUser = "User"
	typeOrg  = "Organization"
	typeBot  = "Bot"
)

// account is a person, an organisation or an app's bot.
type account struct {
	id      int64
	login   string
	kind    string
	created time.Time
	json    object // simple-user; never changed once made

	repos    []*repo  // owned, oldest first
	shelves  shelves  // advisories of all owned repositories
	owners   []string // keys of the logins that own the organisation
	managers []string // slugs of its security-manager teams
	members  []string // keys of the logins that belong to the organisation, beside its owners
}

// AddOrg makes an organisation. Adding it again changes nothing.
func (s *Sim) AddOrg(login string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.account(login, typeOrg)
}

// AddUser makes people. Adding them again changes nothing.
func (s *Sim) AddUser(logins ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, login := range logins {
		s.account(login, typeUser)
	}
}

// SetOwners makes these people, and nobody else, owners of the organisation:
// they may do everything to every advisory in it.
func (s *Sim) SetOwners(org string, logins ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.account(org, typeOrg)
	o.owners = nil
	for _, login := range logins {
		s.account(login, typeUser)
		o.owners = append(o.owners, key(login))
	}
}

// SetSecurityManagers makes these teams, and no others, security managers of the
// organisation: their members may do everything to every advisory in it.
func (s *Sim) SetSecurityManagers(org string, slugs ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.account(org, typeOrg).managers = slices.Clone(slugs)
}

// account finds an account or makes one of the given kind.
func (s *Sim) account(login, kind string) *account {
	if a := s.accounts[key(login)]; a != nil {
		return a
	}
	a := &account{id: s.nextID("account"), login: login, kind: kind, created: s.now(), shelves: shelves{}}
	a.json = s.simpleUser(a)
	s.accounts[key(login)] = a
	return a
}

// person finds somebody who can act on GitHub's pages.
func (s *Sim) person(login string) (*account, error) {
	a := s.accounts[key(login)]
	if a == nil || a.kind != typeUser {
		return nil, refuse("no user %s: add them with AddUser first", login)
	}
	return a, nil
}

func (s *Sim) simpleUser(a *account) object {
	u := s.api("/users/%s", a.login)
	page := s.web("/%s", a.login)
	if a.kind == typeBot {
		page = s.web("/apps/%s", strings.TrimSuffix(a.login, "[bot]"))
		u = s.api("/users/%s", strings.NewReplacer("[", "%5B", "]", "%5D").Replace(a.login))
	}
	return object{
		"login": a.login, "id": a.id, "node_id": nodeID(a.kind, a.id),
		"avatar_url": s.web("/%s.png", strings.TrimSuffix(a.login, "[bot]")), "gravatar_id": "",
		"url": u, "html_url": page,
		"followers_url":       u + "/followers",
		"following_url":       u + "/following{/other_user}",
		"gists_url":           u + "/gists{/gist_id}",
		"starred_url":         u + "/starred{/owner}{/repo}",
		"subscriptions_url":   u + "/subscriptions",
		"organizations_url":   u + "/orgs",
		"repos_url":           u + "/repos",
		"events_url":          u + "/events{/privacy}",
		"received_events_url": u + "/received_events",
		"type":                a.kind, "user_view_type": "public", "site_admin": false,
	}
}

// orgSimple is the form of an organisation that webhooks carry.
func (s *Sim) orgSimple(o *account) object {
	u := s.api("/orgs/%s", o.login)
	return object{
		"login": o.login, "id": o.id, "node_id": nodeID(typeOrg, o.id), "url": u,
		"repos_url": u + "/repos", "events_url": u + "/events", "hooks_url": u + "/hooks",
		"issues_url": u + "/issues", "members_url": u + "/members{/member}",
		"public_members_url": u + "/public_members{/member}",
		"avatar_url":         s.web("/%s.png", o.login), "description": "",
	}
}

func userJSON(a *account) any {
	if a == nil {
		return nil
	}
	return a.json
}

func usersJSON(as []*account) []object {
	out := make([]object, 0, len(as))
	for _, a := range as {
		out = append(out, a.json)
	}
	return out
}

// getUser answers GET /users/{username}.
func getUser(c *call) reply {
	a := c.sim.accounts[key(c.param("username"))]
	if a == nil {
		return notFound()
	}
	return reply{status: http.StatusOK, body: c.publicUser(a)}
}

package githubsim

import (
	"crypto/rsa"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/golang-jwt/jwt/v4"
)

// AppOptions register a GitHub App.
type AppOptions struct {
	ID   int64
	Slug string
	// PublicKey or PrivateKey, in PEM, says which JWTs are the app's.
	PublicKey, PrivateKey string
	WebhookURL            string // empty: no webhooks
	WebhookSecret         string
	// ClientID and ClientSecret are the app's for signing people in, who are led back to one of CallbackURLs.
	ClientID, ClientSecret string
	CallbackURLs           []string
	Permissions            map[string]string // name → read or write
	Events                 []string
}

// app is a registered GitHub App.
type app struct {
	id         int64
	slug       string
	key        *rsa.PublicKey
	bot        *account
	hook       int64
	url        string
	secret     string
	perms      map[string]string
	events     []string
	created    time.Time
	deliveries []*delivery // oldest first

	clientID, clientSecret string
	callbacks              []string
}

// installation is an app installed on an account.
type installation struct {
	id        int64
	app       *app
	account   *account
	chosen    map[*repo]bool // nil means all repositories
	created   time.Time
	suspended time.Time
}

// AddApp registers an app; its bot is the user "slug[bot]". Fails when the id is
// taken or the key cannot be read.
func (s *Sim) AddApp(o AppOptions) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.apps[o.ID] != nil {
		return refuse("app id %d is taken", o.ID)
	}
	pub, err := publicKey(o)
	if err != nil {
		return refuse("app %s: key: %w", o.Slug, err)
	}
	perms := maps.Clone(o.Permissions)
	if perms == nil {
		perms = map[string]string{}
	}
	perms["metadata"] = reading // every app has it
	s.apps[o.ID] = &app{
		id: o.ID, slug: o.Slug, key: pub, bot: s.account(o.Slug+"[bot]", typeBot), hook: s.nextID("hook"),
		url: o.WebhookURL, secret: o.WebhookSecret, perms: perms, events: slices.Clone(o.Events), created: s.now(),
		clientID: o.ClientID, clientSecret: o.ClientSecret, callbacks: slices.Clone(o.CallbackURLs),
	}
	return nil
}

func publicKey(o AppOptions) (*rsa.PublicKey, error) {
	if o.PublicKey != "" {
		return jwt.ParseRSAPublicKeyFromPEM([]byte(o.PublicKey))
	}
	private, err := jwt.ParseRSAPrivateKeyFromPEM([]byte(o.PrivateKey))
	if err != nil {
		return nil, err
	}
	return &private.PublicKey, nil
}

// SetWebhookURL changes where an app's webhooks go, for servers whose address is
// known only once they listen.
func (s *Sim) SetWebhookURL(appID int64, url string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.apps[appID]
	if a == nil {
		return refuse("no app %d: add it with AddApp first", appID)
	}
	a.url = url
	return nil
}

func (i *installation) selection() string {
	if i.chosen == nil {
		return "all"
	}
	return "selected"
}

// covers reports whether the installation, seen through a token that may be
// narrower, includes the repository.
func (i *installation) covers(r *repo, t *token) bool {
	if t != nil && t.repos != nil && !slices.Contains(t.repos, r) {
		return false
	}
	return r.owner == i.account && (i.chosen == nil || i.chosen[r])
}

// repositories are those the installation covers, oldest first.
func (i *installation) repositories(t *token) []*repo {
	if i.chosen == nil && (t == nil || t.repos == nil) {
		return i.account.repos
	}
	var out []*repo
	for _, r := range i.account.repos {
		if i.covers(r, t) {
			out = append(out, r)
		}
	}
	return out
}

// installation finds the calling app's installation that the path names.
func (c *call) installation() *installation {
	id, err := strconv.ParseInt(c.param("installation_id"), 10, 64)
	if err != nil {
		return nil
	}
	inst := c.sim.installs[id]
	if inst == nil || inst.app != c.caller.app {
		return nil
	}
	return inst
}

// getApp answers GET /app.
func getApp(c *call) reply {
	a := c.caller.app
	n := 0
	for _, inst := range c.sim.installs {
		if inst.app == a {
			n++
		}
	}
	return reply{status: http.StatusOK, body: object{
		"id": a.id, "slug": a.slug, "client_id": "Iv1." + strconv.FormatInt(a.id, 16), "node_id": nodeID("App", a.id),
		"owner": a.bot.json, "name": a.slug, "description": "", "external_url": c.sim.web("/apps/%s", a.slug),
		"html_url": c.sim.web("/apps/%s", a.slug), "created_at": stamp(a.created), "updated_at": stamp(a.created),
		"permissions": a.perms, "events": eventsJSON(a), "installations_count": n,
	}}
}

func eventsJSON(a *app) []string { return append([]string{}, a.events...) }

// listInstallations answers GET /app/installations.
func listInstallations(c *call) reply {
	var ids []int64
	for id, inst := range c.sim.installs {
		if inst.app == c.caller.app {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	list := []object{}
	for _, id := range page(c, ids) {
		list = append(list, c.sim.installationJSON(c.sim.installs[id]))
	}
	return reply{status: http.StatusOK, body: list}
}

// getInstallation answers GET /app/installations/{installation_id}.
func getInstallation(c *call) reply {
	inst := c.installation()
	if inst == nil {
		return notFound()
	}
	return reply{status: http.StatusOK, body: c.sim.installationJSON(inst)}
}

// findInstallation answers GET …/installation for an organisation, a repository
// or a user.
func findInstallation(c *call) reply {
	acc := c.org
	switch {
	case c.repo != nil:
		acc = c.repo.owner
	case acc == nil:
		acc = c.sim.accounts[key(c.param("username"))]
	}
	for _, inst := range c.sim.installs {
		if inst.app == c.caller.app && inst.account == acc && (c.repo == nil || inst.covers(c.repo, nil)) {
			return reply{status: http.StatusOK, body: c.sim.installationJSON(inst)}
		}
	}
	return notFound()
}

func (s *Sim) installationJSON(i *installation) object {
	o := object{
		"id": i.id, "account": i.account.json, "repository_selection": i.selection(),
		"access_tokens_url": s.api("/app/installations/%d/access_tokens", i.id),
		"repositories_url":  s.api("/installation/repositories"),
		"html_url":          s.web("/organizations/%s/settings/installations/%d", i.account.login, i.id),
		"app_id":            i.app.id, "app_slug": i.app.slug, "target_id": i.account.id, "target_type": i.account.kind,
		"permissions": i.app.perms, "events": eventsJSON(i.app), "created_at": stamp(i.created), "updated_at": stamp(i.created),
		"single_file_name": nil, "has_multiple_single_files": false, "single_file_paths": []string{},
		"suspended_by": nil, "suspended_at": stamp(i.suspended),
	}
	if !i.suspended.IsZero() {
		o["suspended_by"] = i.account.json
	}
	return o
}

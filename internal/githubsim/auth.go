package githubsim

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v4"
)

const (
	tokenLife  = time.Hour
	maxJWTLife = 10 * time.Minute
	clockSkew  = time.Minute // how far in the future a JWT may have been issued
)

// caller is who a request comes from: an app, an installation, or nobody.
type caller struct {
	app     *app
	inst    *installation
	token   *token
	user    *account // by whose leave an app asks who they are; then app is set and inst is not
	problem string   // why the credentials are refused; empty when they are good
	blocked bool     // good credentials of a suspended installation
}

// token is an installation's access token.
type token struct {
	inst    *installation
	expires time.Time
	perms   map[string]string
	repos   []*repo // nil means all the installation has
}

// RevokeTokens makes every token given out so far worthless, as GitHub does when
// an installation changes hands.
func (s *Sim) RevokeTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.tokens)
}

// identify reads the Authorization header.
func (s *Sim) identify(r *http.Request) caller {
	header := r.Header.Get("Authorization")
	if header == "" {
		return caller{}
	}
	scheme, credential, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "bearer") && !strings.EqualFold(scheme, "token") {
		return caller{problem: "Bad credentials"}
	}
	if strings.Count(credential, ".") == 2 {
		return s.identifyApp(credential)
	}
	if u := s.userTokens[credential]; u != nil && s.authNow().Before(u.expires) {
		return caller{app: u.app, user: u.user}
	}
	t := s.tokens[credential]
	switch {
	case t == nil || !s.authNow().Before(t.expires) || s.installs[t.inst.id] == nil:
		return caller{problem: "Bad credentials"}
	case !t.inst.suspended.IsZero():
		return caller{app: t.inst.app, inst: t.inst, token: t, blocked: true}
	}
	return caller{app: t.inst.app, inst: t.inst, token: t}
}

// identifyApp checks a JWT the way GitHub documents it: RS256 by the app's key,
// issued by the app, not in the future, and expiring within ten minutes.
func (s *Sim) identifyApp(signed string) caller {
	var found *app
	var claims jwt.RegisteredClaims
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"RS256"}), jwt.WithoutClaimsValidation())
	_, err := parser.ParseWithClaims(signed, &claims, func(*jwt.Token) (any, error) {
		id, err := strconv.ParseInt(claims.Issuer, 10, 64)
		if err != nil {
			return nil, errors.New("the issuer is no app id")
		}
		if found = s.apps[id]; found == nil {
			return nil, errors.New("no such app")
		}
		return found.key, nil
	})
	now := s.authNow()
	switch {
	case found == nil && err != nil:
		return caller{problem: "Integration not found"}
	case err != nil:
		return caller{problem: "A JSON web token could not be decoded"}
	case claims.IssuedAt == nil || claims.IssuedAt.After(now.Add(clockSkew)):
		return caller{problem: "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"}
	case claims.ExpiresAt == nil || !claims.ExpiresAt.After(now):
		return caller{problem: "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires"}
	case claims.ExpiresAt.After(now.Add(maxJWTLife)):
		return caller{problem: "'Expiration time' claim ('exp') is too far in the future"}
	}
	return caller{app: found}
}

// authorize decides whether the caller may run the route, and resolves the
// repository or organisation the path names; nil means go ahead.
func (s *Sim) authorize(c *call, rt *route) *reply {
	if refused := c.credentials(rt); refused != nil {
		return refused
	}
	if !s.resolve(c) {
		r := notFound()
		return &r
	}
	if rt.as == asApp || rt.as == asUser || len(rt.needs) == 0 {
		return nil
	}
	return s.permit(c, rt)
}

// credentials refuses callers of the wrong kind.
func (c *call) credentials(rt *route) *reply {
	no := func(r reply) *reply { return &r }
	switch {
	case rt.as == asUser || c.caller.user != nil:
		return c.userCredentials(rt)
	case rt.as == asApp && (c.caller.app == nil || c.caller.inst != nil):
		return no(problem(http.StatusUnauthorized, "A JSON web token could not be decoded"))
	case rt.as == asInstallation && c.caller.inst == nil && c.caller.app != nil:
		return no(problem(http.StatusForbidden, "You must authenticate with an installation access token in order to list repositories for an installation."))
	case rt.as == asInstallation && c.caller.inst == nil:
		return no(problem(http.StatusUnauthorized, "Requires authentication"))
	}
	return nil
}

// userCredentials is credentials for routes and callers that a person is behind.
func (c *call) userCredentials(rt *route) *reply {
	var r reply
	switch {
	case rt.as == anyone || rt.as == asUser && c.caller.user != nil:
		return nil
	case c.caller.inst != nil || c.caller.user != nil: // to who signed in GitHub allows more; nobody here asks for it
		r = forbidden()
	default:
		r = problem(http.StatusUnauthorized, "Requires authentication")
	}
	return &r
}

// resolve finds the repository or organisation the path names, if it names one.
func (s *Sim) resolve(c *call) bool {
	if name := c.param("owner"); name != "" {
		c.repo = s.repos[key(name, c.param("repo"))]
		return c.repo != nil
	}
	if name := c.param("org"); name != "" {
		c.org = s.accounts[key(name)]
		return c.org != nil && c.org.kind == typeOrg
	}
	return true
}

// permit checks reach and permissions. Unlike GitHub, which lets any token read
// what is public, a repository that the installation covers is read only with
// the permission, so that a missing one is noticed.
func (s *Sim) permit(c *call, rt *route) *reply {
	no := func(r reply) *reply { return &r }
	if c.repo != nil && c.repo.forkOf != nil {
		if refused := s.forkRefuses(rt); refused != nil {
			return refused
		}
	}
	switch {
	case c.repo != nil:
		c.reach = c.caller.inst != nil && c.caller.inst.covers(c.repo, c.caller.token)
		switch {
		case !c.reach && c.repo.private:
			return no(notFound())
		case !c.reach && rt.public:
			return nil
		case !c.reach:
			return no(forbidden())
		}
	case c.org != nil && c.caller.inst.account != c.org:
		return no(notFound())
	}
	for _, n := range rt.needs {
		if !grants(c.caller.token.perms, n) {
			note(s.missed, n)
			return no(forbidden())
		}
	}
	return nil
}

// forkRefuses is what a temporary private fork answers before anything is looked
// at: integrations cannot access it, or cannot run checks in it.
func (s *Sim) forkRefuses(rt *route) *reply {
	var r reply
	switch {
	case !s.opts.OpenForks:
		r = notFound()
	case s.opts.RefuseChecks && rt.checks():
		r = forbidden()
	default:
		return nil
	}
	return &r
}

func grants(perms map[string]string, n need) bool {
	have := perms[n.name]
	return have == n.level || have == "admin" || (have == writing && n.level == reading) ||
		(n.name == "metadata" && n.level == reading)
}

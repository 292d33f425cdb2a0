package githubsim

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	codeLife       = 10 * time.Minute
	userTokenLife  = 8 * time.Hour
	refreshLife    = 15897600 // seconds
	authorizePath  = "/login/oauth/authorize"
	exchangeRoute  = "POST /login/oauth/access_token"
	formMediaType  = "application/x-www-form-urlencoded; charset=utf-8"
	jsonMediaType  = "application/json; charset=utf-8"
	methodS256     = "S256"
	badCode        = "bad_verification_code"
	badCredentials = "incorrect_client_credentials"
	badRedirect    = "redirect_uri_mismatch"
)

// grant is what somebody allowed an app on GitHub's page, until the app fetches its token.
type grant struct {
	app       *app
	user      *account
	redirect  string
	challenge string // of PKCE, "" when the app sent none
	expires   time.Time
}

// userToken lets an app ask who somebody is.
type userToken struct {
	app     *app
	user    *account
	expires time.Time
}

// Authorize stands for somebody who is led to GitHub's page at address, and there lets the app know who they are. It
// returns the address that GitHub leads the browser back to. Fails where GitHub would show an error instead.
func (s *Sim) Authorize(login, address string) (back string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	person, err := s.person(login)
	if err != nil {
		return "", err
	}
	u, err := url.Parse(address)
	if err != nil || u.Path != authorizePath {
		return "", refuse("%q is not the page on which people let apps know who they are", address)
	}
	q := u.Query()
	a := s.clientApp(q.Get("client_id"))
	switch {
	case a == nil:
		return "", refuse("no app has the client id %q", q.Get("client_id"))
	case !slices.Contains(a.callbacks, q.Get("redirect_uri")):
		return "", refuse("redirect_uri %q is not associated with the app", q.Get("redirect_uri"))
	case q.Get("code_challenge") != "" && q.Get("code_challenge_method") != methodS256:
		return "", refuse("code_challenge_method must be S256")
	}
	code := newSecretOf("", 10)
	s.grants[code] = &grant{
		app: a, user: person, redirect: q.Get("redirect_uri"), challenge: q.Get("code_challenge"),
		expires: s.authNow().Add(codeLife),
	}
	target, err := url.Parse(q.Get("redirect_uri"))
	if err != nil {
		return "", err
	}
	params := target.Query()
	params.Set("code", code)
	if state := q.Get("state"); state != "" {
		params.Set("state", state)
	}
	target.RawQuery = params.Encode()
	return target.String(), nil
}

func (s *Sim) clientApp(clientID string) *app {
	for _, a := range s.apps {
		if a.clientID != "" && a.clientID == clientID {
			return a
		}
	}
	return nil
}

// exchange answers POST /login/oauth/access_token, which is no part of the REST API: its errors have status 200.
func exchange(c *call) reply {
	form, err := url.ParseQuery(string(c.body))
	if err != nil {
		return problem(http.StatusBadRequest, "Problems parsing the form")
	}
	a := c.sim.clientApp(form.Get("client_id"))
	if a == nil || subtle.ConstantTimeCompare([]byte(a.clientSecret), []byte(form.Get("client_secret"))) != 1 {
		return c.oauthReply(map[string]any{"error": badCredentials, "error_description": "The client_id and/or client_secret passed are incorrect."})
	}
	g := c.sim.grants[form.Get("code")]
	delete(c.sim.grants, form.Get("code"))
	switch {
	case g == nil || g.app != a || !c.sim.authNow().Before(g.expires) || !g.proves(form.Get("code_verifier")):
		return c.oauthReply(map[string]any{"error": badCode, "error_description": "The code passed is incorrect or expired."})
	case form.Get("redirect_uri") != "" && form.Get("redirect_uri") != g.redirect:
		return c.oauthReply(map[string]any{"error": badRedirect, "error_description": "The redirect_uri MUST match the registered callback URL for this application."})
	}
	secret := newSecretOf("ghu_", 18)
	c.sim.userTokens[secret] = &userToken{app: a, user: g.user, expires: c.sim.authNow().Add(userTokenLife)}
	return c.oauthReply(map[string]any{
		"access_token": secret, "token_type": "bearer", "scope": "", "expires_in": int(userTokenLife.Seconds()),
		"refresh_token": newSecretOf("ghr_", 38), "refresh_token_expires_in": refreshLife,
	})
}

// proves checks PKCE, where the app began with it.
func (g *grant) proves(verifier string) bool {
	if g.challenge == "" {
		return true
	}
	sum := sha256.Sum256([]byte(verifier))
	return subtle.ConstantTimeCompare([]byte(base64.RawURLEncoding.EncodeToString(sum[:])), []byte(g.challenge)) == 1
}

// oauthReply writes a form, or JSON to who asks for that.
func (c *call) oauthReply(values map[string]any) reply {
	if strings.Contains(c.r.Header.Get("Accept"), "json") {
		return reply{status: http.StatusOK, body: rawBody(encode(values)), header: http.Header{"Content-Type": {jsonMediaType}}}
	}
	form := url.Values{}
	for name, value := range values {
		text, isText := value.(string)
		if !isText {
			number, err := json.Marshal(value)
			if err != nil {
				return problem(http.StatusInternalServerError, err.Error())
			}
			text = string(number)
		}
		form.Set(name, text)
	}
	return reply{status: http.StatusOK, body: rawBody(form.Encode()), header: http.Header{"Content-Type": {formMediaType}}}
}

// getAuthenticatedUser answers GET /user, as it does to an app that may ask for nothing but what is public.
func getAuthenticatedUser(c *call) reply {
	return reply{status: http.StatusOK, body: c.publicUser(c.caller.user)}
}

// publicUser is an account's profile.
func (c *call) publicUser(a *account) object {
	u := maps.Clone(a.json)
	maps.Copy(u, object{
		"name": nil, "company": nil, "blog": "", "location": nil, "email": nil, "hireable": nil,
		"bio": nil, "twitter_username": nil, "public_repos": 0, "public_gists": 0,
		"followers": 0, "following": 0, "created_at": stamp(a.created), "updated_at": stamp(a.created),
	})
	return u
}

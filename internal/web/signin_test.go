package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestSignInAndOut(t *testing.T) {
	s := newSite(t)
	b, to := s.signIn("alice", "/advisories/"+octoRef)
	if to != "/advisories/"+octoRef {
		t.Errorf("led to %s", to)
	}
	home := b.get("/")
	if home.status != http.StatusOK || !strings.Contains(home.body, "GHSA-2345-6789-cfgh") || strings.Contains(home.body, "GHSA-2345-6789-cfgj") {
		t.Errorf("the list: %d\n%s", home.status, home.body)
	}
	if out := b.post("/auth/sign-out", nil); out.status != http.StatusSeeOther {
		t.Errorf("signing out: %d", out.status)
	}
	if page := b.get("/calendar"); page.status != http.StatusSeeOther || !strings.HasPrefix(page.header.Get("Location"), "/auth/sign-in?") {
		t.Errorf("after signing out: %d", page.status)
	}
}

// TestSessionCookie: a script, another site and an unencrypted connection never get it.
func TestSessionCookie(t *testing.T) {
	s := newSite(t)
	b := s.browser()
	u, err := url.Parse(b.atGitHub("alice", "/"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range b.get(u.RequestURI()).header.Values("Set-Cookie") {
		for _, want := range []string{"__Host-embargo-", "Path=/", "HttpOnly", "Secure", "SameSite=Lax"} {
			if !strings.Contains(c, want) {
				t.Errorf("no %s in a cookie", want)
			}
		}
		if strings.Contains(c, "alice") || strings.Contains(c, "Domain") {
			t.Errorf("a cookie says too much: %s", c)
		}
	}
	local := newSite(t, func(o *Options) { o.PublicURL = "http://127.0.0.1:8080" })
	if c := local.web.cookie(forSession, "x", time.Hour); c.Secure || strings.HasPrefix(c.Name, "__Host-") {
		t.Error("a server without TLS sets a cookie that no browser would keep")
	}
}

func TestSessionEnds(t *testing.T) {
	s := newSite(t)
	b := s.as("alice")
	token := b.token()
	s.now = s.now.Add(sessionFor - time.Second)
	if page := b.get("/calendar"); page.status != http.StatusOK {
		t.Errorf("before its end: %d", page.status)
	}
	s.now = s.now.Add(time.Second)
	if page := b.get("/calendar"); page.status != http.StatusSeeOther {
		t.Errorf("after its end: %d", page.status)
	}
	answer := b.ask(http.MethodPost, "/advisories/"+octoRef, url.Values{"token": {token}, "do": {doHold}})
	if answer.status != http.StatusForbidden || len(s.desk.acts) != 0 {
		t.Errorf("a form after its end: %d, %v", answer.status, s.desk.acts)
	}
}

// TestForgedSession: only what this app sealed, for this purpose and now, says who somebody is.
func TestForgedSession(t *testing.T) {
	s := newSite(t)
	other := newSite(t, func(o *Options) { o.Key = []byte(strings.Repeat("k", 32)) })
	seal := func(from *site, purpose string) string {
		value, err := from.web.seal.close(purpose, session{Login: "alice", ID: "x"}, sessionFor)
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
	good := seal(s, forSession)
	flipped := []byte(good)
	flipped[len(flipped)/2] ^= 1
	for name, test := range map[string]struct {
		value string
		want  int
	}{
		"sealed here":         {good, http.StatusOK},
		"another app's":       {seal(other, forSession), http.StatusSeeOther},
		"for another purpose": {seal(s, forSignIn), http.StatusSeeOther},
		"changed":             {string(flipped), http.StatusSeeOther},
		"cut off":             {good[:len(good)-4], http.StatusSeeOther},
		"plain":               {`{"login":"alice"}`, http.StatusSeeOther},
		"empty":               {"", http.StatusSeeOther},
	} {
		answer := s.browser().ask(http.MethodGet, "/calendar", nil, "Cookie", "__Host-embargo-session="+test.value)
		if answer.status != test.want {
			t.Errorf("%s: %d, want %d", name, answer.status, test.want)
		}
	}
}

// TestSignInIsBoundToTheBrowser: nobody can be signed in as somebody else by a link, and no code works twice.
func TestSignInIsBoundToTheBrowser(t *testing.T) {
	s := newSite(t)
	mallory, victim := s.browser(), s.browser()
	link, err := url.Parse(mallory.atGitHub("mallory", "/"))
	if err != nil {
		t.Fatal(err)
	}
	if answer := victim.get(link.RequestURI()); answer.status != http.StatusBadRequest {
		t.Errorf("a callback that the browser did not begin: %d", answer.status)
	}
	victim.get("/auth/sign-in")
	if answer := victim.get(link.RequestURI()); answer.status != http.StatusBadRequest {
		t.Errorf("a callback with somebody else's state: %d", answer.status)
	}
	if answer := mallory.get(link.RequestURI()); answer.status != http.StatusSeeOther {
		t.Errorf("the one who began: %d", answer.status)
	}
	if answer := mallory.get(link.RequestURI()); answer.status != http.StatusBadRequest {
		t.Errorf("the same callback again: %d", answer.status)
	}
	late := s.browser()
	address, err := url.Parse(late.atGitHub("alice", "/"))
	if err != nil {
		t.Fatal(err)
	}
	s.now = s.now.Add(signInFor)
	if answer := late.get(address.RequestURI()); answer.status != http.StatusBadRequest {
		t.Errorf("too late: %d", answer.status)
	}
}

// TestRefusedAtGitHub: neither the code nor the client's secret gets into the log.
func TestRefusedAtGitHub(t *testing.T) {
	s := newSite(t, func(o *Options) { o.ClientSecret = "wrong-client-secret" })
	b := s.browser()
	address, err := url.Parse(b.atGitHub("alice", "/"))
	if err != nil {
		t.Fatal(err)
	}
	if answer := b.get(address.RequestURI()); answer.status != http.StatusServiceUnavailable {
		t.Errorf("with a wrong secret: %d", answer.status)
	}
	log := s.log.String()
	if !strings.Contains(log, "incorrect_client_credentials") || !strings.Contains(log, "GITHUB_OAUTH_CLIENT_SECRET") ||
		strings.Contains(log, address.Query().Get("code")) || strings.Contains(log, "wrong-client-secret") {
		t.Errorf("the log says: %s", log)
	}
	b = s.browser()
	b.atGitHub("alice", "/")
	begun := b.get("/auth/sign-in")
	u, err := url.Parse(begun.header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	denied := "/auth/callback?" + url.Values{"error": {"access_denied"}, "state": {u.Query().Get("state")}}.Encode()
	if answer := b.get(denied); answer.status != http.StatusForbidden {
		t.Errorf("denied: %d", answer.status)
	}
}

// TestNoOpenRedirect: after signing in, one is on a page of ours.
func TestNoOpenRedirect(t *testing.T) {
	for to, want := range map[string]string{
		"/calendar":                          "/calendar",
		"/advisories/o/r/GHSA-1":             "/advisories/o/r/GHSA-1",
		"/advisories/o/r/GHSA-1?x=y#z":       "/advisories/o/r/GHSA-1",
		"":                                   "/",
		"https://evil.example/":              "/",
		"//evil.example/advisories/":         "/",
		`/\evil.example`:                     "/",
		`/advisories/\evil.example`:          "/",
		"/advisories//evil.example":          "/",
		"/auth/sign-in?to=/":                 "/",
		"javascript:alert(1)":                "/",
		"\x00/calendar":                      "/",
		"https:/calendar":                    "/",
		"http:///advisories/x":               "/",
		"//user@/calendar":                   "/",
		"/advisories/o/r/x\r\nSet-Cookie: a": "/",
	} {
		if got := pageOfOurs(to); got != want {
			t.Errorf("%q leads to %q, want %q", to, got, want)
		}
	}
	s := newSite(t)
	if _, to := s.signIn("alice", "https://evil.example/"); to != "/" {
		t.Errorf("led to %s", to)
	}
}

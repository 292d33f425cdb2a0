package web

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

const (
	publicURL = "https://embargo.example.org"
	octoRef   = "octo/repo/GHSA-2345-6789-cfgh"
	otherRef  = "other/repo/GHSA-2345-6789-cfgj"
	canary    = "canary-of-a-summary"
)

// fakeDesk knows two organisations: alice and bob are on octo's SRC, olaf is on other's, finn collaborates in octo.
type fakeDesk struct {
	src     map[string][]string
	cases   map[string]Standing
	acts    []string // "ref login line"
	answer  render.Answer
	fail    error // of everything but acts
	failAct error
	looked  int
}

func (d *fakeDesk) Owners(context.Context) ([]string, error) {
	return []string{"octo", "other"}, d.fail
}

func (d *fakeDesk) OnSRC(_ context.Context, owner, login string) (bool, error) {
	return slices.ContainsFunc(d.src[owner], func(m string) bool { return strings.EqualFold(m, login) }), d.fail
}

func (d *fakeDesk) Standing(_ context.Context, ref string) (Standing, error) {
	d.looked++
	s, ok := d.cases[ref]
	if !ok {
		return s, ErrNotFound
	}
	return s, d.fail
}

func (d *fakeDesk) Act(_ context.Context, ref, login, line string) (render.Answer, error) {
	d.acts = append(d.acts, ref+" "+login+" "+line)
	return d.answer, d.failAct
}

var appKey = sync.OnceValue(func() string {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}))
})

// site is the pages with GitHub behind them.
type site struct {
	t    *testing.T
	sim  *githubsim.Sim
	desk *fakeDesk
	db   *store.Store
	now  time.Time
	log  strings.Builder
	web  *Web
	page http.Handler
}

func standing(owner string, users ...string) Standing {
	published := time.Date(2026, 11, 24, 16, 0, 0, 0, time.UTC)
	c := policy.Case{
		Advisory: policy.Advisory{
			Owner: owner, Repo: "repo", GHSA: "GHSA-2345-6789-cfgh", Summary: canary, State: policy.AdvisoryPublished,
			Users: users, CreatedAt: published.AddDate(0, 0, -9), PublishedAt: published,
			URL: "https://github.com/" + owner + "/repo/security/advisories/GHSA-2345-6789-cfgh",
		},
		Owners: policy.Know(policy.Owners{Logins: []string{"finn"}}),
		SRC:    policy.Know(policy.Team{Org: owner, Slug: "src", Members: map[string][]string{"octo": {"alice", "bob"}, "other": {"olaf"}}[owner]}),
	}
	process := policy.Process{Announcement: policy.AnnouncementRules{Mail: policy.MailRoute{To: []string{"list@example.org"}}}}
	return Standing{Announcement: Draft{"a subject", "announcement-text"}, Process: process, Case: c, Report: policy.Evaluate(process, c, published.Add(time.Hour))}
}

func newSite(t *testing.T, change ...func(*Options)) *site {
	t.Helper()
	s := &site{t: t, now: time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC)}
	s.sim = githubsim.New(githubsim.Options{Now: func() time.Time { return s.now }})
	s.sim.AddUser("alice", "bob", "olaf", "finn", "rolf", "mallory")
	err := s.sim.AddApp(githubsim.AppOptions{
		ID: 1, Slug: "embargo", PrivateKey: appKey(), ClientID: "Iv1.1", ClientSecret: "client-secret",
		CallbackURLs: []string{publicURL + "/auth/callback"},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.desk = &fakeDesk{
		src:   map[string][]string{"octo": {"alice", "bob"}, "other": {"olaf"}},
		cases: map[string]Standing{octoRef: standing("octo", "finn", "rolf"), otherRef: standing("other")},
	}
	if s.db, err = store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "x.db")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.db.Close(); err != nil {
			t.Error(err)
		}
	})
	s.update(func(tx *store.Tx) error {
		for ref := range s.desk.cases {
			if err := tx.PutAdvisory(store.AdvisoryRow{Ref: ref, Installation: 1}); err != nil {
				return err
			}
			if err := tx.PutOutlook(store.OutlookRow{Ref: ref, Phase: "released", NextItem: "announced", NextState: "pending", Due: s.now}); err != nil {
				return err
			}
		}
		return nil
	})
	o := Options{
		Desk: s.desk, Store: s.db, Now: func() time.Time { return s.now }, Logger: zerolog.New(&s.log), Key: make([]byte, 32),
		PublicURL: publicURL, GitHubURL: "https://github.com", APIURL: "https://api.github.com/",
		ClientID: "Iv1.1", ClientSecret: "client-secret", Transport: s.sim.Transport(),
	}
	for _, c := range change {
		c(&o)
	}
	if s.web, err = New(o); err != nil {
		t.Fatal(err)
	}
	s.page = s.web.Handler()
	return s
}

func (s *site) update(f func(*store.Tx) error) {
	s.t.Helper()
	if err := s.db.Update(s.t.Context(), f); err != nil {
		s.t.Fatal(err)
	}
}

// browser is somebody's: it keeps cookies, and follows no redirect by itself.
type browser struct {
	*site

	jar http.CookieJar
}

func (s *site) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &browser{s, jar}
}

// got is an answer.
type got struct {
	status int
	header http.Header
	body   string
}

// ask sends a request as a browser does that is on a page of ours.
func (b *browser) ask(method, path string, form url.Values, headers ...string) got {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, publicURL+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.Header.Set("Origin", publicURL)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	for _, c := range b.jar.Cookies(r.URL) {
		r.AddCookie(c)
	}
	res, err := githubsim.HandlerTransport(b.page).RoundTrip(r)
	if err != nil {
		b.t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	b.jar.SetCookies(r.URL, res.Cookies())
	return got{res.StatusCode, res.Header, string(body)}
}

func (b *browser) get(path string) got { b.t.Helper(); return b.ask(http.MethodGet, path, nil) }

// post sends a form with the token that a page of this browser's session has.
func (b *browser) post(path string, form url.Values) got {
	b.t.Helper()
	form = maybe(form)
	form.Set("token", b.token())
	return b.ask(http.MethodPost, path, form)
}

func maybe(form url.Values) url.Values {
	if form == nil {
		return url.Values{}
	}
	return form
}

var reToken = regexp.MustCompile(`name="token" value="([^"]+)"`)

func (b *browser) token() string {
	b.t.Helper()
	match := reToken.FindStringSubmatch(b.get("/calendar").body)
	if match == nil {
		b.t.Fatal("no page with a token")
	}
	return match[1]
}

// signIn goes through GitHub and back, and returns where that led.
func (s *site) signIn(login, to string) (*browser, string) {
	s.t.Helper()
	b := s.browser()
	back := b.atGitHub(login, to)
	u, err := url.Parse(back)
	if err != nil {
		s.t.Fatal(err)
	}
	answer := b.get(u.RequestURI())
	if answer.status != http.StatusSeeOther {
		s.t.Fatalf("signing in: %d %s", answer.status, answer.body)
	}
	return b, answer.header.Get("Location")
}

// atGitHub begins to sign in, and gives the address that GitHub leads back to.
func (b *browser) atGitHub(login, to string) string {
	b.t.Helper()
	begun := b.get("/auth/sign-in?" + url.Values{"to": {to}}.Encode())
	back, err := b.sim.Authorize(login, begun.header.Get("Location"))
	if err != nil {
		b.t.Fatal(err)
	}
	return back
}

func (s *site) as(login string) *browser {
	s.t.Helper()
	b, _ := s.signIn(login, "/")
	return b
}

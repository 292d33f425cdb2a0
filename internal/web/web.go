package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/oauth2"
	"golang.org/x/time/rate"

	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// Desk is what the pages need of the loop that looks at advisories.
type Desk interface {
	// Owners lists where the app is installed.
	Owners(ctx context.Context) ([]string, error)
	// OnSRC tells whether a person is on the SRC of an owner now.
	OnSRC(ctx context.Context, owner, login string) (bool, error)
	// Standing looks at an advisory, OWNER/REPO/GHSA. ErrNotFound when GitHub shows none.
	Standing(ctx context.Context, ref string) (Standing, error)
	// Act carries out a command of a person's about an advisory whose thread is closed; ErrThreadOpen when it is open.
	// Beside an error, an answer says that the command is recorded all the same.
	Act(ctx context.Context, ref, login, line string) (render.Answer, error)
}

// Standing is an advisory as it stands now. It holds embargoed text.
type Standing struct {
	Process policy.Process
	Case    policy.Case
	Report  policy.Report
	// Announcement is what would be announced now.
	Announcement Draft
}

// Draft is a text that is to be sent, as it stands now.
type Draft struct{ Subject, Text string }

// What a Desk's errors may say.
var (
	ErrNotFound   = errors.New("GitHub shows no such advisory")
	ErrThreadOpen = errors.New("the advisory's thread is open")
	// ErrOnlyRecorded stands beside an answer: in observe mode nothing is sent.
	ErrOnlyRecorded = errors.New("in the mode observe nothing is sent")
)

// Options are what the pages work with.
type Options struct {
	Desk   Desk
	Store  *store.Store
	Now    func() time.Time
	Logger zerolog.Logger
	// Key seals sessions: 32 random bytes that all replicas have and nobody else.
	Key []byte
	// PublicURL is where people reach the server, without a trailing slash; "" when that is not known.
	PublicURL string
	// GitHubURL and APIURL are GitHub's pages, without a trailing slash, and its REST API, with one.
	GitHubURL, APIURL string
	// ClientID and ClientSecret are the App's OAuth client; both "" when nobody can sign in.
	ClientID, ClientSecret string
	// Transport carries requests to GitHub; nil for the network.
	Transport http.RoundTripper
}

// Web serves the pages.
type Web struct {
	Options

	oauth    oauth2.Config
	seal     *sealer
	feeds    *rate.Limiter
	pages    *pages
	sameSite *http.CrossOriginProtection
}

// The most that calendars are read in a second, over all of them: far more than programs that look every few minutes.
const feedsPerSecond = 50

// New prepares the pages.
func New(o Options) (*Web, error) {
	seal, err := newSealer(o.Key, o.Now)
	if err != nil {
		return nil, err
	}
	pages, err := newPages()
	if err != nil {
		return nil, err
	}
	w := &Web{
		Options: o, seal: seal, pages: pages, sameSite: http.NewCrossOriginProtection(),
		feeds: rate.NewLimiter(feedsPerSecond, feedsPerSecond),
		oauth: oauth2.Config{
			ClientID: o.ClientID, ClientSecret: o.ClientSecret, RedirectURL: o.PublicURL + callbackPath,
			Endpoint: oauth2.Endpoint{
				AuthURL: o.GitHubURL + "/login/oauth/authorize", TokenURL: o.GitHubURL + "/login/oauth/access_token",
				AuthStyle: oauth2.AuthStyleInParams,
			},
		},
	}
	return w, w.trustPublicURL()
}

// trustPublicURL takes forms from the address that people know, whatever the server is called behind a proxy.
func (w *Web) trustPublicURL() error {
	if w.PublicURL == "" {
		return nil
	}
	u, err := url.Parse(w.PublicURL)
	if err != nil || u.Path != "" {
		return fmt.Errorf("EMBARGO_PUBLIC_URL %q: the pages need a host of their own: write the address without a path", w.PublicURL)
	}
	return w.sameSite.AddTrustedOrigin(u.Scheme + "://" + u.Host)
}

// hasDashboard tells whether people can sign in.
func (w *Web) hasDashboard() bool { return w.ClientID != "" && w.PublicURL != "" }

// sealed tells whether people reach the server by TLS.
func (w *Web) sealed() bool { return strings.HasPrefix(w.PublicURL, "https://") }

// Handler serves the pages below "/".
func (w *Web) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /calendar/{file}", w.feed)
	mux.HandleFunc("GET /assets/{file}", w.pages.asset)
	if !w.hasDashboard() {
		mux.HandleFunc("GET /{$}", w.noDashboard)
		return w.guard(mux)
	}
	mux.HandleFunc("GET /auth/sign-in", w.signIn)
	mux.HandleFunc("GET "+callbackPath, w.callback)
	mux.HandleFunc("POST /auth/sign-out", w.asPerson(w.signOut))
	mux.HandleFunc("GET /{$}", w.home)
	mux.HandleFunc("GET /advisories/{owner}/{repo}/{ghsa}", w.asPerson(w.advisory))
	mux.HandleFunc("POST /advisories/{owner}/{repo}/{ghsa}", w.asPerson(w.act))
	mux.HandleFunc("GET /calendar", w.asPerson(w.links))
	mux.HandleFunc("POST /calendar", w.asPerson(w.changeLink))
	return w.guard(mux)
}

// maxForm bounds what a form may send, in bytes: a reason of a few lines.
const maxForm = 16 << 10

// guard sets what every answer says about itself, and refuses forms of other sites.
func (w *Web) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		h := rw.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin") // with none at all, forms would not say where they come from
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if w.sealed() {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		r.Body = http.MaxBytesReader(rw, r.Body, maxForm)
		if err := w.sameSite.Check(r); err != nil {
			w.pages.plain(rw, http.StatusForbidden, "This form came from another site, so nothing was done.")
			return
		}
		next.ServeHTTP(rw, r)
	})
}

// failed answers a request that could not be carried out just now. The log has the reason, and no advisory's name.
func (w *Web) failed(rw http.ResponseWriter, doing string, err error) {
	w.Logger.Error().Str("page", doing).Err(err).Msg("a page could not be shown")
	rw.Header().Set("Retry-After", "60")
	w.pages.plain(rw, http.StatusServiceUnavailable, "That did not work just now. Please try again in a minute.")
}

// missing is the one answer for what is not there and for what somebody may not see.
func (w *Web) missing(rw http.ResponseWriter) {
	w.pages.plain(rw, http.StatusNotFound, "There is nothing here, or nothing that you may see.")
}

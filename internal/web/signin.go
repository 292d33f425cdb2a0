package web

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"
	"golang.org/x/oauth2"
)

// callbackPath is where GitHub sends people back to; app.yml names it.
const callbackPath = "/auth/callback"

// exchangeTimeout is how long GitHub may take to say who somebody is.
const exchangeTimeout = 20 * time.Second

// signingIn is what is remembered, by a sealed cookie, while somebody is at GitHub.
type signingIn struct {
	State    string `json:"state"`
	Verifier string `json:"verifier"` // of PKCE
	To       string `json:"to"`
}

// signInLink leads to GitHub and back to a page of ours.
func signInLink(to string) string { return "/auth/sign-in?" + url.Values{"to": {to}}.Encode() }

// pageOfOurs is where somebody goes after signing in: a page of this dashboard and nothing else, whatever an address
// asks for.
func pageOfOurs(to string) string {
	u, err := url.Parse(to)
	ours := err == nil && u.Scheme == "" && u.Host == "" && u.User == nil && !strings.Contains(to, `\`) &&
		(u.Path == "/calendar" || strings.HasPrefix(u.Path, "/advisories/") && !strings.Contains(u.Path, "//"))
	if !ours {
		return "/"
	}
	return (&url.URL{Path: u.Path}).EscapedPath()
}

// signIn sends somebody to GitHub.
func (w *Web) signIn(rw http.ResponseWriter, r *http.Request) {
	going := signingIn{State: random(), Verifier: oauth2.GenerateVerifier(), To: pageOfOurs(r.URL.Query().Get("to"))}
	value, err := w.seal.close(forSignIn, going, signInFor)
	if err != nil {
		w.failed(rw, "sign-in", err)
		return
	}
	http.SetCookie(rw, w.cookie(forSignIn, value, signInFor))
	http.Redirect(rw, r, w.oauth.AuthCodeURL(going.State, oauth2.S256ChallengeOption(going.Verifier)), http.StatusFound)
}

// callback is where somebody comes back from GitHub, with a code that tells who they are. The token it is exchanged
// for is used once, to ask for the login, and kept nowhere.
func (w *Web) callback(rw http.ResponseWriter, r *http.Request) {
	var going signingIn
	c, err := r.Cookie(w.cookieName(forSignIn))
	began := err == nil && w.seal.open(forSignIn, c.Value, &going)
	http.SetCookie(rw, w.cookie(forSignIn, "", 0))
	state := r.URL.Query().Get("state")
	if !began || subtle.ConstantTimeCompare([]byte(state), []byte(going.State)) != 1 {
		w.pages.plain(rw, http.StatusBadRequest, "This sign-in was not begun in this browser, or took too long. Please begin again.")
		return
	}
	if r.URL.Query().Get("error") != "" {
		w.pages.plain(rw, http.StatusForbidden, "GitHub did not let you sign in, or you did not want to.")
		return
	}
	login, err := w.loginOf(r.Context(), r.URL.Query().Get("code"), going.Verifier)
	if err != nil {
		w.failed(rw, "sign-in", err)
		return
	}
	value, err := w.seal.close(forSession, session{Login: login, ID: random()}, sessionFor)
	if err != nil {
		w.failed(rw, "sign-in", err)
		return
	}
	http.SetCookie(rw, w.cookie(forSession, value, sessionFor))
	http.Redirect(rw, r, going.To, http.StatusSeeOther)
}

// loginOf asks GitHub whose code it is.
func (w *Web) loginOf(ctx context.Context, code, verifier string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, exchangeTimeout)
	defer cancel()
	ctx = context.WithValue(ctx, oauth2.HTTPClient, &http.Client{Transport: w.Transport})
	token, err := w.oauth.Exchange(ctx, code, oauth2.VerifierOption(verifier))
	if err != nil {
		return "", withoutAnswer("exchange the code at GitHub", err)
	}
	client := github.NewClient(w.oauth.Client(ctx, token))
	if client.BaseURL, err = url.Parse(w.APIURL); err != nil {
		return "", err
	}
	user, _, err := client.Users.Get(ctx, "")
	if err != nil {
		return "", withoutAnswer("ask GitHub who signs in", err)
	}
	if user.GetLogin() == "" {
		return "", errors.New("GitHub did not say who signs in")
	}
	return user.GetLogin(), nil
}

// withoutAnswer keeps what GitHub answered out of an error: it may quote the code or the client's secret.
func withoutAnswer(doing string, err error) error {
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		return fmt.Errorf("%s: status %d, %q; check GITHUB_OAUTH_CLIENT_ID, GITHUB_OAUTH_CLIENT_SECRET and EMBARGO_PUBLIC_URL",
			doing, refused.Response.StatusCode, refused.ErrorCode)
	}
	if refused, ok := errors.AsType[*github.ErrorResponse](err); ok {
		return fmt.Errorf("%s: status %d", doing, refused.Response.StatusCode)
	}
	if lost, ok := errors.AsType[*url.Error](err); ok {
		return fmt.Errorf("%s: %w", doing, lost.Err)
	}
	return fmt.Errorf("%s: %T", doing, err)
}

// signOut ends the session of this browser.
func (w *Web) signOut(rw http.ResponseWriter, r *http.Request, _ session) {
	http.SetCookie(rw, w.cookie(forSession, "", 0))
	http.Redirect(rw, r, "/", http.StatusSeeOther)
}

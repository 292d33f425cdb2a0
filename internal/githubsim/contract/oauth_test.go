package contract_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"testing"

	"github.com/google/go-github/v60/github"
	"golang.org/x/oauth2"

	"github.com/embargo-app/embargo/internal/githubsim"
)

const callback = "https://embargo.example.org/auth/callback"

// oauth registers an app that signs people in, and gives the common client for it.
func (w *world) oauth() oauth2.Config {
	key, err := newKey()
	w.must(err)
	w.must(w.sim.AddApp(githubsim.AppOptions{
		ID: 99, Slug: "signs", PrivateKey: string(key), ClientID: "Iv1.99", ClientSecret: "right", CallbackURLs: []string{callback},
	}))
	return oauth2.Config{
		ClientID: "Iv1.99", ClientSecret: "right", RedirectURL: callback,
		Endpoint: oauth2.Endpoint{AuthURL: "https://github.com/login/oauth/authorize", TokenURL: "https://github.com/login/oauth/access_token"},
	}
}

// code lets the reporter sign in, and gives the code that GitHub leads back with.
func (w *world) code(client oauth2.Config, verifier string) string {
	back, err := w.sim.Authorize("reporter", client.AuthCodeURL("a state", oauth2.S256ChallengeOption(verifier)))
	w.must(err)
	u, err := url.Parse(back)
	w.must(err)
	if u.Scheme+"://"+u.Host+u.Path != callback || u.Query().Get("state") != "a state" {
		w.t.Fatalf("led back to %s", back)
	}
	return u.Query().Get("code")
}

// askWhoSignedIn is the step of users/get-authenticated.
func askWhoSignedIn(w *world) error {
	client, verifier := w.oauth(), oauth2.GenerateVerifier()
	ctx := context.WithValue(ctx, oauth2.HTTPClient, &http.Client{Transport: w.wire})
	token, err := client.Exchange(ctx, w.code(client, verifier), oauth2.VerifierOption(verifier))
	if err != nil {
		return err
	}
	return ok(github.NewClient(client.Client(ctx, token)).Users.Get(ctx, ""))
}

// TestSimulatorSignsPeopleIn: the common OAuth client gets a token by code, state and PKCE, which tells who somebody is
// and nothing else; every wrong piece is refused.
func TestSimulatorSignsPeopleIn(t *testing.T) {
	w := newWorld(t)
	client := w.oauth()
	ctx := context.WithValue(ctx, oauth2.HTTPClient, &http.Client{Transport: w.wire})
	verifier := oauth2.GenerateVerifier()
	code := func() string { return w.code(client, verifier) }
	good := code()
	token, err := client.Exchange(ctx, good, oauth2.VerifierOption(verifier))
	w.must(err)
	asUser := github.NewClient(client.Client(ctx, token))
	user, _, err := asUser.Users.Get(ctx, "")
	if err != nil || user.GetLogin() != "reporter" {
		t.Errorf("signed in as %s, %v", user.GetLogin(), err)
	}
	if _, _, err := w.gh.Users.Get(ctx, ""); err == nil {
		t.Error("an installation is told that it is a person")
	}
	if _, _, err := asUser.Organizations.IsMember(ctx, "octo", "owner"); err == nil {
		t.Error("the token of somebody who only signed in opens an organisation")
	}
	wrong := client
	wrong.ClientSecret = "wrong"
	for name, exchange := range map[string]func() error{
		"a code twice":   func() error { _, err := client.Exchange(ctx, good, oauth2.VerifierOption(verifier)); return err },
		"a wrong code":   func() error { _, err := client.Exchange(ctx, "1234", oauth2.VerifierOption(verifier)); return err },
		"without PKCE":   func() error { _, err := client.Exchange(ctx, code()); return err },
		"a wrong secret": func() error { _, err := wrong.Exchange(ctx, code(), oauth2.VerifierOption(verifier)); return err },
	} {
		if refused, ok := errors.AsType[*oauth2.RetrieveError](exchange()); !ok || refused.ErrorCode == "" {
			t.Errorf("%s: not refused as GitHub does", name)
		}
	}
	elsewhere := client
	elsewhere.RedirectURL = "https://evil.example/"
	for name, address := range map[string]string{
		"another site": elsewhere.AuthCodeURL("s"),
		"plain PKCE":   client.AuthCodeURL("s", oauth2.SetAuthURLParam("code_challenge", "x"), oauth2.SetAuthURLParam("code_challenge_method", "plain")),
		"another page": "https://github.com/login?client_id=Iv1.99",
	} {
		if back, err := w.sim.Authorize("reporter", address); err == nil {
			t.Errorf("%s: led back to %s", name, back)
		}
	}
}

package githubsim_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"maps"
	"net/http"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v4"
	"github.com/google/go-github/v60/github"

	"github.com/embargo-app/embargo/internal/githubsim"
)

// bearer makes one GET with a credential and returns the status.
func (w *world) bearer(path, credential string) int {
	w.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "https://api.github.com/"+path, nil)
	w.must(err)
	if credential != "" {
		req.Header.Set("Authorization", "Bearer "+credential)
	}
	res, err := w.Transport().RoundTrip(req)
	w.must(err)
	w.must(res.Body.Close())
	return res.StatusCode
}

func TestAppJWT(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	own, err := jwt.ParseRSAPrivateKeyFromPEM([]byte(appKey()))
	w.must(err)
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	w.must(err)
	now := time.Now()
	claims := func(issuer string, issued, life time.Duration) jwt.RegisteredClaims {
		return jwt.RegisteredClaims{
			Issuer: issuer, IssuedAt: jwt.NewNumericDate(now.Add(issued)), ExpiresAt: jwt.NewNumericDate(now.Add(issued + life)),
		}
	}
	for _, tc := range []struct {
		name   string
		key    *rsa.PrivateKey
		claims jwt.RegisteredClaims
		want   int
	}{
		{"good", own, claims("42", 0, 9*time.Minute), 200},
		{"wrong key", other, claims("42", 0, 9*time.Minute), 401},
		{"unknown app", own, claims("43", 0, 9*time.Minute), 401},
		{"no issuer", own, claims("", 0, 9*time.Minute), 401},
		{"too long", own, claims("42", 0, 12*time.Minute), 401},
		{"expired", own, claims("42", -time.Hour, time.Minute), 401},
		{"from the future", own, claims("42", 5*time.Minute, time.Minute), 401},
		{"without times", own, jwt.RegisteredClaims{Issuer: "42"}, 401},
	} {
		signed, err := jwt.NewWithClaims(jwt.SigningMethodRS256, tc.claims).SignedString(tc.key)
		w.must(err)
		if got := w.bearer("app", signed); got != tc.want {
			t.Errorf("%s: %d, want %d", tc.name, got, tc.want)
		}
	}
	unsigned, err := jwt.NewWithClaims(jwt.SigningMethodNone, claims("42", 0, time.Minute)).SignedString(jwt.UnsafeAllowNoneSignatureType)
	w.must(err)
	if got := w.bearer("app", unsigned); got != http.StatusUnauthorized {
		t.Errorf("unsigned: %d", got)
	}
}

func (w *world) token(o *github.InstallationTokenOptions) string {
	w.t.Helper()
	tok, _, err := w.app.Apps.CreateInstallationToken(context.Background(), w.inst, o)
	w.must(err)
	return tok.GetToken()
}

func TestTokens(t *testing.T) {
	// The wall clock signs the JWTs; here it stands still and is moved by hand.
	auth := &clock{at: time.Now()}
	w := newWorldWithAuth(t, auth)
	tok := w.token(nil)
	if len(tok) != 520 {
		t.Errorf("a token has %d characters", len(tok))
	}
	for _, tc := range []struct {
		name       string
		credential string
		path       string
		want       int
	}{
		{"good", tok, "installation/repositories", 200},
		{"unknown", "ghs_unknown", "installation/repositories", 401},
		{"none", "", "installation/repositories", 401},
		{"token for an app's route", tok, "app", 401},
		{"anonymous on public things", "", "repos/acme/anvil", 200},
		{"anonymous on private things", "", "repos/acme/secret", 404},
	} {
		if got := w.bearer(tc.path, tc.credential); got != tc.want {
			t.Errorf("%s: %d, want %d", tc.name, got, tc.want)
		}
	}
	auth.advance(time.Hour)
	if got := w.bearer("installation/repositories", tok); got != http.StatusUnauthorized {
		t.Errorf("expired: %d", got)
	}
}

func newWorldWithAuth(t *testing.T, auth *clock) *world {
	t.Helper()
	w := &world{t: t, clock: auth, Sim: githubsim.New(githubsim.Options{Now: auth.now})}
	w.AddRepo("acme", "anvil", githubsim.RepoOptions{})
	w.AddRepo("acme", "secret", githubsim.RepoOptions{Private: true})
	w.must(w.AddApp(githubsim.AppOptions{ID: appID, Slug: "embargo", PrivateKey: appKey()}))
	inst, err := w.Install(appID, "acme")
	w.must(err)
	w.inst, w.app = inst, w.appClient()
	return w
}

func TestRevokedTokens(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	tok := w.token(nil)
	w.RevokeTokens()
	if got := w.bearer("installation/repositories", tok); got != http.StatusUnauthorized {
		t.Errorf("revoked: %d", got)
	}
	if got := w.bearer("installation/repositories", w.token(nil)); got != http.StatusOK {
		t.Errorf("new: %d", got)
	}
}

func TestNarrowTokens(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	ref := w.report("anvils fall")
	reader := w.token(&github.InstallationTokenOptions{
		Repositories: []string{"secret"}, Permissions: &github.InstallationPermissions{Contents: new("read")},
	})
	for path, want := range map[string]int{
		"repos/acme/secret":           200,
		advisoryPath(ref):             404, // out of the token's reach, and not published
		"orgs/acme/teams/src/members": 403,
	} {
		if got := w.bearer(path, reader); got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
	_, res, err := w.app.Apps.CreateInstallationToken(context.Background(), w.inst, &github.InstallationTokenOptions{
		Permissions: &github.InstallationPermissions{Contents: new("write")},
	})
	if err == nil || res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("more than granted: %v", err)
	}
}

func TestPermissions(t *testing.T) {
	ghsa := "repos/acme/anvil/security-advisories/GHSA-xxxx"
	for _, tc := range []struct {
		method, path, permission, level string
	}{
		{"GET", "orgs/acme/security-advisories", "repository_advisories", "write"},
		{"GET", "repos/acme/anvil/security-advisories", "repository_advisories", "read"},
		{"GET", ghsa, "repository_advisories", "read"},
		{"PATCH", ghsa, "repository_advisories", "write"},
		{"POST", ghsa + "/cve", "repository_advisories", "write"},
		{"POST", ghsa + "/forks", "administration", "write"},
		{"GET", ghsa + "/comments", "repository_advisories", "read"},
		{"POST", ghsa + "/comments", "repository_advisories", "write"},
		{"GET", "orgs/acme/teams/src", "members", "read"},
		{"GET", "orgs/acme/teams/src/members", "members", "read"},
		{"GET", "repos/acme/anvil/contents/.github/CODEOWNERS", "contents", "read"},
		{"GET", "repos/acme/anvil/codeowners/errors", "contents", "read"},
		{"GET", "repos/acme/anvil/releases", "contents", "read"},
		{"GET", "repos/acme/anvil/pulls", "pull_requests", "read"},
	} {
		t.Run(tc.method+" "+tc.path, func(t *testing.T) {
			perms := maps.Clone(allPermissions)
			delete(perms, tc.permission)
			if tc.level == "write" {
				perms[tc.permission] = "read"
			}
			w := newWorldWith(t, githubsim.Options{}, githubsim.AppOptions{Permissions: perms})
			w.report("anvils fall")
			if got := w.status(tc.method, tc.path, object{}); got != http.StatusForbidden {
				t.Errorf("without the permission: %d", got)
			}
			if len(w.UsedPermissions()) != 0 {
				t.Errorf("refused, yet used: %v", w.UsedPermissions())
			}
			if got := w.MissedPermissions(); !maps.Equal(got, map[string]string{tc.permission: tc.level}) {
				t.Errorf("refused for want of %s: %s, but it missed %v", tc.permission, tc.level, got)
			}
		})
	}
}

func TestUsedPermissionsAreWhatAnswersNeeded(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	ref := w.report("anvils fall")
	w.status("GET", advisoryPath(ref), nil)
	w.status("GET", "orgs/acme/teams/src/members", nil)
	want := map[string]string{"repository_advisories": "read", "members": "read"}
	if got := w.UsedPermissions(); !maps.Equal(got, want) {
		t.Errorf("after reading: %v", got)
	}
	w.status("POST", advisoryPath(ref)+"/comments", object{"body": "hello"})
	w.status("GET", advisoryPath(ref), nil)
	want["repository_advisories"] = "write"
	if got := w.UsedPermissions(); !maps.Equal(got, want) {
		t.Errorf("after writing: %v", got)
	}
}

func TestInstallations(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	ctx := context.Background()
	second, err := w.Install(appID, "acme", "anvil")
	w.must(err)
	list, _, err := w.app.Apps.ListInstallations(ctx, nil)
	w.must(err)
	if len(list) != 2 || list[1].GetRepositorySelection() != "selected" {
		t.Errorf("installations: %v", list)
	}
	repos, _, err := w.installationClient(second).Apps.ListRepos(ctx, nil)
	w.must(err)
	if repos.GetTotalCount() != 1 || repos.Repositories[0].GetName() != "anvil" {
		t.Errorf("selected: %v", repos)
	}
	repos, _, err = w.gh.Apps.ListRepos(ctx, nil)
	w.must(err)
	if repos.GetTotalCount() != 2 {
		t.Errorf("all: %v", repos)
	}
	w.must(w.Suspend(w.inst, true))
	if _, res, err := w.gh.Apps.ListRepos(ctx, nil); err == nil || res.StatusCode != http.StatusForbidden {
		t.Errorf("suspended: %v", err)
	}
	one, _, err := w.app.Apps.GetInstallation(ctx, w.inst)
	w.must(err)
	if one.SuspendedAt == nil {
		t.Error("suspension is not shown")
	}
	w.must(w.Uninstall(second))
	if _, res, err := w.app.Apps.GetInstallation(ctx, second); err == nil || res.StatusCode != http.StatusNotFound {
		t.Errorf("uninstalled: %v", err)
	}
}

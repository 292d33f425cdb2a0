package githubsim_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bradleyfalzon/ghinstallation/v2"
	"github.com/google/go-github/v60/github"

	"github.com/embargo-app/embargo/internal/githubsim"
)

const (
	appID  = 42
	secret = "webhook secret"
)

// appKey is one key for all tests: making them is slow.
var appKey = sync.OnceValue(func() string {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(k)}))
})

// clock is a simulated time that moves when told.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// world is a small GitHub with one app installed on one organisation.
type world struct {
	*githubsim.Sim

	t     testing.TB
	clock *clock
	inst  int64
	gh    *github.Client // as the installation
	app   *github.Client // as the app
}

var allPermissions = map[string]string{
	"repository_advisories": "write", "members": "read", "contents": "read", "pull_requests": "read", "administration": "write",
}

func newWorld(tb testing.TB, o githubsim.Options) *world {
	tb.Helper()
	return newWorldWith(tb, o, githubsim.AppOptions{Permissions: allPermissions})
}

func newWorldWith(tb testing.TB, o githubsim.Options, a githubsim.AppOptions) *world {
	tb.Helper()
	w := &world{t: tb, clock: &clock{at: time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)}}
	o.Now, o.AuthNow = w.clock.now, time.Now
	w.Sim = githubsim.New(o)
	w.AddUser("mallory", "rita")
	w.AddTeam("acme", "src", "alice", "bob")
	w.AddTeam("acme", "anvil-codeowners", "carol")
	w.AddRepo("acme", "anvil", githubsim.RepoOptions{})
	w.AddRepo("acme", "secret", githubsim.RepoOptions{Private: true})
	w.SetSecurityManagers("acme", "src")
	w.must(w.SetFile("acme", "anvil", ".github/CODEOWNERS", "* @acme/anvil-codeowners\n"))
	a.ID, a.Slug, a.PrivateKey, a.WebhookSecret = appID, "embargo", appKey(), secret
	if a.Events == nil {
		a.Events = []string{"repository_advisory", "release", "membership"}
	}
	w.must(w.AddApp(a))
	inst, err := w.Install(appID, "acme")
	w.must(err)
	w.inst = inst
	w.gh, w.app = w.installationClient(inst), w.appClient()
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) installationClient(inst int64) *github.Client {
	w.t.Helper()
	tr, err := ghinstallation.New(w.Transport(), appID, inst, []byte(appKey()))
	w.must(err)
	return github.NewClient(&http.Client{Transport: tr})
}

func (w *world) appClient() *github.Client {
	w.t.Helper()
	tr, err := ghinstallation.NewAppsTransport(w.Transport(), appID, []byte(appKey()))
	w.must(err)
	return github.NewClient(&http.Client{Transport: tr})
}

// call makes one request as the installation and decodes the answer into out.
func (w *world) call(method, path string, in, out any) (*github.Response, error) {
	w.t.Helper()
	req, err := w.gh.NewRequest(method, path, in)
	w.must(err)
	return w.gh.Do(context.Background(), req, out)
}

// status makes one request and returns the status of its answer.
func (w *world) status(method, path string, in any) int {
	w.t.Helper()
	res, err := w.call(method, path, in, nil)
	if res == nil {
		w.t.Fatalf("%s %s: %v", method, path, err)
	}
	return res.StatusCode
}

func (w *world) report(summary string) githubsim.Ref {
	w.t.Helper()
	ref, err := w.Report("rita", "acme/anvil", githubsim.Report{
		Summary: summary, Description: "It falls on heads.", Severity: "high",
		Vulnerabilities: []githubsim.Vulnerability{{Ecosystem: "go", Package: "acme.example/anvil", Range: "< 1.2.3", Patched: "1.2.3"}},
	})
	w.must(err)
	return ref
}

func advisoryPath(ref githubsim.Ref) string {
	return "repos/" + ref.Owner + "/" + ref.Repo + "/security-advisories/" + ref.GHSA
}

// receiver collects what webhooks bring.
type receiver struct {
	mu     sync.Mutex
	got    []*http.Request
	bodies []string
	status int
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got, r.bodies = append(r.got, req), append(r.bodies, string(body))
	w.WriteHeader(r.status)
}

func TestUnknownPathsAndMethodsAreNotFound(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	for _, path := range []string{"GET nothing", "GET repos/acme/anvil/issues", "DELETE repos/acme/anvil", "GET repos/acme/none", "GET users/nobody"} {
		method, path, _ := strings.Cut(path, " ")
		if got := w.status(method, path, nil); got != http.StatusNotFound {
			t.Errorf("%s %s: %d", method, path, got)
		}
	}
}

func TestOverTheNetwork(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	srv := httptest.NewServer(w.Handler())
	defer srv.Close()
	c := github.NewClient(srv.Client())
	base, err := c.BaseURL.Parse(srv.URL + "/")
	w.must(err)
	c.BaseURL = base
	r, res, err := c.Repositories.Get(context.Background(), "Acme", "ANVIL")
	w.must(err)
	if r.GetFullName() != "acme/anvil" || res.Header.Get("Date") != "Tue, 03 Nov 2026 09:00:00 GMT" {
		t.Errorf("got %s at %s", r.GetFullName(), res.Header.Get("Date"))
	}
	w.Inject(githubsim.Fault{Drop: true, Times: -1}) // net/http repeats a GET whose kept-alive connection closed
	if _, _, err := c.Repositories.Get(context.Background(), "acme", "anvil"); err == nil {
		t.Error("a dropped connection gave no error")
	}
}

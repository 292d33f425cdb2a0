package contract_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/bradleyfalzon/ghinstallation/v2"
	"github.com/google/go-github/v60/github"

	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/githubsim/contract"
)

// world is a simulated GitHub behind the contract, with clients of both kinds.
type world struct {
	t        *testing.T
	contract *contract.Contract
	sim      *githubsim.Sim
	wire     http.RoundTripper // checked, without credentials
	app, gh  *github.Client    // as the App, as its installation
	inst     int64
	ref      githubsim.Ref // an advisory in triage

	mu      sync.Mutex
	asked   []string // operations, as they were asked for
	careful bool     // requests must be right too, not only responses
}

const appID = 4711

var permissions = map[string]string{
	"metadata": "read", "repository_advisories": "write", "members": "read", "contents": "read", "checks": "write",
	"pull_requests": "read", "actions": "read", "deployments": "write", "administration": "write", "issues": "read",
	"attestations": "read", "organization_custom_org_roles": "read",
}

func newWorld(t *testing.T) *world {
	t.Helper()
	c, err := contract.New()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, contract: c, careful: true}
	w.sim = githubsim.New(githubsim.Options{ListETags: true, Webhooks: githubsim.HandlerTransport(c.WrapWebhooks(http.HandlerFunc(w.receive), w.report))})
	w.wire = githubsim.HandlerTransport(c.Wrap(w.noting(w.sim.Handler()), w.report))
	w.populate()
	w.connect()
	return w
}

// noting writes down which operations are asked for.
func (w *world) noting(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		w.asked = append(w.asked, w.contract.OperationOf(r))
		w.mu.Unlock()
		next.ServeHTTP(rw, r)
	})
}

func (w *world) report(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var v *contract.ViolationError
	if !w.careful && errors.As(err, &v) && v.Part == "request" {
		return
	}
	w.t.Error(err)
}

// receive is the App's side of webhooks.
func (w *world) receive(rw http.ResponseWriter, r *http.Request) {
	for _, name := range []string{
		"User-Agent", "X-Github-Hook-Id", "X-Github-Event", "X-Github-Hook-Installation-Target-Id",
		"X-Github-Hook-Installation-Target-Type", "X-Github-Delivery", "X-Hub-Signature-256",
	} {
		if r.Header.Get(name) == "" {
			w.t.Errorf("webhook %s has no header %s", r.Header.Get("X-Github-Event"), name)
		}
	}
	rw.WriteHeader(http.StatusAccepted)
}

// newKey makes the App's private key, once: it takes long.
var newKey = sync.OnceValues(func() ([]byte, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}), nil
})

// populate makes an organisation in which every kind of thing exists.
func (w *world) populate() {
	s := w.sim
	s.AddUser("owner", "reporter", "maintainer")
	s.AddTeam("octo", "security-response-team", "owner")
	s.AddTeam("octo", "cosign-codeowners", "maintainer")
	s.SetOwners("octo", "owner")
	s.AddRepo("octo", "cosign", githubsim.RepoOptions{Description: "signs"})
	s.AddRepo("octo", "cosign-private", githubsim.RepoOptions{Private: true})
	w.must(s.SetFile("octo", "cosign", ".github/CODEOWNERS", "* @octo/cosign-codeowners\n@octo/nobody\n/x @nobody\n"))
	w.must(s.SetFile("octo", "cosign", "docs/a b.md", "text"))
	w.must(s.SetFile("octo", "cosign", "README.md", ""))
	w.must(s.PublishRelease("owner", "octo/cosign", "v2.2.1", githubsim.Release{
		Name: "2.2.1", Body: "notes", Immutable: true, AssetByName: map[string]string{"cosign": "binary"},
	}))
	w.must(s.PublishRelease("owner", "octo/cosign", "v2.3.0-rc.1", githubsim.Release{Prerelease: true}))
	w.must(s.PublishRelease("owner", "octo/cosign", "v2.3.0", githubsim.Release{Draft: true}))
	var err error
	w.ref, err = s.Report("reporter", "octo/cosign", githubsim.Report{Summary: "s", Description: "d", Severity: "high"})
	w.must(err)
}

// connect registers the App and makes clients for it and its installation.
func (w *world) connect() {
	key, err := newKey()
	w.must(err)
	w.must(w.sim.AddApp(githubsim.AppOptions{
		ID: appID, Slug: "embargo", PrivateKey: string(key), WebhookURL: "https://embargo.example.org/api/github/hook",
		WebhookSecret: "secret", Permissions: permissions,
		Events: []string{
			"repository_advisory", "release", "push", "fork", "repository", "membership", "team", "deployment_protection_rule",
			"pull_request", "pull_request_review", "pull_request_review_comment", "organization", "issues", "issue_comment", "check_run", "check_suite",
		},
	}))
	inst, err := w.sim.Install(appID, "octo")
	w.must(err)
	w.inst = inst
	asApp, err := ghinstallation.NewAppsTransport(w.wire, appID, key)
	w.must(err)
	w.app = github.NewClient(&http.Client{Transport: asApp})
	w.gh = github.NewClient(&http.Client{Transport: ghinstallation.NewFromAppsTransport(asApp, inst)})
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// do sends what go-github has no method for.
func (w *world) do(client *github.Client, method, path string, body any) error {
	r, err := client.NewRequest(method, path, body)
	if err != nil {
		return err
	}
	_, err = client.Do(context.Background(), r, io.Discard)
	return err
}

// advisories make one advisory of each kind and return their addresses.
func (w *world) advisories() map[string]githubsim.Ref {
	w.t.Helper()
	s := w.sim
	report := githubsim.Report{Summary: "s", Description: "d", CVSS: "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
		Vulnerabilities: []githubsim.Vulnerability{{Ecosystem: "go", Package: "p", Range: "< 2", Patched: "2", Functions: []string{"f"}}, {}}}
	refs := map[string]githubsim.Ref{"triage": w.ref}
	for _, kind := range []string{"draft", "full", "published", "closed"} {
		ref, err := s.Draft("owner", "octo/cosign", report)
		w.must(err)
		refs[kind] = ref
	}
	full := refs["full"]
	w.must(s.AddCollaborator("owner", full, "maintainer"))
	w.must(s.AddCollaborator("owner", full, "octo/security-response-team"))
	w.must(s.SetCVSS("owner", full, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"))
	w.must(s.SetDetails("owner", full, githubsim.Details{CWEs: []string{"CWE-79"}, Credits: []githubsim.Credit{{Login: "reporter", Type: "reporter"}}}))
	w.must(s.RequestCVE("owner", full))
	w.must(s.AssignCVE(full, "CVE-2026-12345"))
	w.must(s.CreateFork("owner", full))
	_, err := s.Comment("maintainer", full, "text")
	w.must(err)
	_, err = s.FileConfidentialComment("owner", full, "text")
	w.must(err)
	w.must(s.Close("owner", refs["closed"]))
	w.must(s.Publish("owner", refs["published"]))
	accepted, err := s.Report("reporter", "octo/cosign", githubsim.Report{Summary: "s"})
	w.must(err)
	w.must(s.Accept("owner", accepted))
	refs["accepted"] = accepted
	return refs
}

// pull opens a pull request that knows every event, and returns its number.
func (w *world) pull() int {
	w.t.Helper()
	s := w.sim
	number, err := s.OpenPullRequest("maintainer", "octo/cosign", githubsim.PullRequest{Title: "t", Body: "b", Branch: "fix", Draft: true})
	w.must(err)
	w.must(s.Review("owner", "octo/cosign", number, "CHANGES_REQUESTED", "no"))
	_, err = s.PushToPullRequest("maintainer", "octo/cosign", number)
	w.must(err)
	w.must(s.Review("owner", "octo/cosign", number, "APPROVED", ""))
	_, err = s.MergePullRequest("owner", "octo/cosign", number)
	w.must(err)
	_, err = s.OpenPullRequest("maintainer", "octo/cosign", githubsim.PullRequest{Title: "open", Branch: "other"})
	w.must(err)
	return number
}

func advisoryPath(r githubsim.Ref) string {
	return "repos/" + r.Owner + "/" + r.Repo + "/security-advisories/" + r.GHSA
}

// deliver sends all webhooks that wait, which checks them.
func (w *world) deliver() {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if n, err := w.sim.DeliverPending(ctx); err != nil || n == 0 {
		w.t.Fatalf("%d deliveries sent: %v", n, err)
	}
}

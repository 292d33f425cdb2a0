package contract_test

import (
	"errors"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/embargo-app/embargo/internal/githubsim"
)

// refusals are requests that the simulator must not grant. Many are wrong on
// purpose, so only its responses are held against the contract.
var refusals = []struct {
	name     string
	as       string // app, installation, stranger, revoked, or narrow (contents only)
	request  string // "METHOD path", {ghsa} being the address of the advisory in triage
	body     string
	header   http.Header
	before   func(w *world) error
	wantCode int
}{
	{name: "no credentials", as: "stranger", request: "GET installation/repositories", wantCode: 401},
	{name: "bad credentials", as: "revoked", request: "GET installation/repositories", wantCode: 401},
	{name: "wrong kind of credentials", as: "app", request: "GET installation/repositories", wantCode: 403},
	{name: "installation as app", as: "installation", request: "GET app", wantCode: 401},
	{name: "permission missing", as: "narrow", request: "GET {ghsa}", wantCode: 403},
	{name: "permission to write missing", as: "narrow", request: "POST {ghsa}/comments", body: `{"body":"x"}`, wantCode: 403},
	{name: "other version", as: "installation", request: "GET repos/octo/cosign", header: http.Header{"X-Github-Api-Version": {"2001-01-01"}}, wantCode: 400},

	{name: "no repository", as: "installation", request: "GET repos/octo/none", wantCode: 404},
	{name: "no organisation", as: "installation", request: "GET orgs/none/security-advisories", wantCode: 404},
	{name: "no advisory", as: "installation", request: "GET repos/octo/cosign/security-advisories/GHSA-2222-2222-2222", wantCode: 404},
	{name: "advisory of a stranger", as: "stranger", request: "GET {ghsa}", wantCode: 404},
	{name: "no team", as: "installation", request: "GET orgs/octo/teams/none", wantCode: 404},
	{name: "no team's members", as: "installation", request: "GET orgs/octo/teams/none/members", wantCode: 404},
	{name: "no user", as: "installation", request: "GET users/none", wantCode: 404},
	{name: "no file", as: "installation", request: "GET repos/octo/cosign/contents/a/b/c", wantCode: 404},
	{name: "no owners", as: "installation", request: "GET repos/octo/cosign-private/codeowners/errors", wantCode: 404},
	{name: "no release", as: "installation", request: "GET repos/octo/cosign/releases/tags/v9", wantCode: 404},
	{name: "no pull request", as: "installation", request: "GET repos/octo/cosign/pulls/99", wantCode: 404},
	{name: "no pull request's reviews", as: "installation", request: "GET repos/octo/cosign/pulls/99/reviews", wantCode: 404},
	{name: "no installation", as: "app", request: "GET app/installations/99", wantCode: 404},
	{name: "no installation there", as: "app", request: "GET users/reporter/installation", wantCode: 404},
	{name: "no delivery", as: "app", request: "GET app/hook/deliveries/99", wantCode: 404},
	{name: "no delivery to repeat", as: "app", request: "POST app/hook/deliveries/99/attempts", wantCode: 404},
	{name: "bad cursor of deliveries", as: "app", request: "GET app/hook/deliveries?cursor=x", wantCode: 400},
	{name: "bad status of deliveries", as: "app", request: "GET app/hook/deliveries?status=x", wantCode: 400},

	{name: "bad state of advisories", as: "installation", request: "GET orgs/octo/security-advisories?state=open", wantCode: 400},
	{name: "bad cursor of advisories", as: "installation", request: "GET repos/octo/cosign/security-advisories?after=x", wantCode: 400},
	{name: "not JSON", as: "installation", request: "PATCH {ghsa}", body: `{`, wantCode: 400},
	{name: "unknown key", as: "installation", request: "PATCH {ghsa}", body: `{"x":1}`, wantCode: 422},
	{name: "severity and vector", as: "installation", request: "PATCH {ghsa}", body: `{"severity":"low","cvss_vector_string":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}`, wantCode: 422},
	{name: "unknown collaborator", as: "installation", request: "PATCH {ghsa}", body: `{"collaborating_users":["none"]}`, wantCode: 422},
	{name: "second CVE", as: "installation", request: "POST {ghsa}/cve", before: assignCVE, wantCode: 422},
	{name: "second fork", as: "installation", request: "POST {ghsa}/forks", before: fork, wantCode: 422},

	{name: "comment without text", as: "installation", request: "POST {ghsa}/comments", body: `{"body":" "}`, wantCode: 422},
	{name: "comment without field", as: "installation", request: "POST {ghsa}/comments", body: `{}`, wantCode: 422},
	{name: "closed thread, write", as: "installation", request: "POST {ghsa}/comments", body: `{"body":"x"}`, before: publish, wantCode: 404},
	{name: "closed thread, read", as: "installation", request: "GET {ghsa}/comments", before: publish, wantCode: 200},
	{name: "no comment", as: "installation", request: "GET {ghsa}/comments/99", wantCode: 404},
	{name: "somebody else's comment", as: "installation", request: "PATCH {ghsa}/comments/1001", body: `{"body":"x"}`, before: comment, wantCode: 403},
	{name: "bad since", as: "installation", request: "GET {ghsa}/comments?since=yesterday", wantCode: 422},

	{name: "token of too much", as: "app", request: "POST app/installations/1001/access_tokens", body: `{"permissions":{"issues":"write"}}`, wantCode: 422},
	{name: "token of nowhere", as: "app", request: "POST app/installations/1001/access_tokens", body: `{"repositories":["none"]}`, wantCode: 422},
	{name: "token of a suspended one", as: "app", request: "POST app/installations/1001/access_tokens", before: suspend, wantCode: 403},

	{name: "limit used up", as: "installation", request: "GET {ghsa}", before: exhaust, wantCode: 403},
	{name: "secondary limit", as: "installation", request: "POST {ghsa}/comments", body: `{"body":"x"}`, before: secondary, wantCode: 403},
	{name: "too many requests", as: "installation", request: "GET {ghsa}", before: fault(429), wantCode: 429},
	{name: "conflict", as: "installation", request: "PATCH {ghsa}", body: `{"summary":"s"}`, before: fault(409), wantCode: 409},
	{name: "gone", as: "installation", request: "GET {ghsa}", before: fault(410), wantCode: 410},
	{name: "server's error", as: "installation", request: "GET {ghsa}", before: fault(500), wantCode: 500},
	{name: "unavailable", as: "installation", request: "POST {ghsa}/forks", before: fault(503), wantCode: 503},
	{name: "reply lost", as: "installation", request: "POST {ghsa}/comments", body: `{"body":"x"}`, before: lost, wantCode: 0},
}

func assignCVE(w *world) error { return w.sim.AssignCVE(w.ref, "CVE-2026-1234") }

func fork(w *world) error { return w.sim.CreateFork("owner", w.ref) }

func publish(w *world) error {
	return errors.Join(w.sim.Accept("owner", w.ref), w.sim.Publish("owner", w.ref))
}

func comment(w *world) error {
	_, err := w.sim.Comment("owner", w.ref, "x")
	return err
}

func suspend(w *world) error { return w.sim.Suspend(w.inst, true) }

func exhaust(w *world) error {
	w.sim.ExhaustRateLimit(w.inst)
	return nil
}

func secondary(w *world) error {
	w.sim.SecondaryLimit(http.MethodPost, "", 1, time.Minute)
	return nil
}

func fault(status int) func(*world) error {
	return func(w *world) error {
		w.sim.Inject(githubsim.Fault{Status: status})
		return nil
	}
}

func lost(w *world) error {
	w.sim.Inject(githubsim.Fault{Method: http.MethodPost, After: true})
	return nil
}

// as gives a transport with the credentials so called.
func (w *world) as(who string) http.RoundTripper {
	w.t.Helper()
	switch who {
	case "stranger":
		return w.wire
	case "app":
		return w.app.Client().Transport
	case "revoked":
		return bearer{w.wire, "ghs_none"}
	case "narrow":
		token, _, err := w.app.Apps.CreateInstallationToken(ctx, w.inst, &github.InstallationTokenOptions{
			Permissions: &github.InstallationPermissions{Contents: new("read")},
		})
		w.must(err)
		return bearer{w.wire, token.GetToken()}
	default:
		token, _, err := w.app.Apps.CreateInstallationToken(ctx, w.inst, nil)
		w.must(err)
		return bearer{w.wire, token.GetToken()}
	}
}

// bearer adds a token to every request.
type bearer struct {
	next  http.RoundTripper
	token string
}

func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+b.token)
	return b.next.RoundTrip(r)
}

func TestSimulatorRefusals(t *testing.T) {
	for _, r := range refusals {
		t.Run(r.name, func(t *testing.T) {
			w := newWorld(t)
			w.careful = false
			transport := w.as(r.as)
			if r.before != nil {
				w.must(r.before(w))
			}
			method, path, _ := strings.Cut(strings.ReplaceAll(r.request, "{ghsa}", advisoryPath(w.ref)), " ")
			request, err := http.NewRequestWithContext(ctx, method, "https://api.github.com/"+path, strings.NewReader(r.body))
			w.must(err)
			maps.Copy(request.Header, r.header)
			if r.body != "" {
				request.Header.Set("Content-Type", "application/json")
			}
			if got, _ := w.roundTrip(transport, request); got != r.wantCode {
				t.Errorf("got %d, want %d", got, r.wantCode)
			}
		})
	}
}

// roundTrip sends r and returns the status, 0 when there was no reply, and the ETag.
func (w *world) roundTrip(transport http.RoundTripper, r *http.Request) (status int, etag string) {
	w.t.Helper()
	response, err := transport.RoundTrip(r)
	if err != nil {
		return 0, ""
	}
	_, err = io.Copy(io.Discard, response.Body)
	w.must(errors.Join(err, response.Body.Close()))
	return response.StatusCode, response.Header.Get("ETag")
}

// TestSimulatorConditional asks twice for what can have an ETag.
func TestSimulatorConditional(t *testing.T) {
	w := newWorld(t)
	transport := w.as("installation")
	id, err := w.sim.Comment("owner", w.ref, "x")
	w.must(err)
	ghsa := advisoryPath(w.ref)
	for _, path := range []string{
		"repos/octo/cosign", "repos/octo/cosign/contents/README.md", "repos/octo/cosign/releases", "repos/octo/cosign/pulls",
		"orgs/octo/security-advisories", "repos/octo/cosign/security-advisories", ghsa, ghsa + "/comments",
		ghsa + "/comments/" + strconv.FormatInt(id, 10), "orgs/octo/teams/security-response-team/members",
		"installation/repositories",
	} {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://api.github.com/"+path, nil)
		w.must(err)
		status, etag := w.roundTrip(transport, request)
		if status != http.StatusOK || etag == "" {
			t.Errorf("%s: got %d with ETag %q", path, status, etag)
		}
		request.Header.Set("If-None-Match", etag)
		if status, _ := w.roundTrip(transport, request); status != http.StatusNotModified {
			t.Errorf("%s asked again: got %d", path, status)
		}
	}
}

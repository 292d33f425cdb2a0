package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
)

// outsideWorld is the demo's GitHub with one advisory, a server that has looked at it, and its settings in the
// environment. GitHub takes each person's login for their token.
func outsideWorld(t *testing.T) (sim *githubsim.Sim, ref githubsim.Ref, look func()) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	key := appKey(t)
	sim = githubsim.New(githubsim.Options{Now: time.Now, AuthNow: time.Now})
	_, err := demo.Build(sim, demo.App{PrivateKey: key, WebhookURL: "http://embargo.test/", WebhookSecret: "a-secret"})
	must(err)
	github := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/user" {
			sim.Handler().ServeHTTP(w, r)
			return
		}
		login := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		if login == "expired" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		kind := "User"
		if strings.HasSuffix(login, "[bot]") {
			kind = "Bot"
		}
		if err := json.NewEncoder(w).Encode(map[string]string{"login": login, "type": kind}); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(github.Close)
	settle(t, map[string]string{
		"GITHUB_V3_API_URL": github.URL, "GITHUB_APP_INTEGRATION_ID": "4711", "GITHUB_APP_PRIVATE_KEY": key,
		"GITHUB_APP_WEBHOOK_SECRET": "a-secret", "EMBARGO_DATABASE_URL": "sqlite:" + filepath.Join(t.TempDir(), "embargo.db"),
		"EMBARGO_LOG_LEVEL": "error", "EMBARGO_TRUSTED_ROOT": config.TrustNobody,
	})
	must(sim.SetFile(demo.Org, ".github", config.ProcessPath, "version: 1\nitems: {artifacts: {enabled: false}}\n"+
		"announcement:\n  version_command: cosign version\n  mail: {from: a@example.org, to: [b@example.org]}\n"))
	ref, err = sim.Report(demo.Reporter, demo.Org+"/"+demo.Repo, githubsim.Report{Summary: "A check is skipped", Description: "It is bad."})
	must(err)
	must(sim.Accept(demo.SRC, ref))
	must(sim.SetDetails(demo.SRC, ref, githubsim.Details{Vulnerabilities: []githubsim.Vulnerability{
		{Ecosystem: "go", Package: "github.com/sigstore/cosign", Range: "< 2.4.1", Patched: "2.4.1"},
	}}))
	return sim, ref, func() { serveOnce(t) }
}

// TestOutsideTheThread follows an advisory from its embargo to its announcement, on the command line.
func TestOutsideTheThread(t *testing.T) {
	sim, ref, look := outsideWorld(t)
	repository := ref.Owner + "/" + ref.Repo
	expect := func(as, line string, wantCode int, words ...string) string {
		t.Helper()
		t.Setenv("GITHUB_TOKEN", as)
		args := strings.Fields(strings.ReplaceAll(line, "ADVISORY", repository+" "+ref.GHSA))
		code, out, errs := embargo(args...)
		if code != wantCode {
			t.Errorf("embargo %s: exit code %d\n%s%s", line, code, out, errs)
		}
		for _, word := range words {
			not, absent := strings.CutPrefix(word, "not: ")
			if absent == strings.Contains(out+errs, not) {
				t.Errorf("embargo %s: %q in\n%s%s", line, word, out, errs)
			}
		}
		return out
	}
	expect("", "status ADVISORY", 1, "the app is not installed at this owner, or has not found out yet")
	look()

	expect("", "status ADVISORY", 0, "draft, phase", "Before the release", "with: /ack", "not: skipped", "not: embargo waive")
	expect("", "announce preview ADVISORY", 1, "the advisory is not published", "not: skipped")
	expect(demo.SRC, "announce send ADVISORY", 1, "the advisory's thread is open: write the command there")
	expect("", "export ADVISORY --format osv", 1, "under embargo: --embargoed", "not: skipped")
	expect("", "export ADVISORY --format osv --embargoed", 0, "warning: this text is under embargo", "A check is skipped")
	expect("", "export ADVISORY --format pdf", 2, "pdf")

	if err := sim.Publish(demo.SRC, ref); err != nil {
		t.Fatal(err)
	}
	if err := sim.PublishRelease(demo.Owner, repository, "v2.4.1", githubsim.Release{Name: "v2.4.1"}); err != nil {
		t.Fatal(err)
	}
	look()
	expect("", "announce preview ADVISORY", 0, "Subject: [security] cosign 2.4.1", "still missing: the CVE id, a severity")
	expect("", "announce send ADVISORY", 1, "who are you? Put a token")
	expect("expired", "announce send ADVISORY", 1, "answers 401; give a valid token", "not: expired")
	expect("dependabot[bot]", "announce send ADVISORY", 1, "belongs to no person")
	expect(demo.Owner, "announce send ADVISORY", 1, "not open to "+demo.Owner)
	expect(demo.Stranger, "announce hold ADVISORY", 1, "not open to "+demo.Stranger)
	expect(demo.SRC, "announce send ADVISORY", 0, "recorded for "+demo.SRC+": /announce send: a different member of the SRC must say the same")
	expect(demo.SRC, "announce send ADVISORY", 1, "nothing was changed: /announce send: the second word must come from a different member")
	expect(demo.SRC2, "announce send ADVISORY", 0, "recorded for "+demo.SRC2)
	expect(demo.SRC2, "announce hold ADVISORY", 0, "recorded for "+demo.SRC2)
	expect(demo.SRC, "waive ADVISORY cve the project asks for none", 0, "recorded for "+demo.SRC+": /waive item cve")
	expect(demo.SRC, "waive ADVISORY nothing at all", 1, "nothing was changed")
	expect("", "status ADVISORY", 0, "published, phase", "waived    CVE", "with: embargo announce send "+repository+" "+ref.GHSA,
		"or, by the SRC: embargo waive "+repository+" "+ref.GHSA+" announced REASON", "v2.4.1 released")

	var status statusReport
	if err := json.Unmarshal([]byte(expect("", "status ADVISORY --json", 0)), &status); err != nil || status.Advisory != ref.String() || len(status.Items) < 19 {
		t.Errorf("%v: %+v", err, status)
	}
	output := filepath.Join(t.TempDir(), "csaf.json")
	expect("", "export ADVISORY --format csaf -o "+output, 0, "not: warning")
	if data, err := os.ReadFile(output); err != nil || !strings.Contains(string(data), `"csaf_security_advisory"`) {
		t.Errorf("%v: %s", err, data)
	}
	expect("", "export ADVISORY --format csaf -o "+output, 1, "file exists")
	expect("", "export ADVISORY --format openvex", 0, "https://openvex.dev/ns/v0.2.0")
	expect("", "export ADVISORY --format text", 0, "Subject: [security] cosign 2.4.1")
	expect("", "export ADVISORY --format markdown", 0, "# cosign 2.4.1")
}

func TestOwnToken(t *testing.T) {
	files := func(name string) ([]byte, error) {
		if name != "token" {
			return nil, os.ErrNotExist
		}
		return []byte("a-token\n"), nil
	}
	for _, test := range []struct{ token, file, want, fails string }{
		{"a-token", "", "a-token", ""},
		{"", "token", "a-token", ""},
		{"a-token", "token", "", "are both set"},
		{"", "other", "", "GITHUB_TOKEN_FILE: file does not exist"},
		{"", "", "", "who are you?"},
	} {
		env := map[string]string{"GITHUB_TOKEN": test.token, "GITHUB_TOKEN_FILE": test.file}
		got, err := ownToken(func(name string) string { return env[name] }, files)
		if got != test.want || (err == nil) != (test.fails == "") || err != nil && !strings.Contains(err.Error(), test.fails) {
			t.Errorf("%+v: %q, %v", test, got, err)
		}
	}
}

package ghsa

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestOptions(t *testing.T) {
	for want, o := range map[string]Options{
		"API URL":     {APIURL: "api.github.com", AppID: 7, PrivateKey: testKey()},
		"app id":      {APIURL: "https://api.github.com", PrivateKey: testKey()},
		"private key": {APIURL: "https://api.github.com", AppID: 7, PrivateKey: []byte("-----BEGIN SECRET")},
	} {
		_, err := NewClients(o)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%v, want a word about the %s", err, want)
		}
	}
	clients, err := NewClients(Options{APIURL: "https://api.github.com", AppID: 7, PrivateKey: testKey()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := clients.For(0); err == nil {
		t.Error("a client for no installation")
	}
	one, _ := clients.For(1)
	if again, err := clients.For(1); err != nil || one != again {
		t.Errorf("%p, then %p, %v", one, again, err)
	}
}

func TestInstallations(t *testing.T) {
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer ey") {
			t.Errorf("Authorization %q", r.Header.Get("Authorization"))
		}
		if r.URL.Query().Get("page") == "2" {
			answers(200, `[{"id":2,"account":{"login":"mona","type":"User"},"suspended_at":"2026-01-01T00:00:00Z"}]`)(w, r)
			return
		}
		answers(200, `[{"id":1,"account":{"login":"octo-org","type":"Organization"},"suspended_at":null}]`,
			"Link", `<https://api.example.test/app/installations?page=2>; rel="next"`)(w, r)
	})
	clients := f.clients()
	stays, _ := clients.For(1)
	leaves, _ := clients.For(3)
	got, err := clients.Installations(t.Context())
	want := []Installation{{1, "octo-org", "Organization", false}, {2, "mona", "User", true}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	one, _ := clients.For(1)
	three, _ := clients.For(3)
	if one != stays || three == leaves {
		t.Error("not the clients of those that left were dropped")
	}
	f.handle = answers(401, `{}`)
	if _, err := clients.Installations(t.Context()); !IsUnauthorized(err) || err.Error() !=
		"list-installations app 7: unauthorized (401): GitHub does not accept the app's credentials" {
		t.Error(err)
	}
	if n := len(f.requests()); n != 3 {
		t.Errorf("%d requests: a refused App has nothing to refresh", n)
	}
}

func TestBotLogin(t *testing.T) {
	f := newFake(t, answers(200, `{"id":7,"slug":"embargo"}`))
	clients := f.clients()
	ask := func(want string, requests int) {
		t.Helper()
		if got, err := clients.BotLogin(t.Context()); err != nil || got != want || len(f.requests()) != requests {
			t.Errorf("%q, %v after %d requests", got, err, len(f.requests()))
		}
	}
	ask("embargo[bot]", 1)
	f.handle = answers(200, `{"slug":"renamed"}`)
	ask("embargo[bot]", 1)
	f.pass(loginFor)
	ask("renamed[bot]", 2)
	f.pass(-time.Hour) // a clock set back must not keep it for longer
	ask("renamed[bot]", 3)
	f.pass(2 * loginFor)
	f.handle = answers(200, `{"slug":null}`)
	if got, err := clients.BotLogin(t.Context()); err == nil {
		t.Errorf("%q", got)
	}
}

func TestFileAt(t *testing.T) {
	lines := base64.StdEncoding.EncodeToString([]byte("* @octo-org/owners\n"))
	file := fmt.Sprintf(`{"type":"file","encoding":"base64","size":19,"content":%q}`, lines[:10]+"\n"+lines[10:]+"\n")
	f, gh := client(t, answers(200, file))
	got, err := gh.FileAt(t.Context(), "octo-org", "octo-repo", ".github/CODE OWNERS?", "main")
	if err != nil || string(got) != "* @octo-org/owners\n" {
		t.Errorf("%q, %v", got, err)
	}
	if got := f.requests()[0]; got != "GET /repos/octo-org/octo-repo/contents/.github/CODE%20OWNERS%3F?ref=main" {
		t.Error(got)
	}
	for answer, want := range map[string]string{
		`[{"type":"file"}]`:    "invalid: a directory, not a file",
		`{"type":"submodule"}`: "invalid: not a file",
		`{"type":"file","encoding":"none","size":2000000,"content":""}`: "invalid: the file is larger than 1048576 bytes",
		`{"type":"file","encoding":"rot13","content":"x"}`:              "malformed: the file's encoding is not base64",
		`{"type":"file","encoding":"base64","content":"SECRET!"}`:       "malformed: the file's content is not base64",
	} {
		f.handle = answers(200, answer)
		if _, err := gh.FileAt(t.Context(), "o", "r", "CODEOWNERS", ""); err == nil || err.Error() != "get-file o/r:CODEOWNERS: "+want {
			t.Errorf("%s: %v", answer, err)
		}
	}
	f.handle = answers(404, `{}`)
	if _, err := gh.FileAt(t.Context(), "o", "r", "CODEOWNERS", ""); !IsNotFound(err) {
		t.Error(err)
	}
}

// Names that would make another address of it are refused before anything is sent.
func TestOddNames(t *testing.T) {
	f, gh := client(t, nil)
	ctx := t.Context()
	bad := Ref{"octo-org", "..", ref.GHSA}
	for name, call := range map[string]func() error{
		"file":     func() error { _, err := gh.FileAt(ctx, "o", "r", "a/../../b", ""); return err },
		"empty":    func() error { _, err := gh.File(ctx, "o", "", "a"); return err },
		"team":     func() error { _, err := gh.TeamMembers(ctx, "..", "t"); return err },
		"advisory": func() error { _, err := gh.Advisory(ctx, bad); return err },
		"patch":    func() error { _, err := gh.PatchAdvisory(ctx, bad, Patch{State: new(string)}); return err },
		"cve":      func() error { return gh.RequestCVE(ctx, bad) },
		"fork":     func() error { _, err := gh.CreateFork(ctx, bad); return err },
		"comments": func() error { _, err := gh.Comments(ctx, bad, start); return err },
		"comment":  func() error { _, err := gh.Comment(ctx, bad, 1); return err },
		"create":   func() error { _, err := gh.CreateComment(ctx, bad, "b"); return err },
		"edit":     func() error { _, err := gh.EditComment(ctx, bad, 1, "b"); return err },
	} {
		if err := call(); !IsInvalid(err) || Ambiguous(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(f.requests()) != 0 {
		t.Errorf("sent %q", f.requests())
	}
	f.handle = answers(200, `[]`)
	if _, err := gh.TeamMembers(ctx, "o/../../x?y", "t"); err != nil || f.requests()[0] != "GET /orgs/o%2F..%2F..%2Fx%3Fy/teams/t/members?per_page=100" {
		t.Errorf("%q, %v", f.requests(), err)
	}
}

func TestPullRequest(t *testing.T) {
	f, gh := client(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/reviews") {
			answers(200, `[{"id":1,"user":null,"state":"APPROVED","commit_id":"abc","submitted_at":"2026-11-02T10:00:00Z"}]`)(w, r)
			return
		}
		answers(200, `{"number":4,"state":"closed","merged":true,"merged_at":"2026-11-02T10:00:00Z","merge_commit_sha":"def",
			"head":{"ref":"fix","sha":"abc","repo":null},"base":{"ref":"main","sha":"123"},"user":{"login":"mona"}}`)(w, r)
	})
	got, err := gh.PullRequest(t.Context(), "o", "r", 4)
	want := PullRequest{
		Number: 4, State: "closed", Merged: true, MergedAt: start, MergeSHA: "def", Head: Branch{"fix", "abc"}, Base: Branch{"main", "123"},
		User: &User{Login: "mona"}, Reviews: []Review{{ID: 1, State: "APPROVED", SHA: "abc", SubmittedAt: start}},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	f.handle = func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/reviews") {
			answers(403, ``)(w, r)
			return
		}
		answers(200, `{"number":4}`)(w, r)
	}
	if got, err := gh.PullRequest(t.Context(), "o", "r", 4); !IsForbidden(err) || got.Number != 0 {
		t.Errorf("half a pull request: %+v, %v", got, err)
	}
}

func TestRepositoriesReleasesTeams(t *testing.T) {
	f, gh := client(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("page") == "2" {
			answers(200, `{"total_count":3,"repositories":[{"id":3,"name":"last","full_name":"octo-org/last","owner":{"login":"octo-org"}}]}`)(w, r)
			return
		}
		answers(200, `{"total_count":3,"repositories":[
			{"id":1,"name":"first","full_name":"octo-org/first","archived":true,"default_branch":"main"},
			{"id":2,"name":"first-ghsa-2345-6789-cfgh","full_name":"octo-org/first-ghsa-2345-6789-cfgh","private":true}]}`,
			"Link", `<https://api.example.test/installation/repositories?page=2>; rel="next"`)(w, r)
	})
	repos, err := gh.Repositories(t.Context())
	want := []Repository{
		{ID: 1, Name: "first", FullName: "octo-org/first", Archived: true, DefaultBranch: "main"},
		{ID: 3, Name: "last", FullName: "octo-org/last", Owner: User{Login: "octo-org"}},
	}
	if diff := cmp.Diff(want, repos); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	f.handle = answers(200, `[{"id":1,"tag_name":"v1.2.3","draft":true,"published_at":null,"immutable":true,"assets":null}]`)
	releases, err := gh.Releases(t.Context(), "o", "r")
	if diff := cmp.Diff([]Release{{ID: 1, TagName: "v1.2.3", Draft: true, Immutable: true}}, releases); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	f.handle = answers(200, `[{"login":"mona"},{"login":"hubot"}]`)
	members, err := gh.TeamMembers(t.Context(), "octo-org", "src")
	if diff := cmp.Diff([]string{"mona", "hubot"}, members); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

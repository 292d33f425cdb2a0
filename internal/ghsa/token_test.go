package ghsa

import (
	"net/http"
	"strings"
	"sync"
	"testing"
)

// accepting answers to one token only.
func accepting(token *string, then http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "token "+*token {
			answers(401, `{"message":"Bad credentials"}`)(w, r)
			return
		}
		then(w, r)
	}
}

func TestTokenRefreshedOnce(t *testing.T) {
	good, bodies := "token-1", []string{}
	f, gh := client(t, nil)
	f.handle = func(w http.ResponseWriter, r *http.Request) {
		bodies = append(bodies, bodyOf(t, r))
		accepting(&good, answers(201, commentJSON(1, "b")))(w, r)
	}
	if _, err := gh.CreateComment(t.Context(), ref, "b"); err != nil {
		t.Fatal(err)
	}
	good = "token-2" // the first one is revoked
	if _, err := gh.CreateComment(t.Context(), ref, "c"); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(bodies, " "); got != `{"body":"b"} {"body":"c"} {"body":"c"}` || f.tokens != 2 {
		t.Errorf("sent %s with %d tokens", got, f.tokens)
	}
	good = "none"
	_, err := gh.CreateComment(t.Context(), ref, "d")
	if !IsUnauthorized(err) || Ambiguous(err) || Retryable(err) || len(bodies) != 5 || f.tokens != 3 {
		t.Errorf("%v after %d requests, %d tokens", err, len(bodies), f.tokens)
	}
}

// Many calls that meet a revoked token together get one new token.
func TestTokenRefreshedForAll(t *testing.T) {
	good := "token-2"
	f, gh := client(t, nil)
	var together sync.WaitGroup
	together.Add(8)
	f.handle = accepting(&good, answers(200, advisoryJSON(ref.GHSA, "")))
	refused := f.handle
	f.handle = func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "token token-1" {
			together.Done()
			together.Wait()
		}
		refused(w, r)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := gh.Advisory(t.Context(), ref); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if f.tokens != 2 {
		t.Errorf("%d tokens", f.tokens)
	}
}

// An installation that is gone must never look like an advisory that is gone.
func TestNoToken(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		kind   Kind
	}{
		"removed":     {answers(404, `{"message":"Not Found"}`), KindUnauthorized},
		"suspended":   {answers(403, `{"message":"This installation has been suspended"}`), KindUnauthorized},
		"wrong key":   {answers(401, `{"message":"A JSON web token could not be decoded"}`), KindUnauthorized},
		"limited":     {answers(403, `{}`, "Retry-After", "60"), KindSecondaryLimit},
		"unavailable": {answers(502, `<html>`), KindUnavailable},
		"no JSON":     {answers(201, `SECRET`), KindNetwork},
	} {
		f := newFake(t, nil)
		clients := f.clients(func(o *Options) { o.Transport = inProcess(c.answer) })
		_, err := f.client(clients).CreateComment(t.Context(), ref, "b")
		if kindOf(err) != c.kind || Ambiguous(err) || IsNotFound(err) || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestHeaders(t *testing.T) {
	var got []string
	note := func(w http.ResponseWriter, r *http.Request) {
		got = append(got, strings.Join([]string{
			r.Method, r.URL.Path, r.Header.Get("User-Agent"), r.Header.Get("X-GitHub-Api-Version"), r.Header.Get("Accept"),
		}, " "))
		if strings.HasSuffix(r.URL.Path, "access_tokens") {
			answers(201, `{"token":"t","expires_at":"2999-01-01T00:00:00Z"}`)(w, r)
			return
		}
		answers(200, advisoryJSON(ref.GHSA, ""))(w, r)
	}
	f := newFake(t, nil)
	gh := f.client(f.clients(func(o *Options) { o.Transport, o.APIURL = inProcess(note), "https://ghe.example.test/api/v3" }))
	if _, err := gh.Advisory(t.Context(), ref); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"POST /api/v3/app/installations/5/access_tokens embargo 2022-11-28 application/vnd.github.v3+json",
		"GET /api/v3/repos/octo-org/octo-repo/security-advisories/GHSA-2345-6789-cfgh embargo (installation: 5) 2022-11-28 application/vnd.github.v3+json",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%q", got)
	}
}

// The token goes nowhere but to the API.
func TestTokenStaysAtHome(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"redirect":  answers(302, ``, "Location", "https://elsewhere.example.test/x"),
		"downgrade": answers(302, ``, "Location", "http://api.example.test/x"),
		"next page": answers(200, `[]`, "Link", `<https://elsewhere.example.test/x?page=2>; rel="next"`),
	} {
		f, gh := client(t, h)
		_, err := gh.Comments(t.Context(), ref, start)
		if kindOf(err) != KindUnexpected || len(f.requests()) != 1 {
			t.Errorf("%s: %v after %q", name, err, f.requests())
		}
	}
}

package ghsa

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-github/v60/github"
)

// FuzzHeaders: whatever a server answers, the wait it leads to is within bounds, and an error repeats nothing of it
// but names of fields and permissions.
func FuzzHeaders(f *testing.F) {
	for _, seed := range []struct {
		status                      int
		retry, remaining, reset     string
		permissions, link, response string
	}{
		{429, "60", "0", "1793610000", "", "", ""},
		{403, "", "0", "99999999999999", "contents=read; checks=write", "", `{"message":"API rate limit exceeded"}`},
		{403, "Mon, 02 Nov 2026 10:00:00 GMT", "1", "-1", "", "", `{"message":"You have exceeded a secondary rate limit."}`},
		{503, "-9999999999", "", "", "", "", "<html>"},
		{422, "x", "", "", "a=b", `<https://api.github.com/x?page=2>; rel="next", <y>; rel="last"`, `{"errors":[{"field":"state","code":"invalid","message":"secret words"}]}`},
		{200, "", "", "", "", `<>;rel=next`, "[]"},
	} {
		f.Add(seed.status, seed.retry, seed.remaining, seed.reset, seed.permissions, seed.link, seed.response)
	}
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, status int, retry, remaining, reset, needs, link, body string) {
		h := http.Header{}
		h.Set("Retry-After", retry)
		h.Set("X-Ratelimit-Remaining", remaining)
		h.Set("X-Ratelimit-Reset", reset)
		h.Set("X-Accepted-Github-Permissions", needs)
		h.Set("Link", link)
		if next := nextPage(h); next != "" && !strings.Contains(link, "<"+next+">") {
			t.Errorf("link %q leads to %q", link, next)
		}
		e := get("get-advisory", "o/r").fail(KindUnexpected, "")
		var api github.ErrorResponse
		if json.Unmarshal([]byte(body), &api) == nil {
			e.reason = strings.Join(fieldsOf(&api), ", ")
		}
		e.status(now, &http.Response{StatusCode: status, Header: h}, api.Message)
		if !e.Until.IsZero() && (e.Until.Before(now.Add(shortestWait)) || e.Until.After(now.Add(longestWait))) {
			t.Errorf("waits until %s", e.Until)
		}
		if limited := e.Kind == KindRateLimit || e.Kind == KindSecondaryLimit; limited && e.Until.IsZero() {
			t.Errorf("status %d, Retry-After %q: %s without an end", status, retry, e.Kind)
		}
		if text := e.Error(); len(api.Message) > 20 && strings.Contains(text, api.Message) || strings.ContainsAny(text, "\r\n<>") {
			t.Errorf("the error repeats what was answered: %q", text)
		}
	})
}

// FuzzAnswers reads any answer as each thing that is asked for: nothing panics, and lists are what they say.
func FuzzAnswers(f *testing.F) {
	for _, seed := range []string{
		`[{"id":1,"account":{"login":"o","type":"Organization"},"suspended_at":null}]`,
		`{"tree":[{"path":"CODEOWNERS","mode":"100644","type":"blob","sha":"a"}],"truncated":false}`,
		`{"sha":"a","content":"KiBAbwo=","encoding":"base64","size":4}`,
		`[{"tag_name":"v1.0.0","draft":false,"published_at":"2026-11-02T10:00:00Z","assets":[{"name":"a","size":1,"browser_download_url":"https://x"}]}]`,
		`{"number":1,"state":"open","head":{"sha":"a","ref":"b"},"base":{"ref":"main"},"user":null}`,
		`[{"state":"APPROVED","commit_id":"a","user":{"login":"o"}}]`,
		`{"attestations":[{"bundle":{},"bundle_url":"https://x","repository_id":1}]}`,
		`[]`, `null`, `{}`, `[[[[`, `"`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		a, r := answer{status: http.StatusOK, body: body}, get("get-file", "t")
		if all, err := decode[[]Comment](r, a); err == nil {
			for _, c := range all {
				if c.ID == 0 || c.UpdatedAt.IsZero() {
					t.Errorf("a comment without id or time: %+v", c)
				}
			}
		}
		for _, read := range []func() error{
			func() error { _, err := decode[[]Advisory](r, a); return err },
			func() error { _, err := decode[[]Release](r, a); return err },
			func() error { _, err := decode[PullRequest](r, a); return err },
			func() error { _, err := decode[[]Review](r, a); return err },
			func() error { _, err := decode[[]treeEntry](r, a); return err },
			func() error { _, err := decode[[]User](r, a); return err },
		} {
			err := read()
			if err != nil && kindOf(err) != KindMalformed {
				t.Errorf("%T %v", err, err)
			}
			if err != nil && len(body) > 30 && strings.Contains(err.Error(), string(body)) {
				t.Errorf("the error repeats the answer: %v", err)
			}
		}
	})
}

// FuzzParseRef: a reference that is read is a plain path of three names, and reads back.
func FuzzParseRef(f *testing.F) {
	for _, seed := range []string{"acme/anvil/GHSA-2345-6789-cfgh", "a/../GHSA-2345-6789-cfgh", "a/b/c/d", "a/b/GHSA-2345-6789-cfgh\n", "é/b/GHSA-2345-6789-cfgh", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ref, err := ParseRef(text)
		if err == nil && (ref.String() != text || strings.ContainsAny(text, "\\?#% \r\n") || strings.Contains(text, "/../")) {
			t.Errorf("%q is read as %+v", text, ref)
		}
		if ref, ok := refFromURL(text); ok {
			if again, err := ParseRef(ref.String()); err != nil || again != ref {
				t.Errorf("the address %q gives %+v, which does not read back: %v", text, ref, err)
			}
		}
	})
}

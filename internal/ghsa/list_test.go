package ghsa

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const advisoriesPath = "GET /orgs/octo-org/security-advisories?direction=desc&per_page=100&sort=updated&state=triage"

func ids(advisories []Advisory) (s []string) {
	for _, a := range advisories {
		s = append(s, a.GHSA)
	}
	return s
}

func TestCursorPages(t *testing.T) {
	f, gh := client(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `W/"`+r.URL.Query().Get("after")+`1"`)
		switch r.URL.Query().Get("after") {
		case "":
			w.Header().Set("Link", `<https://api.example.test/organizations/9/security-advisories?per_page=100&after=Y3Vyc29y%3D>; rel="next", <https://api.example.test/x?before=a>; rel="prev"`)
			fmt.Fprintf(w, "[%s,%s]", advisoryJSON("GHSA-2222-2222-2222", "new"), advisoryJSON("GHSA-3333-3333-3333", ""))
		case "Y3Vyc29y=":
			if r.Header.Get("If-None-Match") != "" {
				t.Error("the first page's ETag was sent with the second")
			}
			w.Header().Set("Link", `<https://api.example.test/orgs/octo-org/security-advisories?before=b>; rel="prev"`)
			fmt.Fprintf(w, "[%s,%s]", advisoryJSON("GHSA-2222-2222-2222", "old"), advisoryJSON("GHSA-4444-4444-4444", ""))
		}
	})
	got, err := gh.ListOrgAdvisories(t.Context(), "octo-org", "triage", `"old"`)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"GHSA-2222-2222-2222", "GHSA-3333-3333-3333", "GHSA-4444-4444-4444"}
	if diff := cmp.Diff(want, ids(got.Advisories)); diff != "" || !strings.HasPrefix(got.ETag, digested) || got.NotModified || got.Advisories[0].Summary != "new" {
		t.Errorf("%+v\n%s", got, diff)
	}
	asked := []string{advisoriesPath, "GET /organizations/9/security-advisories?per_page=100&after=Y3Vyc29y%3D"}
	if diff := cmp.Diff(asked, f.requests()); diff != "" {
		t.Error(diff)
	}
}

func TestNumberedPages(t *testing.T) {
	f, gh := client(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("page") == "2" {
			fmt.Fprintf(w, `[%s,{"id":3,"body":"edited","updated_at":"2026-11-02T10:00:05Z"}]`, commentJSON(1, "a"))
			return
		}
		w.Header().Set("Link", `<https://api.example.test`+r.URL.Path+`?since=x&page=2>; rel="next"`)
		fmt.Fprintf(w, "[%s,%s]", commentJSON(3, "c"), commentJSON(2, "b"))
	})
	got, err := gh.Comments(t.Context(), ref, start.Add(1500*time.Millisecond).In(time.FixedZone("", 3600)))
	if err != nil || len(got) != 3 || got[0].ID != 1 || got[2].Body != "edited" {
		t.Errorf("%v, %v", got, err)
	}
	const path = "GET /repos/octo-org/octo-repo/security-advisories/GHSA-2345-6789-cfgh/comments"
	asked := []string{path + "?per_page=100&since=2026-11-02T10%3A00%3A01Z", path + "?since=x&page=2"}
	if diff := cmp.Diff(asked, f.requests()); diff != "" {
		t.Error(diff)
	}
}

func TestPagesEnd(t *testing.T) {
	n := 0
	_, gh := client(t, func(w http.ResponseWriter, r *http.Request) {
		n++
		w.Header().Set("Link", fmt.Sprintf(`<https://api.example.test%s?page=%d>; rel="next"`, r.URL.Path, n))
		_, _ = w.Write([]byte("null"))
	})
	if _, err := gh.Comments(t.Context(), ref, time.Time{}); err == nil || !strings.HasSuffix(err.Error(), "malformed: over 500 pages") || n != 500 {
		t.Errorf("%v after %d pages", err, n)
	}
	_, gh = client(t, answers(200, `[]`, "Link", `<https://api.example.test/same>; rel="next"`))
	if _, err := gh.Comments(t.Context(), ref, time.Time{}); err == nil || !strings.HasSuffix(err.Error(), "address is this page's own") {
		t.Errorf("%v", err)
	}
}

func TestNextPage(t *testing.T) {
	for link, want := range map[string]string{
		"":                                 "",
		`<https://a/x?page=2>; rel="next"`: "https://a/x?page=2",
		`<https://a/1>; rel="prev", <https://a/3>; rel="next", <https://a/9>; rel="last"`: "https://a/3",
		`<https://a/x?q=1,2;3>;rel=next`:       "https://a/x?q=1,2;3",
		`<https://a/x>; rel="prev"; t="next"`:  "",
		`rel="next"`:                           "",
		`<https://a/x>; title="a"; rel="next"`: "https://a/x",
	} {
		if got := nextPage(http.Header{"Link": {link}}); got != want {
			t.Errorf("%s: %q", link, got)
		}
	}
}

// Nothing new costs one request and no reading, whatever the cache holds, and after a restart as well.
func TestListingNotModified(t *testing.T) {
	one := "[" + advisoryJSON("GHSA-2222-2222-2222", "") + "]"
	f, gh := client(t, tagged(`"v1"`, one))
	first, err := gh.ListOrgAdvisories(t.Context(), "octo-org", "triage", "")
	if err != nil || first.ETag != `"v1"` || len(first.Advisories) != 1 {
		t.Fatalf("%+v, %v", first, err)
	}
	again := f.client(f.clients()) // a restart
	for _, c := range []*Client{gh, again, gh} {
		idle, err := c.ListOrgAdvisories(t.Context(), "octo-org", "triage", first.ETag)
		if err != nil || !idle.NotModified || idle.ETag != first.ETag || idle.Advisories != nil {
			t.Errorf("%+v, %v", idle, err)
		}
	}
	// Without an ETag the list is always read, and never out of a cache.
	full, err := again.ListOrgAdvisories(t.Context(), "octo-org", "triage", "")
	if err != nil || full.NotModified || len(full.Advisories) != 1 {
		t.Errorf("%+v, %v", full, err)
	}
	if n := len(f.requests()); n != 5 {
		t.Errorf("%d requests", n)
	}
	// A listing at an older state than somebody else's is told what is there now.
	f.handle = tagged(`"v2"`, "[]")
	if changed, err := gh.ListOrgAdvisories(t.Context(), "octo-org", "triage", `"v1"`); err != nil || changed.NotModified || changed.ETag != `"v2"` {
		t.Errorf("%+v, %v", changed, err)
	}
	f.handle = answers(200, "[]")
	if plain, err := gh.ListRepoAdvisories(t.Context(), "octo-org", "octo-repo", "", `"v2"`); err != nil || plain.ETag != "" || plain.NotModified {
		t.Errorf("without ETags: %+v, %v", plain, err)
	}
	if last := f.requests()[6]; last != "GET /repos/octo-org/octo-repo/security-advisories?direction=desc&per_page=100&sort=updated" {
		t.Error(last)
	}
}

// TestListingOfManyPages: a change that shows on the second page only is noticed, and nothing new costs nothing.
func TestListingOfManyPages(t *testing.T) {
	comments, fresh := 0, 0
	f, gh := client(t, func(w http.ResponseWriter, r *http.Request) {
		id, tag := "GHSA-2222-2222-2222", `"first"`
		body := advisoryJSON(id, "")
		if r.URL.Query().Get("after") == "" {
			w.Header().Set("Link", `<https://api.example.test/orgs/octo-org/security-advisories?after=x>; rel="next"`)
		} else {
			body = strings.Replace(advisoryJSON("GHSA-3333-3333-3333", ""), "{", fmt.Sprintf(`{"comments":%d,`, comments), 1)
			tag = fmt.Sprintf(`"second-%d"`, comments)
		}
		if r.Header.Get("If-None-Match") != tag {
			fresh++
		}
		tagged(tag, "["+body+"]")(w, r)
	})
	ask := func(c *Client, etag string, modified bool, wantFresh int) string {
		t.Helper()
		fresh = 0
		got, err := c.ListOrgAdvisories(t.Context(), "octo-org", "triage", etag)
		if err != nil || got.NotModified == modified || (len(got.Advisories) == 2) != modified || fresh != wantFresh {
			t.Errorf("%+v, %v, %d answers in full", got, err, fresh)
		}
		return got.ETag
	}
	etag := ask(gh, "", true, 2)
	etag = ask(gh, etag, false, 2) // which fills the cache
	etag = ask(gh, etag, false, 0)
	comments++
	etag = ask(gh, etag, true, 1)
	etag = ask(gh, etag, false, 0)
	ask(f.client(f.clients()), etag, false, 2) // a restart
}

func TestListingFails(t *testing.T) {
	_, gh := client(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("after") != "" {
			answers(502, ``)(w, r)
			return
		}
		answers(200, "["+advisoryJSON("GHSA-2222-2222-2222", "")+"]", "ETag", `"v1"`, "Link", `<https://api.example.test/p?after=x>; rel="next"`)(w, r)
	})
	if got, err := gh.ListOrgAdvisories(t.Context(), "octo-org", "", ""); err == nil || got.ETag != "" || got.Advisories != nil {
		t.Errorf("half a listing: %+v, %v", got, err)
	}
}

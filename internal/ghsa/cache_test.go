package ghsa

import (
	"compress/gzip"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-github/v60/github"
	"pgregory.net/rapid"
)

// What GitHub sends with everything.
var githubHeaders = []string{
	"Vary", "Accept, Authorization, Cookie, X-GitHub-OTP,Accept-Encoding", "Cache-Control", "private, max-age=60, s-maxage=60",
	"Expires", "Fri, 01 Jan 2100 00:00:00 GMT", "Date", "Fri, 01 Jan 2100 00:00:00 GMT", "X-RateLimit-Remaining", "41",
}

func TestReadsAreConditional(t *testing.T) {
	etag := `"v1"`
	f, gh := client(t, nil)
	f.handle = func(w http.ResponseWriter, r *http.Request) {
		tagged(etag, advisoryJSON(ref.GHSA, "state "+etag), githubHeaders...)(w, r)
	}
	read := func(want string) {
		t.Helper()
		a, err := gh.Advisory(t.Context(), ref)
		if err != nil || a.Summary != want {
			t.Fatalf("%q, %v", a.Summary, err)
		}
	}
	read(`state "v1"`)
	read(`state "v1"`) // asked although max-age has not passed
	etag = `"v2"`
	read(`state "v2"`)
	read(`state "v2"`)
	want := []string{
		"token 201 false 0/5", "get-advisory 200 false 41/5", "get-advisory 304 true 41/5",
		"get-advisory 200 false 41/5", "get-advisory 304 true 41/5",
	}
	if diff := cmp.Diff(want, f.seen); diff != "" {
		t.Error(diff)
	}
}

// A new token, every hour, must not make the cache forget everything.
func TestCacheOutlivesToken(t *testing.T) {
	f, gh := client(t, tagged(`"v1"`, advisoryJSON(ref.GHSA, "text"), githubHeaders...))
	f.brief = true
	for range 3 {
		if a, err := gh.Advisory(t.Context(), ref); err != nil || a.Summary != "text" {
			t.Fatalf("%+v, %v", a, err)
		}
	}
	want := []string{
		"token 201 false 0/5", "get-advisory 200 false 41/5", "token 201 false 0/5", "get-advisory 304 true 41/5",
		"token 201 false 0/5", "get-advisory 304 true 41/5",
	}
	if diff := cmp.Diff(want, f.seen); diff != "" {
		t.Error(diff)
	}
}

// The cache sees the requests' tokens; it must not keep them.
func TestCacheHoldsNoToken(t *testing.T) {
	cache := newBodyCache(1 << 20)
	f := newFake(t, tagged(`"v1"`, advisoryJSON(ref.GHSA, "text"), githubHeaders...))
	creator := f.clients().creator(installation, cache)
	connection := &conn{connect: func() (*github.Client, error) { return creator.NewInstallationClient(installation) }, now: f.clock, gate: newAlone(f.clock)}
	if _, err := connection.do(t.Context(), get("get-advisory", "t", "x")); err != nil {
		t.Fatal(err)
	}
	kept, ok := cache.Get("https://api.example.test/x")
	if !ok || !strings.Contains(string(kept), "text") || strings.Contains(string(kept), "token-1") {
		t.Errorf("%q", kept)
	}
}

// Bodies read to the end of a chunked, compressed answer are cached as well: the usual case at GitHub.
func TestCacheOverHTTP(t *testing.T) {
	f := newFake(t, nil)
	f.handle = func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `"v1"` {
			answers(304, ``, "ETag", `"v1"`, "Content-Encoding", "gzip")(w, r)
			return
		}
		w.Header().Set("ETag", `"v1"`)
		w.Header().Set("Content-Encoding", "gzip")
		zip := gzip.NewWriter(w)
		_, _ = io.WriteString(zip, advisoryJSON(ref.GHSA, strings.Repeat("text ", 10_000)))
		_ = zip.Close()
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		resp, err := f.RoundTrip(r)
		if err != nil {
			t.Error(err)
			return
		}
		maps.Copy(w.Header(), resp.Header)
		w.WriteHeader(resp.StatusCode)
		_, _ = io.Copy(w, resp.Body)
	}))
	defer server.Close()
	gh := f.client(f.clients(func(o *Options) { o.Transport, o.APIURL = server.Client().Transport, server.URL }))
	for range 2 {
		if a, err := gh.Advisory(t.Context(), ref); err != nil || len(a.Summary) != 50_000 {
			t.Fatalf("%d bytes, %v", len(a.Summary), err)
		}
	}
	if last := f.seen[len(f.seen)-1]; last != "get-advisory 304 true 0/5" {
		t.Errorf("%q", f.seen)
	}
}

func TestCacheIsPerInstallation(t *testing.T) {
	f := newFake(t, tagged(`"v1"`, advisoryJSON(ref.GHSA, "text")))
	clients := f.clients()
	for _, id := range []int64{1, 2} {
		gh, err := clients.For(id)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := gh.Advisory(t.Context(), ref); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"token 201 false 0/1", "get-advisory 200 false 0/1", "token 201 false 0/2", "get-advisory 200 false 0/2"}
	if diff := cmp.Diff(want, f.seen); diff != "" {
		t.Error(diff)
	}
}

// Errors and answers that cannot be confirmed are not kept.
func TestNotCached(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"not found":    answers(404, `{}`, "ETag", `"v1"`),
		"no validator": answers(200, advisoryJSON(ref.GHSA, "")),
		"no store":     answers(200, advisoryJSON(ref.GHSA, ""), "ETag", `"v1"`, "Cache-Control", "no-store"),
	} {
		_, gh := client(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("If-None-Match") != "" {
				t.Errorf("%s: kept", name)
			}
			h(w, r)
		})
		for range 2 {
			if _, err := gh.Advisory(t.Context(), ref); err != nil && !IsNotFound(err) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestCacheBound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const limit = 200
		cache := newBodyCache(limit)
		model := map[string]int{}
		for range rapid.IntRange(0, 60).Draw(t, "steps") {
			key := fmt.Sprint("key", rapid.IntRange(0, 9).Draw(t, "key"))
			switch size := rapid.IntRange(-1, limit+10).Draw(t, "size"); {
			case size < 0:
				cache.Delete(key)
				delete(model, key)
			default:
				cache.Set(key, make([]byte, size))
				model[key] = size
				if _, ok := cache.Get(key); ok != (len(key)+size <= limit) {
					t.Fatalf("%s of %d bytes kept: %t", key, size, ok)
				}
			}
			total := int64(0)
			for key, size := range model {
				if v, ok := cache.Get(key); ok {
					total += int64(len(key) + len(v))
					if len(v) != size {
						t.Fatalf("%s has %d bytes, want %d", key, len(v), size)
					}
				}
			}
			if total != cache.bytes || total > limit {
				t.Fatalf("%d bytes, counted %d", total, cache.bytes)
			}
		}
	})
}

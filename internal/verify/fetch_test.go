package verify

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

var big = bytes.Repeat([]byte("0123456789abcdef"), 1<<12) // 64 KiB

// host is a server with one asset; asked tells what was asked of it.
func host(t *testing.T, answer func(w http.ResponseWriter, r *http.Request, nth int)) (url string, asked func() string) {
	t.Helper()
	var mu sync.Mutex
	var all []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		all = append(all, strings.TrimSpace(r.URL.Path+" "+r.Header.Get("Range")))
		nth := len(all)
		mu.Unlock()
		answer(w, r, nth)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/big", func() string {
		mu.Lock()
		defer mu.Unlock()
		return strings.Join(all, ",")
	}
}

// cut sends the asset as promised, but only a part of it.
func cut(w http.ResponseWriter, from, to int) {
	w.Header().Set("Content-Length", strconv.Itoa(len(big)-from))
	if from > 0 {
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(big)-1, len(big)))
		w.WriteHeader(http.StatusPartialContent)
	}
	w.Write(big[from:to])
	if to < len(big) {
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
}

// TestDownload: what servers do, and what becomes of the asset.
func TestDownload(t *testing.T) {
	const tag = `"v1"`
	rest := func(r *http.Request) int {
		n, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(r.Header.Get("Range"), "bytes="), "-"))
		return n
	}
	type answer = func(w http.ResponseWriter, r *http.Request, nth int)
	status := func(code int) answer {
		return func(w http.ResponseWriter, _ *http.Request, _ int) { w.WriteHeader(code) }
	}
	whole := func(w http.ResponseWriter, _ *http.Request, _ int) { cut(w, 0, len(big)) }
	const good = "unsigned: nothing in the release proves it"
	tests := []struct {
		name   string
		answer answer
		change func(*Asset, *Options)
		want   string
		asked  string
	}{
		{name: "whole", answer: whole, want: good, asked: "/big"},
		{name: "cut twice and continued", answer: func(w http.ResponseWriter, r *http.Request, nth int) {
			w.Header().Set("ETag", tag)
			if nth > 1 && r.Header.Get("If-Range") != tag {
				t.Error("continued something else")
			}
			cut(w, rest(r), min(nth*30_000, len(big)))
		}, want: good, asked: "/big,/big bytes=30000-,/big bytes=60000-"},
		{name: "cut, without a validator", answer: func(w http.ResponseWriter, _ *http.Request, nth int) { cut(w, 0, min(nth*40_000, len(big))) },
			want: good, asked: "/big,/big"},
		{name: "cut, changed meanwhile", answer: func(w http.ResponseWriter, _ *http.Request, nth int) {
			w.Header().Set("ETag", fmt.Sprintf(`"v%d"`, nth))
			cut(w, 0, min(nth*40_000, len(big)))
		}, want: good, asked: "/big,/big bytes=40000-"},
		{name: "cut, continued at the wrong place", answer: func(w http.ResponseWriter, r *http.Request, nth int) {
			w.Header().Set("ETag", tag)
			if rest(r) > 0 {
				cut(w, 10, len(big))
				return
			}
			cut(w, 0, min(nth*20_000, len(big)))
		}, want: good, asked: "/big,/big bytes=20000-,/big,/big bytes=60000-,/big"},
		{name: "cut, no range served", answer: func(w http.ResponseWriter, r *http.Request, nth int) {
			w.Header().Set("ETag", tag)
			if rest(r) > 0 {
				w.WriteHeader(http.StatusRequestedRangeNotSatisfiable)
				return
			}
			cut(w, 0, min(nth*25_000, len(big)))
		}, want: good, asked: "/big,/big bytes=25000-,/big"},
		{name: "always cut", answer: func(w http.ResponseWriter, _ *http.Request, _ int) { cut(w, 0, 10) },
			want: "unknown: the download was cut 6 times", asked: "/big,/big,/big,/big,/big,/big"},
		{name: "cut without a trace", answer: func(w http.ResponseWriter, _ *http.Request, nth int) {
			conn, buffer, err := w.(http.Hijacker).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			fmt.Fprintf(buffer, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n%s", big[:min(nth*40_000, len(big))])
			buffer.Flush()
		}, want: good, asked: "/big,/big"},
		{name: "stalls for ever", answer: func(w http.ResponseWriter, r *http.Request, _ int) {
			w.Header().Set("Content-Length", strconv.Itoa(len(big)))
			w.Write(big[:10])
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}, change: func(_ *Asset, o *Options) { o.StallTimeout = 20 * time.Millisecond }, want: "unknown: the download was cut 6 times"},
		{name: "never answers", answer: func(_ http.ResponseWriter, r *http.Request, _ int) { <-r.Context().Done() },
			change: func(_ *Asset, o *Options) { o.StallTimeout = 20 * time.Millisecond }, want: "unknown: the server did not answer in time"},
		{name: "trickles without end", answer: func(w http.ResponseWriter, r *http.Request, _ int) {
			for r.Context().Err() == nil {
				w.Write([]byte("x"))
				w.(http.Flusher).Flush()
			}
		}, change: func(a *Asset, o *Options) { a.Size, o.AssetTimeout = 0, 50*time.Millisecond }, want: "unknown: it took too long to fetch"},

		{name: "not found", answer: status(http.StatusNotFound), want: "unavailable: anonymous users get status 404", asked: "/big"},
		{name: "not for everybody", answer: status(http.StatusForbidden), want: "unavailable: anonymous users get status 403"},
		{name: "log in first", answer: status(http.StatusUnauthorized), want: "unavailable: anonymous users get status 401"},
		{name: "out of order", answer: status(http.StatusBadGateway), want: "unknown: the server answers with status 502"},
		{name: "too many requests", answer: status(http.StatusTooManyRequests), want: "unknown: the server answers with status 429"},
		{name: "a part nobody asked for", answer: status(http.StatusPartialContent), want: "unknown: the download was cut 6 times"},
		{name: "encoded", answer: func(w http.ResponseWriter, _ *http.Request, _ int) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(big)
		},
			want: "unknown: the server sends it only encoded"},

		{name: "shorter than listed", answer: func(w http.ResponseWriter, _ *http.Request, _ int) { w.Write(big[:10]) }, want: "failed: 10 bytes came, the host's list says 65536"},
		{name: "longer than listed", answer: whole, change: func(a *Asset, _ *Options) { a.Size = 10 }, want: "failed: more bytes came than the 10 that the host's list says"},
		{name: "endless", answer: func(w http.ResponseWriter, _ *http.Request, _ int) { endlessly(w) },
			change: func(a *Asset, o *Options) { a.Size, o.MaxAssetBytes = 0, 1<<20 }, want: "unknown: not read: it is larger than 1048576 bytes"},
		{name: "endless, of a listed size", answer: func(w http.ResponseWriter, _ *http.Request, _ int) { endlessly(w) },
			want: "failed: more bytes came than the 65536 that the host's list says"},
		{name: "too large", answer: whole, change: func(_ *Asset, o *Options) { o.MaxAssetBytes = 100 }, want: "unknown: not read: it is larger than 100 bytes"},
		{name: "too large in all", answer: whole, change: func(_ *Asset, o *Options) { o.MaxTotalBytes = 100 }, want: "unknown: not read: the release is larger than may be read in all"},
		{name: "too large in all, size unknown", answer: whole, change: func(a *Asset, o *Options) { a.Size, o.MaxTotalBytes = 0, 100 },
			want: "unknown: not read: the release is larger than may be read in all"},
		{name: "the host's own digest", answer: whole, change: func(a *Asset, _ *Options) { a.Digest = fmt.Sprintf("sha256:%x", sha256.Sum256(big)) }, want: good},
		{name: "another digest", answer: whole, change: func(a *Asset, _ *Options) { a.Digest = fmt.Sprintf("sha256:%064x", 1) },
			want: "failed: it has another digest than the host's list says"},
		{name: "not https", answer: whole, change: func(a *Asset, _ *Options) { a.URL = "http://example.org/big" }, want: "unknown: not fetched: the address is not https", asked: ""},
		{name: "with credentials", answer: whole, change: func(a *Asset, _ *Options) { a.URL = strings.Replace(a.URL, "//", "//user:hunter2@", 1) },
			want: "unknown: not fetched: the address carries credentials: what is public needs none", asked: ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			url, asked := host(t, tt.answer)
			asset, options := Asset{Name: "big", URL: url, Size: int64(len(big))}, Options{}
			if tt.change != nil {
				tt.change(&asset, &options)
			}
			report := releaseOf(t, verifier(t, options), []Asset{asset}, nil)
			if got := states(report)["big"]; got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if got := asked(); tt.asked != "" && got != tt.asked {
				t.Errorf("asked %s, want %s", got, tt.asked)
			}
			if public := report.Results[0].Public; public != (tt.want == good) && !strings.Contains(tt.want, "came,") && !strings.Contains(tt.want, "another digest") {
				t.Errorf("public: %t", public)
			}
			if tt.want == good && report.Results[0].SHA256 != fmt.Sprintf("%x", sha256.Sum256(big)) {
				t.Error("read something else")
			}
		})
	}
}

func endlessly(w http.ResponseWriter) {
	for {
		if _, err := w.Write(big); err != nil {
			return
		}
	}
}

// TestRedirects: where a download may lead, without going there. The addresses hold a token, which no reason shows.
func TestRedirects(t *testing.T) {
	const token = "?token=s3cret"
	tests := []struct {
		name, from, to string
		reason         string
	}{
		{"to another host", "https://example.org/a", "https://cdn.example.net/a" + token, ""},
		{"on this machine", "http://127.0.0.1/a", "http://127.0.0.1:1/b" + token, ""},
		{"away from https", "https://example.org/a", "http://example.org/a" + token, "the server redirects to where nothing is fetched from: the address is not https"},
		{"to this machine", "https://example.org/a", "http://127.0.0.1/a" + token, "the server redirects to an internal address"},
		{"to this machine, with https", "https://example.org/a", "https://[::1]/a" + token, "the server redirects to an internal address"},
		{"to this machine, by name", "https://example.org/a", "https://localhost/a" + token, "the server redirects to an internal address"},
		{"to this machine, disguised", "https://example.org/a", "https://[::ffff:127.0.0.1]/a" + token, "the server redirects to an internal address"},
		{"into the network", "https://example.org/a", "https://10.0.0.1/a" + token, "the server redirects to an internal address"},
		{"to the cloud's metadata", "https://example.org/a", "https://169.254.169.254/latest" + token, "the server redirects to an internal address"},
		{"internal, but less safe", "https://127.0.0.1/a", "http://127.0.0.1/a" + token, "the server redirects to an address that is not https"},
		{"to a file", "https://example.org/a", "file:///etc/passwd" + token, "the server redirects to where nothing is fetched from: the address is not https"},
		{"with credentials", "https://example.org/a", "https://user:s3cret@example.org/a", "the server redirects to where nothing is fetched from: the address carries credentials: what is public needs none"},
		{"in a circle", "https://example.org/a", "https://example.org/a", "the server redirects too often"},
		{"to nonsense", "https://example.org/a", "https://exa mple/" + token, "the server could not be reached"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			transport := roundTrip(func(r *http.Request) (*http.Response, error) {
				if r.Header.Get("Referer") != "" {
					t.Errorf("told the next server where it came from: %s", r.Header.Get("Referer"))
				}
				response := httptest.NewRecorder()
				if r.URL.String() == tt.from {
					response.Header().Set("Location", tt.to)
					response.WriteHeader(http.StatusFound)
				}
				result := response.Result()
				result.Request = r
				return result, nil
			})
			v := verifier(t, Options{Transport: transport})
			got := releaseOf(t, v, []Asset{{Name: "a", URL: tt.from}}, nil).Results[0]
			want, reason := StateUnknown, tt.reason
			if reason == "" {
				want, reason = StateUnsigned, "nothing in the release proves it"
			}
			if got.State != want || got.Reason != reason {
				t.Errorf("%s: %s", got.State, got.Reason)
			}
		})
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestFailures: what goes wrong on the way is told in our own words.
func TestFailures(t *testing.T) {
	for reason, failure := range map[string]error{
		"the server's name could not be resolved": &net.DNSError{Err: "no such host", Name: "s3cret.example.org"},
		"the server did not answer in time":       os.ErrDeadlineExceeded,
		"the server could not be reached":         errors.New("s3cret"),
	} {
		v := verifier(t, Options{Transport: roundTrip(func(*http.Request) (*http.Response, error) { return nil, failure })})
		got := releaseOf(t, v, []Asset{{Name: "a", URL: "https://example.org/a?s3cret"}}, nil).Results[0]
		if got.State != StateUnknown || got.Reason != reason {
			t.Errorf("%s: %s", got.State, got.Reason)
		}
	}
}

// TestProofBounds: no more is kept in memory than is bounded, whatever the host says.
func TestProofBounds(t *testing.T) {
	url, _ := host(t, func(w http.ResponseWriter, _ *http.Request, _ int) { endlessly(w) })
	v := verifier(t, Options{})
	var assets []Asset
	for i := range 3 {
		assets = append(assets, Asset{Name: fmt.Sprintf("%d.sigstore.json", i), URL: url})
	}
	for _, result := range releaseOf(t, v, assets, nil).Results {
		if result.State != StateUnknown || result.Reason != "not read: it is larger than 4194304 bytes" {
			t.Errorf("%s: %s", result.State, result.Reason)
		}
	}
	full, _ := host(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		w.Write(bytes.Repeat(big, maxProofBytes/len(big)))
	})
	assets = nil
	for i := range maxProofTotal/maxProofBytes + 1 {
		assets = append(assets, Asset{Name: fmt.Sprintf("%d.sha256", i), URL: full})
	}
	results := releaseOf(t, v, assets, nil).Results
	if last := results[len(results)-1]; last.Reason != "not read: the release has more signatures and checksum files than are read" {
		t.Errorf("%s: %s", last.State, last.Reason)
	}
}

package ghsa

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// maxAnswer bounds one answer of GitHub's, in bytes.
const maxAnswer = 32 << 20

var errForeignHost = errors.New("refused to leave the API's host")

// fencedError is a write that was kept back by Options.Fence.
type fencedError struct{ err error }

func (e *fencedError) Error() string { return "kept back: " + e.err.Error() }

// Rate is what GitHub says about the primary rate limit with each answer.
type Rate struct {
	Installation int64 // whose budget it is; 0 for the app's own
	Limit        int   // requests per hour
	Remaining    int
	Reset        time.Time // UTC; zero when GitHub did not say
}

// call travels in a request's context: what the wire has to know about it, and what it reports back.
type call struct {
	op      string
	ownETag bool // the caller keeps the ETag itself: the answer must not be cached, a 304 must get through
	sent    bool // set once the request (not only that for a token) was handed to the network
}

type callKey struct{}

func withCall(ctx context.Context, c *call) context.Context {
	return context.WithValue(ctx, callKey{}, c)
}

// wire is the innermost transport of a connection; go-githubapp puts its HTTP cache and the token on top:
//
//	go-github → token (ghinstallation) → cache (httpcache) → wire → network
//
// It makes that cache right for GitHub:
//
//   - GitHub answers "Vary: Authorization". The token is part of what the cache sees, so every new token
//     (hourly) would make the cache forget everything, and would be kept in memory beside the bodies. Each
//     cache belongs to one installation, and every answer from it is first confirmed by GitHub for the present
//     token, so wire takes Authorization off the list. (GitHub's ETags themselves depend on the token: after
//     a change of token each resource is read in full once; anything better would mean to guess how
//     GitHub computes them.)
//   - Nothing is ever taken from the cache unasked. go-githubapp rewrites max-age to 0 for that, which does not
//     hold against Expires, stale-if-error, or a Date ahead of this machine's clock; "no-cache" does.
//   - Only a complete answer with a validator is kept, never an error.
//
// It also bounds every body, keeps the token from leaving for another host, asks the fence before every write, and
// reports what crossed it.
type wire struct {
	next         http.RoundTripper
	base         *url.URL
	installation int64
	limit        int64
	fence        func(context.Context) error
	onResponse   func(op string, status int, cached bool, rate Rate)
}

// RoundTrip implements http.RoundTripper.
func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Host != w.base.Host || req.URL.Scheme != w.base.Scheme {
		return nil, errForeignHost
	}
	c, _ := req.Context().Value(callKey{}).(*call)
	if c == nil {
		c = &call{}
	}
	op := c.op
	if strings.HasSuffix(req.URL.Path, "/access_tokens") {
		op = "token"
	} else {
		if err := w.pass(req); err != nil {
			return nil, err
		}
		c.sent = true
	}
	resp, err := w.next.RoundTrip(named(req))
	if err != nil {
		w.onResponse(op, 0, false, Rate{Installation: w.installation})
		return nil, err
	}
	rate := parseRate(resp.Header)
	rate.Installation = w.installation
	w.onResponse(op, resp.StatusCode, resp.StatusCode == http.StatusNotModified, rate)
	resp.Body = http.MaxBytesReader(nil, resp.Body, w.limit)
	forCache(resp, c.ownETag)
	return resp, nil
}

// pass asks the fence before a write. Nothing waits for anything between this and the network.
func (w *wire) pass(req *http.Request) error {
	if req.Method == http.MethodGet {
		return nil
	}
	if err := w.fence(req.Context()); err != nil {
		return &fencedError{err}
	}
	return nil
}

// named gives a request for a token, which ghinstallation makes, the headers all others have from go-github.
func named(req *http.Request) *http.Request {
	if req.Header.Get("User-Agent") != "" {
		return req
	}
	req = req.Clone(req.Context())
	req.Header.Set("User-Agent", userAgent)
	req.Header.Set("X-GitHub-Api-Version", apiVersion)
	return req
}

// forCache rewrites the headers that steer the cache.
func forCache(resp *http.Response, ownETag bool) {
	h := resp.Header
	var vary []string
	for v := range strings.SplitSeq(strings.Join(h.Values("Vary"), ","), ",") {
		if v = strings.TrimSpace(v); v != "" && !strings.EqualFold(v, "Authorization") {
			vary = append(vary, v)
		}
	}
	h.Set("Vary", strings.Join(vary, ", "))
	confirmed := resp.StatusCode == http.StatusNotModified
	whole := resp.StatusCode == http.StatusOK && (h.Get("ETag") != "" || h.Get("Last-Modified") != "")
	if ownETag || !confirmed && !whole || strings.Contains(h.Get("Cache-Control"), "no-store") {
		h.Set("Cache-Control", "no-store")
		return
	}
	h.Set("Cache-Control", "no-cache")
}

// parseRate reads the rate-limit headers; what is absent or no number stays zero.
func parseRate(h http.Header) Rate {
	var r Rate
	r.Limit, _ = strconv.Atoi(h.Get("X-RateLimit-Limit"))
	r.Remaining, _ = strconv.Atoi(h.Get("X-RateLimit-Remaining"))
	if s, err := strconv.ParseInt(h.Get("X-RateLimit-Reset"), 10, 64); err == nil && s > 0 {
		r.Reset = time.Unix(s, 0).UTC()
	}
	return r
}

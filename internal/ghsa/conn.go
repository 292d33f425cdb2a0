package ghsa

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/google/go-github/v60/github"
)

const (
	// apiVersion is the version of GitHub's REST API this package was written for.
	apiVersion = "2022-11-28"
	userAgent  = "embargo"
)

// conn is one authenticated connection: an installation's, or the app's own.
type conn struct {
	// connect makes a client with a fresh token. The connection's cache outlives it.
	connect func() (*github.Client, error)
	// renewable says whether a fresh client can help against a 401. It cannot for the app's own
	// connection, which signs every request anew.
	renewable    bool
	now          func() time.Time
	gate         Gate
	installation int64 // 0 for the app's own connection

	mu sync.Mutex
	gh *github.Client
}

// request is one call before it is sent.
type request struct {
	op, target string
	method     string
	path       []string // segments, unescaped
	query      url.Values
	address    string // a whole address GitHub named, instead of path and query
	body       any
	etag       string // sent as If-None-Match
	ownETag    bool   // see call
	content    bool   // it writes what people read, see Passage
	direct     bool   // a redirect is not followed: the address it names answers another question
}

// answer is a successful response, read to its end. A 304 is one only for a request with ownETag.
type answer struct {
	status int
	body   []byte
	etag   string
	next   string // address of the next page, "" on the last
}

// fail begins an error about this request.
func (r request) fail(kind Kind, reason string) *Error {
	return &Error{Kind: kind, Op: r.op, Target: r.target, reason: reason, write: r.writes()}
}

func (r request) writes() bool { return r.method != http.MethodGet }

// url gives the address relative to the API's base.
func (r request) url() (string, *Error) {
	if r.address != "" {
		return r.address, nil
	}
	escaped := make([]string, len(r.path))
	for i, s := range r.path {
		// Such a segment would make it another endpoint's address.
		if s == "" || s == "." || s == ".." {
			return "", r.fail(KindInvalid, "an empty or relative name")
		}
		escaped[i] = url.PathEscape(s)
	}
	address := strings.Join(escaped, "/")
	if len(r.query) > 0 {
		address += "?" + r.query.Encode()
	}
	return address, nil
}

// do performs one call. A token GitHub no longer accepts is replaced once, and the call repeated: a 401 means
// that nothing was done.
func (c *conn) do(ctx context.Context, r request) (answer, error) {
	if err := c.enter(ctx, r); err != nil {
		return answer{}, err
	}
	gh, err := c.client(r, nil)
	if err != nil {
		return answer{}, err
	}
	a, failed := c.once(ctx, gh, r)
	if failed != nil && failed.Status == http.StatusUnauthorized && failed.sent && c.renewable {
		if gh, err = c.client(r, gh); err != nil {
			return answer{}, err
		}
		a, failed = c.once(ctx, gh, r)
	}
	if failed != nil {
		return answer{}, c.remember(ctx, failed)
	}
	return a, nil
}

// client gives the connection's client, a new one if the present one is old's.
func (c *conn) client(r request, old *github.Client) (*github.Client, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gh == nil || c.gh == old {
		gh, err := c.connect()
		if err != nil {
			return nil, r.fail(KindUnauthorized, "the app's private key or API address cannot be used")
		}
		c.gh = gh
	}
	return c.gh, nil
}

// once sends the request and reads the answer.
func (c *conn) once(ctx context.Context, shared *github.Client, r request) (answer, *Error) {
	// go-github's client remembers limits by the machine's clock. Ours is injected, and the gate does that
	// work, so each request gets a client without memory on the shared transport.
	client := shared.Client()
	if r.direct {
		client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	}
	gh := github.NewClient(client)
	gh.BaseURL, gh.UserAgent = shared.BaseURL, shared.UserAgent

	address, failed := r.url()
	if failed != nil {
		return answer{}, failed
	}
	req, err := gh.NewRequest(r.method, address, r.body, github.WithVersion(apiVersion))
	if err != nil {
		return answer{}, r.fail(KindInvalid, "the request cannot be written")
	}
	if r.etag != "" {
		req.Header.Set("If-None-Match", r.etag)
	}
	// The body is read to its end, as a buffer does and a JSON decoder does not: only then is it cached.
	var body bytes.Buffer
	state := &call{op: r.op, ownETag: r.ownETag}
	resp, err := gh.Do(withCall(ctx, state), req, &body)

	var accepted *github.AcceptedError
	switch {
	case err == nil:
		return answer{resp.StatusCode, body.Bytes(), resp.Header.Get("ETag"), nextPage(resp.Header)}, nil
	case errors.As(err, &accepted):
		return answer{status: http.StatusAccepted, body: accepted.Raw}, nil
	case r.ownETag && resp != nil && resp.StatusCode == http.StatusNotModified:
		return answer{status: http.StatusNotModified, etag: resp.Header.Get("ETag")}, nil
	}
	return answer{}, c.failure(r, state.sent, err)
}

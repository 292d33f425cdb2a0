package ghsa

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

const installation = 5

var (
	ref   = Ref{"octo-org", "octo-repo", "GHSA-2345-6789-cfgh"}
	start = time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
)

var testKey = sync.OnceValue(func() []byte {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
})

// fake is a GitHub in this process: it gives tokens and leaves every other request to handle.
type fake struct {
	t      *testing.T
	handle http.HandlerFunc
	err    func(*http.Request) error // an answer that never comes

	mu     sync.Mutex
	tokens int
	brief  bool     // tokens expire at once, so that each request has its own
	asked  []string // "METHOD path?query" of everything but tokens
	now    time.Time
	seen   []string // what OnResponse was told
}

func (f *fake) RoundTrip(req *http.Request) (*http.Response, error) {
	if f.err != nil {
		if err := f.err(req); err != nil {
			return nil, err
		}
	}
	if req.Body == nil {
		req = req.Clone(req.Context())
		req.Body = http.NoBody // as a server gives it to handlers
	}
	defer func() { _ = req.Body.Close() }()
	rec := httptest.NewRecorder()
	f.mu.Lock()
	token := strings.HasSuffix(req.URL.Path, "/access_tokens")
	if token {
		f.tokens++
		rec.Code = http.StatusCreated
		// ghinstallation goes by the machine's clock: these times are on either side of it for ever.
		expires := "2999-01-01T00:00:00Z"
		if f.brief {
			expires = "2000-01-01T00:00:00Z"
		}
		fmt.Fprintf(rec.Body, `{"token":"token-%d","expires_at":%q}`, f.tokens, expires)
	} else {
		f.asked = append(f.asked, req.Method+" "+req.URL.RequestURI())
	}
	f.mu.Unlock()
	if !token {
		if f.handle == nil {
			f.t.Errorf("unexpected %s %s", req.Method, req.URL)
		} else {
			f.handle(rec, req)
		}
	}
	resp := rec.Result()
	resp.Request = req
	return resp, nil
}

func (f *fake) clock() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

func (f *fake) pass(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.now.Add(d)
}

func (f *fake) requests() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.asked...)
}

func (f *fake) clients(change ...func(*Options)) *Clients {
	f.t.Helper()
	o := Options{
		APIURL: "https://api.example.test", AppID: 7, PrivateKey: testKey(), Transport: f, Now: f.clock,
		OnResponse: func(op string, status int, cached bool, rate Rate) {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.seen = append(f.seen, fmt.Sprintf("%s %d %t %d/%d", op, status, cached, rate.Remaining, rate.Installation))
		},
	}
	for _, c := range change {
		c(&o)
	}
	clients, err := NewClients(o)
	if err != nil {
		f.t.Fatal(err)
	}
	return clients
}

func newFake(t *testing.T, handle http.HandlerFunc) *fake {
	t.Helper()
	return &fake{t: t, handle: handle, now: start}
}

// client gives a client of a fake GitHub that answers as handle does.
func client(t *testing.T, handle http.HandlerFunc) (*fake, *Client) {
	t.Helper()
	f := newFake(t, handle)
	return f, f.client(f.clients())
}

func (f *fake) client(clients *Clients) *Client {
	f.t.Helper()
	c, err := clients.For(installation)
	if err != nil {
		f.t.Fatal(err)
	}
	return c
}

func answers(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// tagged answers with an ETag, or with 304 to a request that names it.
func tagged(etag, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", etag)
		if r.Header.Get("If-None-Match") == etag {
			answers(http.StatusNotModified, "", headers...)(w, r)
			return
		}
		answers(http.StatusOK, body, headers...)(w, r)
	}
}

func bodyOf(t *testing.T, r *http.Request) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes.TrimSpace(b))
}

func advisoryJSON(id, summary string) string {
	return fmt.Sprintf(`{"ghsa_id":%q,"state":"triage","summary":%q}`, id, summary)
}

func commentJSON(id int64, body string) string {
	return fmt.Sprintf(`{"id":%d,"body":%q,"updated_at":"2026-11-02T10:00:00Z"}`, id, body)
}

// inProcess carries requests to a handler without a network.
type inProcess http.HandlerFunc

func (h inProcess) RoundTrip(req *http.Request) (*http.Response, error) {
	rec := httptest.NewRecorder()
	h(rec, req)
	resp := rec.Result()
	resp.Request = req
	return resp, nil
}

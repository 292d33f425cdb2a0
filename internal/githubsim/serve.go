package githubsim

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// apiVersions are the values of X-GitHub-Api-Version that are answered.
var apiVersions = []string{"2022-11-28", "2026-03-10"}

const maxBody = 1 << 20 // bytes of a request; GitHub's own bodies here are far smaller

// call is one authenticated request on its way through the simulator.
type call struct {
	sim    *Sim
	r      *http.Request
	now    time.Time
	body   []byte
	params map[string]string
	caller caller
	repo   *repo    // for routes below /repos/{owner}/{repo}
	org    *account // for routes below /orgs/{org}
	reach  bool     // the caller's installation covers repo
	link   []string // entries of the Link header
}

// reply is what a route answers.
type reply struct {
	status int
	body   any // encoded as JSON; nil means no body, rawBody goes out as it is
	header http.Header
	noETag bool
}

// rawBody is an answer that is not JSON.
type rawBody []byte

func (c *call) param(name string) string { return c.params[name] }
func (c *call) query(name string) string { return c.r.URL.Query().Get(name) }

// modern reports whether the client asked for the API version that dropped what
// the older one only deprecated.
func (c *call) modern() bool { return c.r.Header.Get("X-Github-Api-Version") == "2026-03-10" }

// decode reads the request's JSON object; nil means the answer is in reply.
func (c *call) decode() (map[string]json.RawMessage, *reply) {
	if len(bytes.TrimSpace(c.body)) == 0 {
		return map[string]json.RawMessage{}, nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(c.body, &fields); err != nil {
		r := problem(http.StatusBadRequest, "Problems parsing JSON")
		return nil, &r
	}
	return fields, nil
}

// serve takes one request through faults, the route and the log.
func (s *Sim) serve(w http.ResponseWriter, r *http.Request) {
	f := s.takeFault(r)
	if f != nil && f.Delay != nil {
		f.Delay()
	}
	if f == nil || (!f.After && !f.Drop && f.Status == 0) {
		body, done := s.answer(r)
		s.logged(r, done, done.status)
		write(w, done, body)
		return
	}
	var done answered
	if f.After {
		_, done = s.answer(r)
	}
	if f.Drop || f.Status == 0 {
		s.logged(r, done, 0)
		panic(http.ErrAbortHandler) // net/http closes the connection
	}
	s.logged(r, done, f.Status)
	s.writeFault(w, f)
}

// answered is a reply ready for the wire.
type answered struct {
	status       int
	header       http.Header
	installation int64
}

// answer computes the reply to a request in one atomic step.
func (s *Sim) answer(r *http.Request) ([]byte, answered) {
	in, readErr := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	c := &call{sim: s, r: r, now: s.now(), body: in}
	c.caller = s.identify(r)
	var rep reply
	bucket := s.bucketOf(c)
	switch {
	case readErr != nil:
		rep = problem(http.StatusBadRequest, "Problems reading the body")
	case len(in) > maxBody:
		rep = problem(http.StatusRequestEntityTooLarge, "Payload too big")
	case c.caller.problem != "":
		rep = problem(http.StatusUnauthorized, c.caller.problem)
	case c.caller.blocked:
		rep = problem(http.StatusForbidden, "This installation has been suspended")
	case bucket.exhausted(s):
		rep = s.primaryLimit(c)
	default:
		rep = s.dispatch(c)
	}
	return s.finish(c, rep, bucket)
}

// dispatch finds the route and runs it for a caller who may.
func (s *Sim) dispatch(c *call) reply {
	if v := c.r.Header.Get("X-Github-Api-Version"); v != "" && v != apiVersions[0] && v != apiVersions[1] {
		return problem(http.StatusBadRequest, "'"+v+"' is not a supported version.")
	}
	rt, params := s.route(c.r.Method, c.r.URL.EscapedPath())
	if rt == nil {
		return notFound()
	}
	c.params = params
	if refused := s.authorize(c, rt); refused != nil {
		return *refused
	}
	rep := rt.do(c)
	if rep.status < http.StatusBadRequest {
		s.notePermissions(c, rt)
	}
	return rep
}

// finish adds what every reply carries: ETag and 304, rate limit, Link, Date.
func (s *Sim) finish(c *call, rep reply, b *bucket) ([]byte, answered) {
	h := rep.header.Clone()
	if h == nil {
		h = http.Header{}
	}
	var body []byte
	switch v := rep.body.(type) {
	case nil:
	case rawBody:
		body = v
	default:
		body = encode(v)
		h.Set("Content-Type", "application/json; charset=utf-8")
	}
	if len(c.link) > 0 && rep.status == http.StatusOK {
		h.Set("Link", strings.Join(c.link, ", "))
	}
	if c.r.Method == http.MethodGet && rep.status == http.StatusOK && !rep.noETag {
		tag := fmt.Sprintf(`W/"%x"`, sha256.Sum256(body))
		h.Set("ETag", tag)
		h.Set("Cache-Control", "private, max-age=60, s-maxage=60")
		h.Set("Vary", "Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding, Accept, X-Requested-With")
		if matches(c.r.Header.Get("If-None-Match"), tag) {
			rep.status, body = http.StatusNotModified, nil
			h.Del("Content-Type")
		}
	}
	if rep.status != http.StatusNotModified && c.r.URL.Path != "/rate_limit" {
		b.used++
	}
	b.describe(h)
	h.Set("Date", s.now().Format(http.TimeFormat))
	h.Set("X-Github-Request-Id", s.requestID())
	h.Set("X-Github-Media-Type", "github.v3; format=json")
	h.Set("X-Github-Api-Version-Selected", apiVersions[0])
	if c.modern() {
		h.Set("X-Github-Api-Version-Selected", apiVersions[1])
	}
	done := answered{status: rep.status, header: h}
	if c.caller.inst != nil {
		done.installation = c.caller.inst.id
	}
	return body, done
}

func (s *Sim) requestID() string {
	n := s.nextID("request")
	return fmt.Sprintf("%04X:%06X:%06X:%06X", n%0xFFFF, n, n*7, n*31)
}

// matches reports whether an If-None-Match header names the tag.
func matches(header, tag string) bool {
	for entry := range strings.SplitSeq(header, ",") {
		entry = strings.TrimSpace(entry)
		if entry == "*" || strings.TrimPrefix(entry, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

func write(w http.ResponseWriter, done answered, body []byte) {
	maps.Copy(w.Header(), done.header)
	if body != nil {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(done.status)
	// A client that hung up loses its reply; there is nobody left to tell.
	_, _ = w.Write(body) // #nosec G705 -- JSON, or a file that was asked for raw
}

// encode writes JSON as GitHub does, without escaping HTML.
func encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("githubsim: payload cannot be encoded: " + err.Error())
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// here is the URL of the request with some query parameters replaced (or, when
// the value is empty, removed), for Link headers.
func (c *call) here(set map[string]string) string {
	u := url.URL{Scheme: "http", Host: c.r.Host, Path: c.r.URL.Path, RawPath: c.r.URL.RawPath}
	if c.r.URL.Host != "" {
		u.Scheme, u.Host = c.r.URL.Scheme, c.r.URL.Host
	}
	if c.r.TLS != nil {
		u.Scheme = "https"
	}
	q := c.r.URL.Query()
	for name, value := range set {
		q.Del(name)
		if value != "" {
			q.Set(name, value)
		}
	}
	u.RawQuery = q.Encode()
	return u.String()
}

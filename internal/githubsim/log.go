package githubsim

import (
	"net/http"
	"slices"
	"time"
)

// Request is one line of the request log.
type Request struct {
	At           time.Time // simulated time of the answer
	Method       string
	Path         string // with the query
	Status       int    // as the client saw it; 0 when the reply was lost
	Installation int64  // 0 for apps and strangers
	Conditional  bool   // carried If-None-Match
}

// Requests is the log since the beginning or the last ResetRequests.
func (s *Sim) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// ResetRequests empties the request log.
func (s *Sim) ResetRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = nil
}

// Counts sums up the request log.
type Counts struct {
	All    int
	Spent  int // other than 304: what a rate limit is charged
	Writes int // neither GET nor HEAD, tokens aside
}

// Counts is the request log in numbers.
func (s *Sim) Counts() Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := Counts{All: len(s.requests)}
	for _, r := range s.requests {
		if r.Status != http.StatusNotModified {
			c.Spent++
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead && r.Installation != 0 {
			c.Writes++
		}
	}
	return c
}

func (s *Sim) logged(r *http.Request, done answered, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, Request{
		At: s.now(), Method: r.Method, Path: r.URL.RequestURI(), Status: status,
		Installation: done.installation, Conditional: r.Header.Get("If-None-Match") != "",
	})
	s.opts.Logf("%s %s %d", r.Method, r.URL.Path, status)
}

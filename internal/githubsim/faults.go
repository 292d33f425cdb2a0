package githubsim

import (
	"net/http"
	"path"
	"strconv"
	"strings"
)

// Fault is something that goes wrong with requests. What it does is told by
// Status, Drop, After and Delay together:
//
//   - Status alone: that answer is given, nothing happens.
//   - Drop alone: the connection is closed, nothing happens.
//   - After with Status: the effect happens, but the answer is the fault's.
//   - After without Status: the effect happens and the reply is lost.
//   - Delay alone: the request is answered normally, once Delay returns.
type Fault struct {
	// Match picks the requests; nil picks by Method and Path.
	Match func(*http.Request) bool
	// Method is an HTTP method; empty is any.
	Method string
	// Path is a pattern in the sense of path.Match, in which * is one segment or
	// a part of one; empty is any path.
	Path string
	// Times is how many requests fail; 0 means 1, negative means all until
	// ClearFaults.
	Times int

	Status int
	Header http.Header
	Body   string // empty with a Status: GitHub's usual error object
	Delay  func() // may block; called before anything happens
	Drop   bool
	After  bool
}

// Inject adds a fault. Of several that match a request the oldest strikes.
func (s *Sim) Inject(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	s.faults = append(s.faults, &f)
}

// ClearFaults removes the faults that have not struck yet and tells how many.
func (s *Sim) ClearFaults() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.faults)
	s.faults = nil
	return n
}

// takeFault finds the fault that strikes the request and uses it up once.
func (s *Sim) takeFault(r *http.Request) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.faults {
		if !f.matches(r) {
			continue
		}
		if f.Times > 0 {
			f.Times--
		}
		if f.Times == 0 {
			s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
		}
		return f
	}
	return nil
}

func (f *Fault) matches(r *http.Request) bool {
	if f.Match != nil {
		return f.Match(r)
	}
	if f.Method != "" && f.Method != r.Method {
		return false
	}
	if f.Path == "" {
		return true
	}
	ok, err := path.Match(strings.TrimSuffix(f.Path, "/"), strings.TrimSuffix(r.URL.Path, "/"))
	return ok && err == nil
}

func (s *Sim) writeFault(w http.ResponseWriter, f *Fault) {
	h := http.Header{"Content-Type": {"application/json; charset=utf-8"}, "Date": {s.now().Format(http.TimeFormat)}}
	for name, values := range f.Header {
		h[http.CanonicalHeaderKey(name)] = values
	}
	body := []byte(f.Body)
	if f.Body == "" {
		body = encode(object{"message": http.StatusText(f.Status), "documentation_url": docs, "status": strconv.Itoa(f.Status)})
	}
	write(w, answered{status: f.Status, header: h}, body)
}

// Package githubsim is a GitHub small enough to live inside a test or the demo:
// a stateful simulator behind one http.Handler.
//
// It keeps organisations, people, teams, repositories, security advisories with
// their threads, releases, pull requests and GitHub Apps, all in memory. Programs
// talk to it over REST exactly as they talk to GitHub (Handler, Transport);
// people act on it through Go methods that stand for GitHub's web pages (Report,
// Comment, Publish, …); and it calls back with signed webhooks (DeliverPending,
// ServeWebhooks).
//
// Invariants: nothing in it reads the wall clock (every time comes from
// Options.Now, in whole seconds as GitHub writes them), nothing is random except
// tokens, and one mutex guards all state, so that every request and every act is
// one atomic step. Where GitHub's behaviour is not known, an option chooses.
package githubsim

import (
	"net/http"
	"strings"
	"sync"
	"time"
)

// Options shape a simulator. The zero value is usable.
type Options struct {
	// Now is the simulated time; nil means time.Now.
	Now func() time.Time
	// AuthNow is the clock against which app JWTs are checked and token
	// lifetimes run; nil means Now. Client libraries such as ghinstallation
	// sign with the wall clock, so a test with a fake Now that uses them sets
	// time.Now here.
	AuthNow func() time.Time
	// BaseURL is the root of API URLs in payloads, without a final slash; empty
	// means https://api.github.com. Link headers follow the request's own host.
	BaseURL string
	// WebURL is the root of html_url values; empty means https://github.com.
	WebURL string
	// Webhooks carries deliveries to the apps; nil means http.DefaultTransport.
	Webhooks http.RoundTripper
	// RateLimit is the number of requests an installation may make in an hour;
	// 0 means 5000.
	RateLimit int
	// ForkDelay is the time between asking for a temporary private fork and the
	// moment the advisory shows it.
	ForkDelay time.Duration

	// CommentAdvancesAdvisory makes a new comment advance the advisory's
	// updated_at. Unknown for GitHub.
	CommentAdvancesAdvisory bool
	// ListETags gives ETags on lists of advisories. Unknown for GitHub.
	ListETags bool
	// RefuseCollaborators answers 403 to an app that changes an advisory's
	// collaborators. Unknown for GitHub.
	RefuseCollaborators bool
	// OpenForks lets installations into temporary private forks, which GitHub says
	// it does not: without it everything there answers 404.
	OpenForks bool
	// RefuseChecks answers 403 to an app that writes a check run or a commit status
	// in a temporary private fork which OpenForks lets it see.
	RefuseChecks bool
	// ForkWebhooks tells apps what happens in temporary private forks, beginning
	// with their creation (event fork). Unknown for GitHub.
	ForkWebhooks bool
	// RefuseLateDecisions answers 422 to whoever reviews a deployment that waits no
	// longer. GitHub describes only the answer 204; with it the first decision stands.
	RefuseLateDecisions bool

	// Logf, when set, is told one line per request and per delivery. It never
	// sees the text of an advisory or a comment, and must not call back.
	Logf func(format string, args ...any)
}

// Sim is one simulated GitHub. Its methods are safe for concurrent use.
type Sim struct {
	opts   Options
	routes []route

	mu       sync.Mutex
	ids      map[string]int64 // last number given out, per kind of thing
	accounts map[string]*account
	repos    map[string]*repo
	teams    map[string]*team
	apps     map[int64]*app
	installs map[int64]*installation
	tokens   map[string]*token

	grants     map[string]*grant // by code
	userTokens map[string]*userToken

	used     map[string]string // permission → highest level that was needed
	missed   map[string]string // permission → highest level for want of which a request was refused
	withheld map[string]bool   // events of which an app was not told, having not asked
	limits   map[string]*bucket
	growing  []*advisory // with a fork that is asked for and not there yet
	faults   []*Fault
	requests []Request
	pending  []*delivery
	sending  int           // deliveries on their way
	wake     chan struct{} // holds one token while deliveries wait
}

// New makes an empty GitHub.
func New(o Options) *Sim {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.AuthNow == nil {
		o.AuthNow = o.Now
	}
	if o.BaseURL == "" {
		o.BaseURL = "https://api.github.com"
	}
	if o.WebURL == "" {
		o.WebURL = "https://github.com"
	}
	if o.Webhooks == nil {
		o.Webhooks = http.DefaultTransport
	}
	if o.RateLimit == 0 {
		o.RateLimit = 5000
	}
	if o.Logf == nil {
		o.Logf = func(string, ...any) {}
	}
	o.BaseURL = strings.TrimRight(o.BaseURL, "/")
	o.WebURL = strings.TrimRight(o.WebURL, "/")
	return &Sim{
		opts:     o,
		routes:   routeTable(),
		ids:      map[string]int64{},
		accounts: map[string]*account{},
		repos:    map[string]*repo{},
		teams:    map[string]*team{},
		apps:     map[int64]*app{},
		installs: map[int64]*installation{},
		tokens:   map[string]*token{},
		grants:   map[string]*grant{}, userTokens: map[string]*userToken{},
		used:     map[string]string{},
		missed:   map[string]string{},
		withheld: map[string]bool{},
		limits:   map[string]*bucket{},
		wake:     make(chan struct{}, 1),
	}
}

// Handler is GitHub's REST API.
func (s *Sim) Handler() http.Handler { return http.HandlerFunc(s.serve) }

// now is the simulated time as GitHub would write it down.
func (s *Sim) now() time.Time { return s.opts.Now().UTC().Truncate(time.Second) }

// authNow is the time by which tokens and JWTs are judged.
func (s *Sim) authNow() time.Time { return s.opts.AuthNow().UTC().Truncate(time.Second) }

// nextID numbers things of one kind, from 1001 on.
func (s *Sim) nextID(kind string) int64 {
	if s.ids[kind] == 0 {
		s.ids[kind] = 1000
	}
	s.ids[kind]++
	return s.ids[kind]
}

// settle makes everything happen that was due by now.
func (s *Sim) settle() {
	now := s.now()
	still := s.growing[:0]
	for _, a := range s.growing {
		if now.Before(a.forkReady) {
			still = append(still, a)
			continue
		}
		s.growFork(a)
	}
	s.growing = still
}

// key folds a login, slug or full name to how GitHub compares it.
func key(parts ...string) string { return strings.ToLower(strings.Join(parts, "/")) }

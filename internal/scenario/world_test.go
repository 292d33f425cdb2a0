package scenario

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/sigstore/sigstore-go/pkg/testing/ca"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/githubsim/contract"
	"github.com/embargo-app/embargo/internal/reconcile"
	"github.com/embargo-app/embargo/internal/server"
)

// begin is when every story begins: a Monday.
var begin = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// pollInterval is the beat of a story.
const pollInterval = 15 * time.Second

const webhookSecret = "a-secret-of-the-scenarios"

// privateKey is made once: making one takes longer than most stories. It is a short one, as signing with it is a good part
// of what a story computes.
var privateKey = sync.OnceValue(func() string {
	key, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		panic(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}))
})

// world is one story's GitHub and server.
type world struct {
	database database
	sim      *githubsim.Sim
	settings config.Server

	installation int64 // of the app on the organisation

	subscriber subscriber       // to the calendar
	teller     reconcile.Teller // nil for the channels of the settings, of which there are none
	box        *mailbox         // what the app told outside GitHub, unless another teller is set
	channels   *channels        // real ones, once a story has opened them
	log        *bytes.Buffer
	// intercept, unless nil, stands between the app and GitHub.
	intercept func(next http.RoundTripper, r *http.Request) (*http.Response, error)

	outlets     outlets      // all that it said outside its advisories
	detailed    string       // the address to which the process lets notices to distributors hold details
	downloads   atomic.Int64 // of releases' files
	unreachable atomic.Bool  // for webhooks
	waitToWrite func(context.Context, time.Duration) error
	authority   *ca.VirtualSigstore // nil until a story trusts one

	mu       sync.Mutex
	now      time.Time
	skew     time.Duration  // by which the clock of the app's machine is ahead of GitHub's
	zone     *time.Location // that the machine is set to; nil for UTC
	app      *server.Server
	advisory githubsim.Ref // the one the story is about: the newest
	breaches []error       // of GitHub's official description
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// machine is what the clock of the app's machine shows.
func (w *world) machine() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	at := w.now.Add(w.skew)
	if w.zone != nil {
		at = at.In(w.zone)
	}
	return at
}

func (w *world) advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// breach notes a request or an answer that GitHub's description does not allow.
func (w *world) breach(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.breaches = append(w.breaches, err)
}

// official is GitHub's description, loaded once.
var official = sync.OnceValues(contract.New)

// newWorld builds the organisation with the app installed and starts the server on an empty database.
func newWorld(dir string) (*world, error) { return newWorldOn(inFile(dir)) }

// newWorldOn does so on a database elsewhere.
func newWorldOn(database database) (*world, error) {
	return newAdjustedWorld(database, func(*githubsim.Options) {})
}

// newAdjustedWorld does so with a GitHub of another kind.
func newAdjustedWorld(database database, adjust func(*githubsim.Options)) (*world, error) {
	description, err := official()
	if err != nil {
		return nil, err
	}
	w := &world{database: database, now: begin, log: &bytes.Buffer{}, box: &mailbox{}}
	w.teller = w.box
	github := githubsim.Options{
		Now: w.clock, AuthNow: time.Now, ListETags: true,
		Webhooks: githubsim.HandlerTransport(description.WrapWebhooks(w.hooked(), w.breach)),
	}
	adjust(&github)
	w.sim = githubsim.New(github)
	w.installation, err = demo.Build(w.sim, demo.App{
		PrivateKey: privateKey(), WebhookURL: "http://embargo.test" + server.HookPath, WebhookSecret: webhookSecret,
		PublicURL: publicURL,
	})
	if err != nil {
		return nil, err
	}
	env := map[string]string{
		"GITHUB_V3_API_URL":         "https://api.github.com/",
		"GITHUB_APP_INTEGRATION_ID": strconv.Itoa(demo.AppID),
		"GITHUB_APP_WEBHOOK_SECRET": webhookSecret,
		"GITHUB_APP_PRIVATE_KEY":    privateKey(),
		"EMBARGO_DATABASE_URL":      database.address,
		"EMBARGO_POLL_INTERVAL":     pollInterval.String(),
		"EMBARGO_WRITE_INTERVAL":    "0s",
		"EMBARGO_TRUSTED_ROOT":      config.TrustNobody,

		"EMBARGO_PUBLIC_URL":         publicURL,
		"GITHUB_OAUTH_CLIENT_ID":     demo.ClientID,
		"GITHUB_OAUTH_CLIENT_SECRET": demo.ClientSecret,
	}
	w.settings, err = config.Load(func(name string) string { return env[name] }, nil, "")
	if err != nil {
		return nil, err
	}
	return w, w.start()
}

// start assembles a server on the story's database, as a new process would.
func (w *world) start() error {
	description, err := official()
	if err != nil {
		return err
	}
	logger := zerolog.New(w.log).Level(zerolog.TraceLevel) // lower than an operator can choose
	teller := w.teller
	if teller != nil {
		teller = overheard{teller, w}
	}
	w.app, err = server.New(context.Background(), server.Options{
		Settings: w.settings, Logger: logger, Now: w.machine, Teller: teller, WaitToWrite: w.waitToWrite,
		Transport: w.recorded(w.transport(description.Transport(w.sim.Transport(), w.breach))),
		Downloads: w.recorded(w.anonymous(w.sim.Transport())),
	})
	if err != nil {
		return err
	}
	return w.app.Start(context.Background())
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// transport lets a test step between the app and GitHub.
func (w *world) transport(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		if w.intercept == nil {
			return next.RoundTrip(r)
		}
		return w.intercept(next, r)
	})
}

// anonymous carries downloads, and notes any that say who asks.
func (w *world) anonymous(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		for _, header := range []string{"Authorization", "Cookie"} {
			if r.Header.Get(header) != "" {
				w.breach(fmt.Errorf("%s %s: a download with %s", r.Method, r.URL.Path, header))
			}
		}
		w.downloads.Add(1)
		return next.RoundTrip(r)
	})
}

// settle delivers the webhooks and lets beats pass until nothing new is due: two are enough, the first finds
// what happened, the second what our own answers changed.
func (w *world) settle(ctx context.Context) error {
	for range 3 {
		if _, err := w.sim.DeliverPending(ctx); err != nil {
			return err
		}
		if _, err := w.app.Agenda.Drain(ctx); err != nil {
			return err
		}
		w.advance(pollInterval)
	}
	_, err := w.app.Agenda.Drain(ctx)
	return err
}

// check fails the story when anything that crossed the wire was not as GitHub describes it.
func (w *world) check(tb testing.TB) {
	tb.Helper()
	for _, err := range w.breaches {
		tb.Errorf("GitHub's description does not allow: %v", err)
	}
}

// orFatal gives a function that ends the test at an error.
func orFatal(t *testing.T) func(error) {
	return func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
}

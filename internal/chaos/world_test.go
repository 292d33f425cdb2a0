package chaos

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/notify/smtptest"
	"github.com/embargo-app/embargo/internal/server"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/internal/store/pgtest"
)

// begin is when every run begins: a Monday.
var begin = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

const (
	// beat is how often the server polls.
	beat          = 2 * time.Minute
	webhookSecret = "a-secret-of-the-crash-tests"
	sender        = "security@example.org"
	srcMail       = "src@example.org"
	publicMail    = "announce@example.org"
	channel       = "src-private"
	publicChannel = "general"
)

// privateKey is a short one: signing with it is a good part of what a server that has just been started computes.
var privateKey = sync.OnceValue(func() string {
	key, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		panic(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}))
})

// world is one run's GitHub, mail server and chat, which outlive the servers that are killed.
type world struct {
	sim      *githubsim.Sim
	mail     *smtptest.Server
	database string // as EMBARGO_DATABASE_URL has it
	env      []string
	user     *syscall.Credential // who runs the server, nil for who runs the test
	binary   string              // of the server, "" for this one
	log      record

	refs   map[string]githubsim.Ref // the run's advisories by the names its acts give them
	pulls  []pullRequest
	runs   []int64           // deployments
	unsure []store.LetterRow // letters of which nobody knows whether they arrived

	mu     sync.Mutex
	now    time.Time
	skew   time.Duration // by which the server's clock goes wrong
	server *process      // the one that is killed
	second *process      // its replica, which lives; nil for none
	posts  []string      // what the chat channel took
	plan   *plan         // what goes wrong now
}

type pullRequest struct {
	repo   string
	number int
}

// clock is the true time, GitHub's.
func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// set moves the true time forward and tells the server what it is to believe.
func (w *world) set(at time.Time) {
	w.mu.Lock()
	if at.After(w.now) {
		w.now = at
	}
	w.mu.Unlock()
	w.tellTime()
}

// setSkew has the server's clock go wrong.
func (w *world) setSkew(d time.Duration) {
	w.mu.Lock()
	w.skew = d
	w.mu.Unlock()
	w.tellTime()
}

// tellTime tells a living server its time; one that has just died reads it when it is started again.
func (w *world) tellTime() {
	for _, p := range w.replicas() {
		w.mu.Lock()
		now := w.now.Add(w.skew)
		w.mu.Unlock()
		_ = p.say(sayClock, now.UnixMicro())
	}
}

// newWorld builds the organisation with the app installed; no server runs yet.
func newWorld(t *testing.T, backend pgtest.Backend) *world {
	t.Helper()
	w := &world{now: begin, refs: map[string]githubsim.Ref{}, database: backend.Address(t)}
	github := httptest.NewServer(http.HandlerFunc(w.serveGitHub))
	chat := httptest.NewServer(http.HandlerFunc(w.serveChat))
	w.mail = smtptest.Start(t, smtptest.Options{OnAccepted: w.mailAccepted})
	w.sim = githubsim.New(githubsim.Options{
		Now: w.clock, AuthNow: time.Now, ListETags: true, BaseURL: github.URL, RateLimit: 1_000_000,
		Webhooks: roundTripper(w.deliver), ForkDelay: 2 * time.Minute,
	})
	_, err := demo.Build(w.sim, demo.App{
		PrivateKey: privateKey(), WebhookURL: "http://embargo.test" + server.HookPath, WebhookSecret: webhookSecret,
	})
	if err != nil {
		t.Fatal(err)
	}
	w.env = []string{
		"GITHUB_V3_API_URL=" + github.URL + "/",
		"GITHUB_APP_INTEGRATION_ID=" + strconv.Itoa(demo.AppID),
		"GITHUB_APP_WEBHOOK_SECRET=" + webhookSecret,
		"GITHUB_APP_PRIVATE_KEY=" + privateKey(),
		"EMBARGO_DATABASE_URL=" + w.database,
		"EMBARGO_POLL_INTERVAL=" + beat.String(), "EMBARGO_WRITE_INTERVAL=0s",
		"EMBARGO_TRUSTED_ROOT=" + config.TrustNobody,
		"EMBARGO_SMTP_URL=smtp://" + net.JoinHostPort(w.mail.Host, strconv.Itoa(w.mail.Port)),
		"EMBARGO_SMTP_FROM=embargo@example.org",
		"EMBARGO_CHAT_WEBHOOKS=" + channel + "=" + chat.URL + "/src\n" + publicChannel + "=" + chat.URL + "/general",
	}
	t.Cleanup(func() {
		for _, p := range w.replicas() {
			if err := p.kill(); err != nil {
				t.Error(err)
			}
		}
		github.Close()
		chat.Close()
		if t.Failed() {
			t.Logf("the end of the servers' log:\n%s", tail(w.log.String()))
		}
	})
	return w
}

// tail is the end of a long text.
func tail(text string) string { return text[max(0, len(text)-20_000):] }

// replicas are all servers there are, living or just killed.
func (w *world) replicas() []*process {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.DeleteFunc([]*process{w.server, w.second}, func(p *process) bool { return p == nil })
}

func (w *world) running() *process {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.server
}

// start runs a server on the run's database; one that is killed before it listens is followed by another.
func (w *world) start() error {
	for {
		p, err := w.spawn()
		if err != nil {
			return err
		}
		w.mu.Lock()
		w.server = p
		armed := w.plan
		w.mu.Unlock()
		armed.begin(w)
		err = p.awaitListening()
		if err == nil {
			return nil
		}
		<-p.ended
		if !wasKilled(p.err) {
			return fmt.Errorf("the server does not start: %w\n%s", p.err, tail(w.log.String()))
		}
	}
}

// startSecond runs a replica.
func (w *world) startSecond() error {
	p, err := w.spawn()
	if err != nil {
		return err
	}
	w.mu.Lock()
	w.second = p
	w.mu.Unlock()
	return p.awaitListening()
}

// deliver carries a webhook to all servers that live, at the same time; the first one's answer counts.
func (w *world) deliver(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	type answer struct {
		response *http.Response
		err      error
	}
	answers := make(chan answer, 2)
	sent := 0
	for _, p := range w.replicas() {
		if p.listen == "" {
			continue
		}
		copied := r.Clone(r.Context())
		copied.Body = io.NopCloser(bytes.NewReader(body))
		copied.URL.Host = p.listen
		sent++
		go func() {
			response, err := http.DefaultTransport.RoundTrip(copied)
			answers <- answer{response, err}
		}()
	}
	best := answer{err: errDied}
	for range sent {
		a := <-answers
		switch {
		case a.err != nil:
		case best.response == nil:
			best = a
		default:
			err = errors.Join(err, a.response.Body.Close())
		}
	}
	return best.response, errors.Join(best.err, err)
}

type roundTripper func(*http.Request) (*http.Response, error)

// RoundTrip implements http.RoundTripper.
func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// serveGitHub answers as GitHub would, unless something goes wrong by plan.
func (w *world) serveGitHub(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // the server died while it wrote
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	w.mu.Lock()
	plan := w.plan
	w.mu.Unlock()
	switch plan.moment(r) {
	case dieBefore:
		w.killed(plan)
		panic(http.ErrAbortHandler)
	case dieAfter:
		w.sim.Handler().ServeHTTP(httptest.NewRecorder(), r)
		w.killed(plan)
		panic(http.ErrAbortHandler)
	}
	w.sim.Handler().ServeHTTP(rw, r)
}

// killed kills the server that runs, by plan.
func (w *world) killed(p *plan) {
	if err := w.running().kill(); err != nil {
		p.failed(err)
	}
}

func (w *world) serveChat(_ http.ResponseWriter, r *http.Request) {
	text, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.posts = append(w.posts, r.URL.Path+" "+timeless(string(text)))
}

// mailAccepted runs when the mail server has taken a mail and has not said so yet.
func (w *world) mailAccepted(net.Conn) {
	w.mu.Lock()
	plan := w.plan
	w.mu.Unlock()
	if plan.mailed() {
		w.killed(plan)
	}
}

// step lets everything happen that is due now; alive is false when the server died on the way.
func (w *world) step(ctx context.Context) (now settled, alive bool, err error) {
	for {
		sent, err := w.sim.DeliverPending(ctx)
		if err != nil {
			return settled{}, true, err
		}
		asked := len(w.sim.Requests())
		for _, p := range w.replicas() {
			now, err = p.settle()
			if errors.Is(err, errDied) {
				<-p.ended
				return now, false, nil
			}
			if err != nil {
				return now, true, err
			}
		}
		// What one replica did may have left something for the one that was asked before it.
		if sent == 0 && (w.second == nil || len(w.sim.Requests()) == asked) {
			return now, true, nil
		}
	}
}

package main

import (
	"context"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/server"
)

// scaleWorld is a server and its GitHub on one simulated clock.
type scaleWorld struct {
	sim  *githubsim.Sim
	app  *server.Server
	open []githubsim.Ref

	mu  sync.Mutex
	now time.Time
}

func (w *scaleWorld) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *scaleWorld) advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// fillScale makes the repositories and their advisories, before the app is installed, and gives the open ones.
func fillScale(sim *githubsim.Sim, n int) ([]githubsim.Ref, error) {
	sim.AddOrg(demo.Org)
	sim.SetOwners(demo.Org, scaleOperator)
	var open []githubsim.Ref
	for i := range n {
		name := "repository-" + strconv.Itoa(i)
		sim.AddRepo(demo.Org, name, githubsim.RepoOptions{})
		if err := sim.SetFile(demo.Org, name, "CODEOWNERS", "* @"+demo.Org+"/cosign-codeowners\n"); err != nil {
			return nil, err
		}
		for range 2 {
			ref, err := sim.Draft(scaleOperator, demo.Org+"/"+name, githubsim.Report{Summary: "s", Description: "d", Severity: "low"})
			if err != nil {
				return nil, err
			}
			if len(open) < openOf(n) {
				open = append(open, ref)
				continue
			}
			if err := sim.Publish(scaleOperator, ref); err != nil {
				return nil, err
			}
		}
	}
	return open, nil
}

// newScaleWorld makes a GitHub that allows so many requests an hour, and a server that reaches it through what wrap makes of
// the way there.
func newScaleWorld(
	ctx context.Context, n int, dir string, limit int, wrap func(*scaleWorld, http.RoundTripper) http.RoundTripper,
) (*scaleWorld, error) {
	w := &scaleWorld{now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
	w.sim = githubsim.New(githubsim.Options{
		Now: w.clock, AuthNow: time.Now, ListETags: true, RateLimit: limit,
		Webhooks: githubsim.HandlerTransport(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { w.app.Handler().ServeHTTP(rw, r) })),
	})
	var err error
	if w.open, err = fillScale(w.sim, n); err != nil {
		return nil, err
	}
	key, err := newKey()
	if err != nil {
		return nil, err
	}
	app := demo.App{PrivateKey: key, WebhookURL: "http://embargo.test" + server.HookPath, WebhookSecret: liveSecret}
	if _, err := demo.Build(w.sim, app); err != nil {
		return nil, err
	}
	env := map[string]string{
		"GITHUB_V3_API_URL": "https://api.github.com/", "GITHUB_APP_INTEGRATION_ID": strconv.Itoa(demo.AppID),
		"GITHUB_APP_WEBHOOK_SECRET": liveSecret, "GITHUB_APP_PRIVATE_KEY": key, "EMBARGO_TRUSTED_ROOT": config.TrustNobody,
		"EMBARGO_DATABASE_URL": "sqlite:" + filepath.Join(dir, "embargo.db"), "EMBARGO_POLL_INTERVAL": scaleBeat.String(),
	}
	settings, err := config.Load(func(name string) string { return env[name] }, nil, "")
	if err != nil {
		return nil, err
	}
	w.app, err = server.New(ctx, server.Options{
		Settings: settings, Logger: zerolog.Nop(), Now: w.clock,
		Transport:   wrap(w, hourlyValidators{w.sim.Transport(), w.clock}),
		WaitToWrite: func(_ context.Context, d time.Duration) error { w.advance(d); return nil },
	})
	if err != nil {
		return nil, err
	}
	return w, w.app.Start(ctx)
}

// hourlyValidators makes GitHub's validators good for an hour: they depend on the token.
type hourlyValidators struct {
	next http.RoundTripper
	now  func() time.Time
}

// RoundTrip implements http.RoundTripper.
func (t hourlyValidators) RoundTrip(r *http.Request) (*http.Response, error) {
	hour := t.now().Format(`W/"2006010215-`)
	r = r.Clone(r.Context())
	known := r.Header.Get("If-None-Match")
	r.Header.Del("If-None-Match")
	if tag, ok := strings.CutPrefix(known, hour); ok {
		r.Header.Set("If-None-Match", `W/"`+tag)
	}
	resp, err := t.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if tag, ok := strings.CutPrefix(resp.Header.Get("ETag"), `W/"`); ok {
		resp.Header.Set("ETag", hour+tag)
	}
	return resp, nil
}

// pass lets simulated time pass, in which the server does what is due.
func (w *scaleWorld) pass(ctx context.Context, d, step time.Duration) error {
	for end := w.clock().Add(d); w.clock().Before(end); w.advance(step) {
		if _, err := w.sim.DeliverPending(ctx); err != nil {
			return err
		}
		if _, err := w.app.Agenda.Drain(ctx); err != nil {
			return err
		}
	}
	return nil
}

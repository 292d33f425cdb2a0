package demo

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/rs/zerolog"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/server"
)

// Options say how the demo is played.
type Options struct {
	Out    io.Writer // the narration
	Listen string    // where the page is served
	Once   bool      // play without pauses, then end
	Log    zerolog.Logger
	Dir    string // where the database lies; "" for a temporary folder that is removed at the end

	// Now is the time on GitHub and in the server; nil means time.Now.
	Now func() time.Time
}

// pause lets a person read along: the story takes about a minute.
const pause = 3 * time.Second

// stage is the running demo.
type stage struct {
	Options
	sim *githubsim.Sim
	app *server.Server
	ref githubsim.Ref

	public, metrics, github, page net.Listener
}

// Play builds the world in a temporary folder, starts the real server against it on loopback, plays the story
// and, unless once, serves the page until ctx ends. The error says what did not come out as the process demands.
func Play(ctx context.Context, o Options) (err error) {
	if o.Dir == "" {
		if o.Dir, err = os.MkdirTemp("", "embargo-demo-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(o.Dir)) }()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &stage{Options: o}
	if err := s.build(ctx); err != nil {
		return err
	}
	ended := s.start(ctx)
	err = s.play(ctx)
	if err == nil && !o.Once {
		s.stay(ctx)
	}
	cancel()
	return errors.Join(err, s.stop(ended))
}

// build opens the listeners and assembles GitHub and the server, which know each other's addresses.
func (s *stage) build(ctx context.Context) (err error) {
	var lc net.ListenConfig
	for _, l := range []struct {
		listener *net.Listener
		address  string
	}{{&s.public, "127.0.0.1:0"}, {&s.metrics, "127.0.0.1:0"}, {&s.github, "127.0.0.1:0"}, {&s.page, s.Listen}} {
		if *l.listener, err = lc.Listen(ctx, "tcp", l.address); err != nil {
			return fmt.Errorf("listen at %s: %w; choose another address with --listen, such as 127.0.0.1:0", l.address, err)
		}
	}
	key, secret, err := newCredentials()
	if err != nil {
		return err
	}
	github, public := "http://"+s.github.Addr().String(), "http://"+s.public.Addr().String()
	s.sim = githubsim.New(githubsim.Options{
		BaseURL: github, WebURL: "http://" + s.page.Addr().String(), ListETags: true, ForkDelay: time.Second,
		Now: s.Now, AuthNow: time.Now, // an app signs by the real clock
	})
	_, err = Build(s.sim, App{PrivateKey: key, WebhookSecret: secret, WebhookURL: public + server.HookPath, PublicURL: public})
	if err != nil {
		return fmt.Errorf("build the simulated GitHub: %w", err)
	}
	env := map[string]string{
		"GITHUB_V3_API_URL":         github + "/",
		"GITHUB_APP_INTEGRATION_ID": strconv.Itoa(AppID),
		"GITHUB_APP_WEBHOOK_SECRET": secret,
		"EMBARGO_PUBLIC_URL":        public, "GITHUB_OAUTH_CLIENT_ID": ClientID, "GITHUB_OAUTH_CLIENT_SECRET": ClientSecret,
		"GITHUB_WEB_URL":         "http://" + s.page.Addr().String(),
		"GITHUB_APP_PRIVATE_KEY": key,
		"EMBARGO_DATABASE_URL":   "sqlite:" + filepath.Join(s.Dir, "embargo.db"),
		"EMBARGO_POLL_INTERVAL":  "300ms",
		"EMBARGO_WRITE_INTERVAL": "0s",
		"EMBARGO_TRUSTED_ROOT":   config.TrustNobody,
	}
	settings, err := config.Load(func(name string) string { return env[name] }, os.ReadFile, "")
	if err != nil {
		return fmt.Errorf("the demo's settings: %w", err)
	}
	s.app, err = server.New(ctx, server.Options{Settings: settings, Logger: s.Log, Now: s.Now, Downloads: s.sim.Transport()})
	return err
}

// newCredentials makes an app's private key and webhook secret for this run only.
func newCredentials() (key, secret string, err error) {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return "", "", err
	}
	random := make([]byte, 20)
	if _, err := rand.Read(random); err != nil {
		return "", "", err
	}
	block := &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(private)}
	return string(pem.EncodeToMemory(block)), hex.EncodeToString(random), nil
}

// start sets everything going; the channel gives one error for each part once it has ended.
func (s *stage) start(ctx context.Context) <-chan error {
	parts := []func() error{
		func() error { return s.app.Run(ctx, s.public, s.metrics) },
		func() error { return serve(ctx, s.github, s.sim.Handler()) },
		func() error { return serve(ctx, s.page, s.pages()) },
		func() error { return ignoreEnd(ctx, s.sim.ServeWebhooks(ctx, 2)) },
	}
	ended := make(chan error, len(parts))
	for _, part := range parts {
		go func() { ended <- part() }()
	}
	return ended
}

// stop waits until all parts have ended and closes the store.
func (s *stage) stop(ended <-chan error) (err error) {
	for range cap(ended) {
		err = errors.Join(err, <-ended)
	}
	return errors.Join(err, s.app.Close())
}

// serve answers requests until ctx ends.
func serve(ctx context.Context, l net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() }) // the demo's own pages: nobody minds an abrupt end
	defer stop()
	return ignoreEnd(ctx, server.Serve(l))
}

// ignoreEnd drops the error of something that ended because it was told to.
func ignoreEnd(ctx context.Context, err error) error {
	if ctx.Err() == nil {
		return err
	}
	return nil
}

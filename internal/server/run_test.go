package server

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/embargo-app/embargo/config"
)

// TestShutDownDoesNotFailOnAnUnfinishedRequest: anybody can begin to send and never end.
func TestShutDownDoesNotFailOnAnUnfinishedRequest(t *testing.T) {
	var lc net.ListenConfig
	listener, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	begun := make(chan struct{})
	server := newHTTPServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(begun)
		_, _ = io.Copy(io.Discard, r.Body) // never ends
	}))
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	var dialer net.Dialer
	conn, err := dialer.DialContext(t.Context(), "tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := io.WriteString(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf"); err != nil {
		t.Fatal(err)
	}
	<-begun
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := shutDown(ctx, server); err != nil {
		t.Errorf("a sender that never ends made stopping fail: %v", err)
	}
	if err := <-ended; err != http.ErrServerClosed { //nolint:errorlint // documented to be this very value
		t.Errorf("the server ended with %v", err)
	}
}

// TestRunStopsWhileStarting: whoever is told to stop before the agenda has begun stops, lets the listeners go and has
// not failed.
func TestRunStopsWhileStarting(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	env := map[string]string{
		"GITHUB_APP_INTEGRATION_ID": "4711", "GITHUB_APP_WEBHOOK_SECRET": "a-secret", "EMBARGO_TRUSTED_ROOT": config.TrustNobody,
		"GITHUB_APP_PRIVATE_KEY": string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})),
		"EMBARGO_DATABASE_URL":   "sqlite:" + filepath.Join(t.TempDir(), "embargo.db"),
	}
	settings, err := config.Load(func(name string) string { return env[name] }, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	app, err := New(t.Context(), Options{Settings: settings, Logger: zerolog.Nop(), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	var listeners [2]net.Listener
	for i := range listeners {
		var lc net.ListenConfig
		if listeners[i], err = lc.Listen(t.Context(), "tcp", "127.0.0.1:0"); err != nil {
			t.Fatal(err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := app.Run(ctx, listeners[0], listeners[1]); err != nil {
		t.Errorf("it failed: %v", err)
	}
	for _, listener := range listeners {
		if _, err := listener.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("%s still listens: %v", listener.Addr(), err)
		}
	}
	if err := app.Close(); err != nil {
		t.Error(err)
	}
	// An agenda that cannot begin for another reason is a failure.
	if err := app.Run(t.Context(), listeners[0], listeners[1]); err == nil {
		t.Error("it ran on a closed database")
	}
}

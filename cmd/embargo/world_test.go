package main

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"os"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/server"
)

// embargo runs a command.
func embargo(args ...string) (code int, out, err string) {
	var stdout, stderr bytes.Buffer
	code = run(args, streams{Out: &stdout, Err: &stderr})
	return code, stdout.String(), stderr.String()
}

// appKey is the private key of an app.
func appKey(t *testing.T) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}))
}

// settle puts settings into the environment.
func settle(t *testing.T, env map[string]string) {
	t.Helper()
	for name, value := range env {
		t.Setenv(name, value)
	}
}

// settleServer puts the settings that a server needs into the environment, and then the given ones.
func settleServer(t *testing.T, env map[string]string) {
	t.Helper()
	settle(t, map[string]string{
		"GITHUB_APP_INTEGRATION_ID": "1", "GITHUB_APP_WEBHOOK_SECRET": "0123456789abcdef", "GITHUB_APP_PRIVATE_KEY": appKey(t),
	})
	settle(t, env)
}

// serveOnce runs the server, as the environment configures it, until nothing is due.
func serveOnce(t *testing.T) {
	t.Helper()
	settings, err := config.Load(os.Getenv, os.ReadFile, "")
	if err != nil {
		t.Fatal(err)
	}
	app, err := server.New(t.Context(), server.Options{Settings: settings, Logger: zerolog.Nop(), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if err := app.Start(t.Context()); err != nil {
		t.Error(err)
	}
	for range 3 {
		if _, err := app.Agenda.Drain(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if err := app.Close(); err != nil {
		t.Error(err)
	}
}

package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/embargo-app/embargo/config"
)

type healthcheckCommand struct {
	settingsFile
	URL string `help:"Address to ask; by default the readiness page on this machine at EMBARGO_LISTEN's port." placeholder:"URL"`
}

const healthcheckTimeout = 3 * time.Second

// maxHealth bounds what is printed of an answer, in bytes.
const maxHealth = 4096

// Run asks the server once, prints what it says of its parts, and fails unless it is ready. It needs no secret, so that it can run anywhere.
func (c *healthcheckCommand) Run(ctx context.Context, s streams) error {
	address := c.URL
	if address == "" {
		listen, err := config.LoadListen(os.Getenv, os.ReadFile, c.Config)
		if err != nil {
			return err
		}
		address = "http://" + localAddress(listen) + "/readyz"
	}
	ctx, cancel := context.WithTimeout(ctx, healthcheckTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return fmt.Errorf("--url %q: %w", address, err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("no answer: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	if _, err := io.Copy(s.Out, io.LimitReader(response.Body, maxHealth)); err != nil {
		return fmt.Errorf("the answer broke off: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s; its log says why", address, response.Status)
	}
	return nil
}

// localAddress is where a listener on the given address can be reached from the same machine.
func localAddress(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "127.0.0.1:8080"
	}
	if ip := net.ParseIP(host); host == "" || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

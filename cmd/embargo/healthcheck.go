package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"
)

type healthcheckCommand struct {
	URL string `help:"Address to ask; by default the readiness page on this machine at EMBARGO_LISTEN's port." placeholder:"URL"`
}

const healthcheckTimeout = 3 * time.Second

// Run asks the server once and fails unless it is ready. It needs no secret, so that it can run anywhere.
func (c *healthcheckCommand) Run(ctx context.Context) error {
	address := c.URL
	if address == "" {
		address = "http://" + localAddress(os.Getenv("EMBARGO_LISTEN")) + "/readyz"
	}
	ctx, cancel := context.WithTimeout(ctx, healthcheckTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody) //nolint:gosec // the operator names the address
	if err != nil {
		return fmt.Errorf("--url %q: %w", address, err)
	}
	response, err := http.DefaultClient.Do(request) //nolint:gosec // the operator names the address
	if err != nil {
		return fmt.Errorf("no answer: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
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

package server

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
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

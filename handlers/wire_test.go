package handlers

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestAnnouncedLengths speaks to a real server, where the length that is announced and the one that is sent
// can differ.
func TestAnnouncedLengths(t *testing.T) {
	for _, test := range []struct {
		name    string
		headers string
		body    string
		status  int
	}{
		{"right", fmt.Sprintf("Content-Length: %d\r\n", len(reported)), reported, 200},
		{"chunked", "Transfer-Encoding: chunked\r\n", fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(reported), reported), 200},
		{"cut off by the announced length", fmt.Sprintf("Content-Length: %d\r\n", len(reported)-1), reported, 401},
		{"more announced than sent", fmt.Sprintf("Content-Length: %d\r\n", len(reported)+1), reported, 400},
		{"none", "", reported, 401},
		{"too much announced", "Content-Length: 99999999999\r\n", "", 413},
		{"chunked without an end", "Transfer-Encoding: chunked\r\n", fmt.Sprintf("%x\r\n%s\r\n", len(reported), reported), 400},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t)
			server := httptest.NewServer(r.handler)
			defer server.Close()
			request := delivery("repository_advisory", "id-1", reported)
			var head strings.Builder
			fmt.Fprintf(&head, "POST /api/github/hook HTTP/1.1\r\nHost: test\r\n%s", test.headers)
			for name, values := range request.Header {
				fmt.Fprintf(&head, "%s: %s\r\n", name, values[0])
			}
			if status := exchange(t, server.Listener.Addr().String(), head.String()+"\r\n"+test.body); status != test.status {
				t.Errorf("answered %d, want %d", status, test.status)
			}
			if keys, deliveries := r.due(); (len(keys) == 1 && deliveries == 1) != (test.status == 200) {
				t.Errorf("recorded %v and %d deliveries", keys, deliveries)
			}
		})
	}
}

// exchange sends text, ends sending, and gives the status that is answered.
func exchange(t *testing.T, address, text string) int {
	t.Helper()
	var dialer net.Dialer
	conn, err := dialer.DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	}()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		if err := tcp.CloseWrite(); err != nil {
			t.Fatal(err)
		}
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil {
		t.Error(err)
	}
	return response.StatusCode
}

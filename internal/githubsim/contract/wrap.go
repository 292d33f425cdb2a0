package contract

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
)

// Wrap checks every request to next and every response of it. Each ViolationError
// is given to report, which must be safe for concurrent use, before the client
// sees the response. Both pass unchanged in any case. A response that next
// aborts (by panic or by taking over the connection) is not checked.
func (c *Contract) Wrap(next http.Handler, report func(error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			report(fmt.Errorf("%s %s: request: reading the body: %w", r.Method, r.URL.Path, err))
		}
		x, errs := c.request(r.Context(), r, body)
		each(errs, report)
		r.Body = io.NopCloser(bytes.NewReader(body))
		held := &heldResponse{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(held, r)
		if held.hijacked {
			return
		}
		each(x.response(r.Context(), held.status, withContentType(w.Header(), held.body.Bytes()), held.body.Bytes()), report)
		w.WriteHeader(held.status)
		if held.body.Len() > 0 {
			// It fails when the client has hung up, which is no breach of the contract.
			_, _ = w.Write(held.body.Bytes())
		}
	})
}

// heldResponse keeps status and body back until they are checked.
type heldResponse struct {
	http.ResponseWriter

	status            int
	decided, hijacked bool
	body              bytes.Buffer
}

func (h *heldResponse) WriteHeader(status int) {
	if !h.decided {
		h.status, h.decided = status, true
	}
}

func (h *heldResponse) Write(p []byte) (int, error) {
	h.decided = true
	return h.body.Write(p)
}

// Hijack passes the connection on, for handlers that cut it.
func (h *heldResponse) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	h.hijacked = true
	return http.NewResponseController(h.ResponseWriter).Hijack()
}

// withContentType adds what net/http will guess when the handler gave none.
func withContentType(header http.Header, body []byte) http.Header {
	if header.Get("Content-Type") != "" || len(body) == 0 {
		return header
	}
	header = header.Clone()
	header.Set("Content-Type", http.DetectContentType(body))
	return header
}

func each(errs []error, report func(error)) {
	for _, err := range errs {
		report(err)
	}
}

// Transport checks every request that next sends and every response that comes
// back, like [Contract.Wrap], on the client's side.
func (c *Contract) Transport(next http.RoundTripper, report func(error)) http.RoundTripper {
	return transport{c, next, report}
}

type transport struct {
	contract *Contract
	next     http.RoundTripper
	report   func(error)
}

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		if err := r.Body.Close(); err != nil {
			return nil, err
		}
		r = r.Clone(r.Context()) // a RoundTripper must not change its request
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	x, errs := t.contract.request(r.Context(), r, body)
	each(errs, t.report)
	response, err := t.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	answer, err := io.ReadAll(response.Body)
	if closeErr := response.Body.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return nil, err
	}
	each(x.response(r.Context(), response.StatusCode, response.Header, answer), t.report)
	response.Body = io.NopCloser(bytes.NewReader(answer))
	return response, nil
}

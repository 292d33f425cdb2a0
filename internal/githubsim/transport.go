package githubsim

import (
	"bytes"
	"errors"
	"io"
	"net/http"
)

// errLost is what a client sees when the connection is cut before the reply.
var errLost = errors.New("simulated github closed the connection without a reply")

// Transport calls the simulator in-process, without network, whatever host a
// request names.
func (s *Sim) Transport() http.RoundTripper { return HandlerTransport(s.Handler()) }

// HandlerTransport is a RoundTripper that calls a handler in-process: for
// simulators with something wrapped around them, and for webhook receivers.
func HandlerTransport(h http.Handler) http.RoundTripper { return inProcess{h} }

type inProcess struct{ handler http.Handler }

// RoundTrip implements http.RoundTripper. A handler that aborts gives an error, as
// a closed connection would; a caller whose context ends no longer waits, while the
// handler goes on, as a server may.
func (t inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	in := r.Clone(r.Context())
	if in.Body == nil {
		in.Body = http.NoBody
	}
	if in.Host == "" {
		in.Host = in.URL.Host
	}
	in.RequestURI = in.URL.RequestURI()
	in.RemoteAddr = "127.0.0.1:0"
	done := make(chan recorded, 1)
	go func() { done <- t.serve(in) }()
	select {
	case <-r.Context().Done():
		return nil, r.Context().Err()
	case a := <-done:
		if a.err != nil {
			return nil, a.err
		}
		return a.by.response(r), nil
	}
}

// recorded is how a request ended.
type recorded struct {
	by  *recorder
	err error
}

func (t inProcess) serve(in *http.Request) (a recorded) {
	a.by = &recorder{header: http.Header{}}
	defer func() {
		if closing := in.Body.Close(); a.err == nil {
			a.err = closing
		}
	}()
	defer func() {
		switch p := recover(); p {
		case nil:
		case http.ErrAbortHandler:
			a.err = errLost
		default:
			panic(p)
		}
	}()
	t.handler.ServeHTTP(a.by, in)
	return a
}

// recorder collects a handler's answer.
type recorder struct {
	header http.Header
	status int
	sent   http.Header
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (w *recorder) Header() http.Header { return w.header }

// WriteHeader implements http.ResponseWriter.
func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status, w.sent = status, w.header.Clone()
	}
}

// Write implements http.ResponseWriter.
func (w *recorder) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p)
}

func (w *recorder) response(r *http.Request) *http.Response {
	w.WriteHeader(http.StatusOK)
	return &http.Response{
		Status: http.StatusText(w.status), StatusCode: w.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.sent, Body: io.NopCloser(bytes.NewReader(w.body.Bytes())), ContentLength: int64(w.body.Len()), Request: r,
	}
}

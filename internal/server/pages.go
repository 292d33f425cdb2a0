package server

import (
	"fmt"
	"net/http"
)

// HookPath is where GitHub delivers webhooks.
const HookPath = "/api/github/hook"

// Handler serves the public listener: webhooks, health, and the pages for people.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle(HookPath, s.hook)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "alive") })
	mux.HandleFunc("GET /readyz", s.ready)
	mux.Handle("/", s.web)
	return mux
}

// MetricsHandler serves the metrics listener, which is never the public one.
func (s *Server) MetricsHandler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", s.Metrics.handler())
	return mux
}

func answer(w http.ResponseWriter, status int, line string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = fmt.Fprintln(w, line) // nobody is left to tell when the caller is gone
}

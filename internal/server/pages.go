package server

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// HookPath is where GitHub delivers webhooks.
const HookPath = "/api/github/hook"

// Handler serves the public listener: webhooks and health.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle(HookPath, s.hook)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "alive") })
	mux.HandleFunc("GET /readyz", s.ready)
	return mux
}

// MetricsHandler serves the metrics listener, which is never the public one.
func (s *Server) MetricsHandler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", s.Metrics.handler())
	return mux
}

// readyTimeout is short: whoever asks wants to know whether work gets done now.
const readyTimeout = 2 * time.Second

// ready tells whether the database answers and the agenda can be read; the log says what is wrong.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
	defer cancel()
	if err := s.Store.Ping(ctx); err != nil {
		s.notReady(w, "database", err)
		return
	}
	if _, err := s.Agenda.Stats(ctx); err != nil {
		s.notReady(w, "agenda", err)
		return
	}
	answer(w, http.StatusOK, "ready")
}

func (s *Server) notReady(w http.ResponseWriter, what string, err error) {
	s.options.Logger.Error().Str("part", what).Err(err).Msg("not ready")
	answer(w, http.StatusServiceUnavailable, "not ready: "+what)
}

func answer(w http.ResponseWriter, status int, line string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = fmt.Fprintln(w, line) // nobody is left to tell when the caller is gone
}

package server

import (
	"slices"

	"github.com/rs/zerolog"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/ghsa"
)

// worked tells metrics and log of a piece of work. The log has at level info what somebody or something asked for, and
// at level debug the rounds that the app makes by itself.
func (s *Server) worked(w agenda.Work) {
	s.Metrics.work(w, s.options.Now())
	level := zerolog.DebugLevel
	if w.Kind != agenda.KindBeat && slices.ContainsFunc(w.Causes, func(cause string) bool { return cause != agenda.CauseClock }) {
		level = zerolog.InfoLevel
	}
	event := s.options.Logger.WithLevel(level).Str("key", w.Key).Int64("seq", w.Seq).Int("attempts", w.Attempts).
		Strs("causes", w.Causes).Str("outcome", w.Outcome).Float64("took_s", w.Took.Seconds())
	if !w.Next.IsZero() {
		event = event.Time("next", w.Next)
	}
	event.Msg("work")
}

// logFailure makes every failed attempt visible; the agenda tries again by itself.
func (s *Server) logFailure(l agenda.Lease, err error) {
	event := s.options.Logger.Warn()
	if l.Key != "" {
		event = event.Str("key", l.Key).Strs("causes", l.Causes)
	}
	event.Str("error_class", agenda.Class(err)).Err(err).Msg("agenda key failed and will be tried again")
}

// answered takes what GitHub said with an answer.
func (s *Server) answered(op string, status int, cached bool, rate ghsa.Rate) {
	s.Metrics.response(op, status, rate)
	s.budget.Told(rate)
	s.github.answered(op, status)
	s.options.Logger.Debug().Str("operation", op).Int("status", status).Bool("cached", cached).
		Int64("installation", rate.Installation).Int("rate_remaining", rate.Remaining).Msg("github")
}

// held tells that a request was held back.
func (s *Server) held(installation int64, why ghsa.Kind) {
	s.Metrics.hold(installation, why)
	s.options.Logger.Debug().Int64("installation", installation).Str("why", string(why)).Msg("request held back")
}

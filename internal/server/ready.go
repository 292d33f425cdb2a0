package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/embargo-app/embargo/internal/store"
)

const (
	// readyTimeout is short: whoever asks wants to know whether work gets done now.
	readyTimeout = 2 * time.Second
	// longBacklog is for how long a key may have been due before that is worth saying.
	longBacklog = 5 * time.Minute
)

// state is what is said of one part: that it is well, or what is wrong and what to do. Everybody may read it, so it
// names no path, address or advisory.
type state struct {
	part, says string
	down       bool // no work gets done
}

// ready tells for each part whether it is well. The server is ready when deliveries can be taken, which needs the
// database; what is wrong elsewhere is told too, but GitHub had better go on delivering then.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
	defer cancel()
	parts := []state{s.databaseState(ctx)}
	if !parts[0].down {
		parts = append(parts, s.agendaState(ctx), s.github.state())
	}
	status, lines := http.StatusOK, []string{"ready"}
	for _, part := range parts {
		if part.down {
			status, lines[0] = http.StatusServiceUnavailable, "not ready"
		}
		lines = append(lines, part.part+": "+part.says)
	}
	answer(w, status, strings.Join(lines, "\n"))
}

func (s *Server) databaseState(ctx context.Context) state {
	err := s.Store.Ping(ctx)
	if err == nil {
		return state{part: "database", says: "ok"}
	}
	s.options.Logger.Error().Str("part", "database").Err(err).Msg("not ready")
	return state{part: "database", says: meaning(err), down: true}
}

// meaning gives the sentence that the store has for a failure, without the address that its errors begin with.
func meaning(err error) string {
	for _, known := range []error{
		store.ErrFull, store.ErrReadOnly, store.ErrBusy, store.ErrCorrupt, store.ErrOpen, store.ErrIO, store.ErrDenied,
		store.ErrMissing, store.ErrAway, store.ErrClosed, store.ErrClock,
	} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return "does not answer; the log says why"
}

func (s *Server) agendaState(ctx context.Context) state {
	stats, err := s.Agenda.Stats(ctx)
	if err != nil {
		s.options.Logger.Error().Str("part", "agenda").Err(err).Msg("not ready")
		return state{part: "agenda", says: "cannot be read: " + meaning(err), down: true}
	}
	var troubles []string
	if stats.Late > longBacklog {
		troubles = append(troubles, fmt.Sprintf("%d due, the oldest for %s: the workers do not keep up", stats.Due, stats.Late.Round(time.Second)))
	}
	if stats.Stuck > 0 {
		troubles = append(troubles, fmt.Sprintf("%d stuck", stats.Stuck))
	}
	if stats.Failing > 0 {
		troubles = append(troubles, fmt.Sprintf("%d failing", stats.Failing))
	}
	if len(troubles) == 0 {
		return state{part: "agenda", says: "ok"}
	}
	return state{part: "agenda", says: strings.Join(troubles, "; ") + "; see: embargo agenda"}
}

// githubHealth remembers how GitHub answers.
type githubHealth struct {
	now func() time.Time

	mu      sync.Mutex
	good    time.Time // when it last answered as it should
	trouble string    // what is wrong since then, "" for nothing
}

// troubleOf gives what a status says about the program's access to GitHub, with what to do, and whether it
// says anything about the whole.
func troubleOf(op string, status int) (trouble string, whole bool) {
	switch {
	case status == 0:
		return "no answer: check the network, a proxy, and GITHUB_V3_API_URL", true
	case status == http.StatusUnauthorized:
		return "the App is not let in: check GITHUB_APP_INTEGRATION_ID, GITHUB_APP_PRIVATE_KEY and this machine's clock", true
	case op == "token" && status >= http.StatusBadRequest && status < http.StatusInternalServerError:
		return "no token for an installation: it may have been suspended or removed; the App's page at GitHub lists them", true
	case status >= http.StatusInternalServerError:
		return "GitHub is in trouble; what fails is tried again", true
	}
	return "", status < http.StatusBadRequest
}

// answered takes the status of one answer. A refusal that concerns one thing only says nothing about the whole.
func (h *githubHealth) answered(op string, status int) {
	trouble, whole := troubleOf(op, status)
	if !whole {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.trouble = trouble
	if trouble == "" {
		h.good = h.now()
	}
}

func (h *githubHealth) state() state {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.trouble != "" && h.good.IsZero():
		return state{part: "github", says: h.trouble}
	case h.trouble != "":
		return state{part: "github", says: h.trouble + " (last good answer at " + h.good.UTC().Format(time.RFC3339) + ")"}
	case h.good.IsZero():
		return state{part: "github", says: "not asked yet"}
	}
	return state{part: "github", says: "ok"}
}

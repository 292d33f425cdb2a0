package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/palantir/go-githubapp/githubapp"
	"github.com/rs/zerolog"

	"github.com/embargo-app/embargo/handlers"
	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/store"
)

var secret = []byte("a webhook secret of the usual length")

// candidate is a webhook receiver to be measured. Each is a process of its own, so that its processor time and memory
// are told apart from those of the load.
type candidate struct {
	name string
	// start gives the command of the process, which prints its address when it listens and ends with its input.
	start func(ctx context.Context) (*exec.Cmd, error)
}

// ours are the candidates that are this program, in the order in which they are measured: the first is what the others
// are compared to.
var ours = []candidate{own("bare"), own("silent"), own("queue"), own("embargo"), own("working")}

// openers give the handlers of our own candidates, and what to do at the end.
var openers = map[string]func(ctx context.Context) (http.Handler, func() error, error){
	"bare":    openBare,
	"silent":  openSilent,
	"queue":   openQueue,
	"embargo": func(ctx context.Context) (http.Handler, func() error, error) { return openEmbargo(ctx, false) },
	"working": func(ctx context.Context) (http.Handler, func() error, error) { return openEmbargo(ctx, true) },
}

// openBare checks the HMAC and stores nothing.
func openBare(context.Context) (http.Handler, func() error, error) {
	check := func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 25<<20))
		if err != nil {
			http.Error(w, "unreadable", http.StatusBadRequest)
			return
		}
		signature, err := hex.DecodeString(strings.TrimPrefix(r.Header.Get("X-Hub-Signature-256"), "sha256="))
		mac := hmac.New(sha256.New, secret)
		mac.Write(body)
		if err != nil || !hmac.Equal(signature, mac.Sum(nil)) {
			http.Error(w, "wrong signature", http.StatusUnauthorized)
		}
	}
	return http.HandlerFunc(check), func() error { return nil }, nil
}

// emptyHandler does nothing with the events that it is given.
type emptyHandler struct{}

func (emptyHandler) Handles() []string                                    { return []string{"repository_advisory"} }
func (emptyHandler) Handle(context.Context, string, string, []byte) error { return nil }

// openSilent is go-githubapp as its documentation shows it for an asynchronous app, without a logger.
func openSilent(context.Context) (http.Handler, func() error, error) {
	dispatcher := githubapp.NewEventDispatcher([]githubapp.EventHandler{emptyHandler{}}, string(secret),
		githubapp.WithScheduler(githubapp.QueueAsyncScheduler(10_000, 10)))
	return dispatcher, func() error { return nil }, nil
}

// openQueue is the same with a logger, as its documentation demands one, and writes a line for each delivery, as our
// receiver does.
func openQueue(ctx context.Context) (http.Handler, func() error, error) {
	log, done, err := logFile()
	if err != nil {
		return nil, nil, err
	}
	logger := zerolog.New(log).With().Timestamp().Logger()
	zerolog.DefaultContextLogger = &logger
	handler, _, err := openSilent(ctx)
	return handler, done, err
}

// logFile is where a candidate writes its log, and what to do at the end.
func logFile() (*os.File, func() error, error) {
	file, err := os.CreateTemp("", "embargo-bench-*.log")
	if err != nil {
		return nil, nil, err
	}
	return file, func() error { return errors.Join(file.Close(), os.Remove(file.Name())) }, nil
}

// openEmbargo is our receiver on a new database, with or without the agenda's workers.
func openEmbargo(ctx context.Context, working bool) (http.Handler, func() error, error) {
	folder, err := os.MkdirTemp("", "embargo-bench-")
	if err != nil {
		return nil, nil, err
	}
	s, err := store.Open(ctx, "sqlite:"+filepath.Join(folder, "bench.db"))
	if err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(folder))
	}
	ctx, cancel := context.WithCancel(ctx)
	a := agenda.New(s, time.Now)
	ended := make(chan error, 1)
	if working {
		a.Handle("look", func(context.Context, agenda.Lease) (agenda.Outcome, error) { return agenda.Done(), nil })
		go func() { ended <- a.Run(ctx, 4) }()
	} else {
		ended <- nil
	}
	log, done, err := logFile()
	if err != nil {
		cancel()
		return nil, nil, errors.Join(err, <-ended, s.Close(), os.RemoveAll(folder))
	}
	closeAll := func() error {
		cancel()
		return errors.Join(<-ended, s.Close(), os.RemoveAll(folder), done())
	}
	handler, err := handlers.New(handlers.Config{
		Secrets: [][]byte{secret}, Store: s, Agenda: a, Now: time.Now, Logger: zerolog.New(log).With().Timestamp().Logger().Level(zerolog.InfoLevel),
	})
	if err != nil {
		return nil, nil, errors.Join(err, closeAll())
	}
	return handler, closeAll, nil
}

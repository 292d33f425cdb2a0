package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// The times of one HTTP exchange and of stopping. GitHub itself gives up on a delivery after 10 s.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 60 * time.Second
	writeTimeout  = 30 * time.Second
	idleTimeout   = 2 * time.Minute
	stopTimeout   = 5 * time.Second // leaves half of the promised 10 s for the agenda and the store
)

// Run serves both listeners and works the agenda until ctx ends, then stops gracefully within 10 s: deliveries
// under way are answered, looks under way are ended and come due again at the next start.
func (s *Server) Run(ctx context.Context, public, metrics net.Listener) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if err := s.Start(ctx); err != nil {
		closed := errors.Join(public.Close(), metrics.Close())
		if Stopped(ctx, err) {
			return closed
		}
		return errors.Join(fmt.Errorf("start the agenda: %w", err), closed)
	}
	servers := []*http.Server{newHTTPServer(s.Handler()), newHTTPServer(s.MetricsHandler())}
	ended := make(chan error, len(servers)+1)
	for i, listener := range []net.Listener{public, metrics} {
		go func() {
			err := servers[i].Serve(listener)
			if errors.Is(err, http.ErrServerClosed) {
				err = nil
			}
			cancel(err)
			ended <- err
		}()
	}
	go func() {
		err := s.Agenda.Run(ctx, workers)
		if Stopped(ctx, err) {
			err = nil
		}
		cancel(err)
		ended <- err
	}()
	<-ctx.Done()
	stop, done := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer done()
	var failed error
	for _, server := range servers {
		failed = errors.Join(failed, shutDown(stop, server))
	}
	for range cap(ended) {
		failed = errors.Join(failed, <-ended)
	}
	return failed
}

// Stopped tells whether an error says only that ctx has ended: whoever is told to stop and does has not failed, however
// far it had come.
func Stopped(ctx context.Context, err error) bool {
	return ctx.Err() != nil && errors.Is(err, ctx.Err())
}

// shutDown lets a server answer what is under way. Whoever has not finished sending by then gets no answer, which
// GitHub takes for a failed delivery; that is no failure of ours.
func shutDown(ctx context.Context, server *http.Server) error {
	err := server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return server.Close()
	}
	return err
}

func newHTTPServer(handler http.Handler) *http.Server {
	return &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout,
		WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
	}
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/rs/zerolog"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/server"
)

type serveCommand struct{ settingsFile }

const cannotStart = "cannot start"

// Run loads the settings, assembles the server and serves until the context ends.
func (c *serveCommand) Run(ctx context.Context, s streams) (err error) {
	settings, err := c.load(cannotStart)
	if err != nil {
		return err
	}
	logger := newLogger(s.Err, settings.LogLevel)
	for _, warning := range settings.Warnings() {
		logger.Warn().Msg(warning)
	}
	// Both are tried even when one fails: whoever mends the settings wants to hear of all mistakes at once.
	public, metrics, errListen := listen(ctx, settings)
	app, err := server.New(ctx, server.Options{Settings: settings, Logger: logger, Now: time.Now})
	if err := errors.Join(errListen, err); err != nil {
		if server.Stopped(ctx, err) {
			logger.Info().Msg("stopped")
			return nil
		}
		return fmt.Errorf("%s:\n%w", cannotStart, err)
	}
	defer func() { err = errors.Join(err, app.Close()) }()
	logger.Info().Str("version", version()).Str("listen", public.Addr().String()).
		Str("metrics_listen", metrics.Addr().String()).Str("mode", string(settings.Mode)).Msg("serving")
	err = app.Run(ctx, public, metrics)
	logger.Info().Msg("stopped")
	return err
}

func newLogger(w io.Writer, level zerolog.Level) zerolog.Logger {
	return zerolog.New(w).Level(level).With().Timestamp().Logger()
}

// listen opens both listeners; the error names each that could not be. The process ends after an error, and with it
// the listener that could be opened.
func listen(ctx context.Context, settings config.Server) (public, metrics net.Listener, err error) {
	var lc net.ListenConfig
	public, err = lc.Listen(ctx, "tcp", settings.Listen)
	if err != nil {
		err = fmt.Errorf("EMBARGO_LISTEN %q: %w; choose another address", settings.Listen, err)
	}
	metrics, errMetrics := lc.Listen(ctx, "tcp", settings.MetricsListen)
	if errMetrics != nil {
		err = errors.Join(err, fmt.Errorf("EMBARGO_METRICS_LISTEN %q: %w; choose another address", settings.MetricsListen, errMetrics))
	}
	return public, metrics, err
}

package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// TestStoppedWhileStarting: whoever stops the server before it is up has stopped it, and no failure is told.
func TestStoppedWhileStarting(t *testing.T) {
	outsideWorld(t) // for its settings
	t.Setenv("EMBARGO_LISTEN", "127.0.0.1:0")
	t.Setenv("EMBARGO_METRICS_LISTEN", "127.0.0.1:0")
	t.Setenv("EMBARGO_LOG_LEVEL", "info")
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var log bytes.Buffer
	if err := new(serveCommand).Run(ctx, streams{Out: &log, Err: &log}); err != nil {
		t.Errorf("it failed: %v", err)
	}
	if !strings.HasSuffix(strings.TrimSpace(log.String()), `"message":"stopped"}`) {
		t.Errorf("the log ends otherwise:\n%s", &log)
	}
	t.Setenv("EMBARGO_LISTEN", "nowhere:none")
	if err := new(serveCommand).Run(t.Context(), streams{Out: &log, Err: &log}); err == nil {
		t.Error("it serves nowhere")
	}
}

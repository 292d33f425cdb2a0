package agenda

import (
	"context"
	"sync"
	"testing"

	"github.com/embargo-app/embargo/internal/store/pgtest"
)

// TestWorkThatIsCutOffIsAnnounced: a replica that ends hands its work over, and says so: it will not wake itself.
func TestWorkThatIsCutOffIsAnnounced(t *testing.T) {
	if !pgtest.Installed() {
		return
	}
	one, two, _ := replicas(t, pgtest.Backends()[1])
	one.Handle("k", func(context.Context, Lease) (Outcome, error) { return Done(), nil })
	mark(t, one, "k/x", start)
	taken, _, err := one.claim(t.Context(), 1)
	if err != nil || len(taken) != 1 {
		t.Fatalf("claimed %v, %v", taken, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	heard := make(chan struct{}, 10)
	var watching sync.WaitGroup
	watching.Go(func() {
		two.store.Watch(ctx, func() { heard <- struct{}{} }, func(err error) { t.Error(err) })
	})
	<-heard // it listens
	ended, stop := context.WithCancel(t.Context())
	stop()
	cutOff, name := one.endingOf(ended, taken[0], Outcome{}, ended.Err())
	if err := one.finish(t.Context(), taken[0], cutOff); err != nil || name != "interrupted" {
		t.Errorf("%s, %v", name, err)
	}
	<-heard
	expectTable(t, two, "k/x +0s seq=1 attempts=0")
	cancel()
	watching.Wait()
}

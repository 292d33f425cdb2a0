package handlers

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/internal/store/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// bustle is a few advisories that change all the time, and what was seen of them.
type bustle struct {
	t       *testing.T
	changed [5]atomic.Int64 // how often each did
	seen    [5]atomic.Int64 // as of when a look at it last began
	worked  chan struct{}   // a look has ended
	merged  atomic.Int64    // deliveries that were coalesced
	over    atomic.Bool     // nothing changes any more
}

func (b *bustle) ref(i int) string {
	return fmt.Sprintf("octo-org/octo-repo/GHSA-2345-6789-cfg%d", i+2)
}

// replica is one process: it takes deliveries and looks.
func (b *bustle) replica(address string) (http.Handler, *agenda.Agenda) {
	b.t.Helper()
	s, err := store.Open(context.Background(), address)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.t.Error(err)
		}
	})
	a := agenda.New(s, time.Now,
		agenda.WithOnWork(func(agenda.Work) { b.worked <- struct{}{} }),
		agenda.WithOnError(func(l agenda.Lease, err error) { b.t.Errorf("%s: %v", l.Key, err) }))
	a.Handle(agenda.KindLook, func(_ context.Context, l agenda.Lease) (agenda.Outcome, error) {
		for i := range b.changed {
			if strings.HasSuffix(l.Key, b.ref(i)) {
				b.look(i)
			}
		}
		return agenda.Done(), nil
	})
	handler, err := New(Config{
		Secrets: [][]byte{secret}, Store: s, Agenda: a, Now: time.Now, Logger: zerolog.Nop(),
		OnDelivery: func(_, outcome string) {
			if outcome == outcomeCoalesced {
				b.merged.Add(1)
			}
		},
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return handler, a
}

// look sees how an advisory is, and takes its time: deliveries come in before it, during it and after it.
func (b *bustle) look(i int) {
	now := b.changed[i].Load()
	b.seen[i].Store(now)
	for b.changed[i].Load() < now+3 && !b.over.Load() {
		runtime.Gosched()
	}
}

// send changes an advisory and tells a replica of it.
func (b *bustle) send(h http.Handler, i int, id string) {
	b.changed[i].Add(1)
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, delivery("repository_advisory", id, advisoryOf("octo-org/octo-repo", strings.TrimPrefix(b.ref(i), "octo-org/octo-repo/"))))
	if answer.Code != http.StatusOK {
		b.t.Errorf("answered %d %s", answer.Code, answer.Body)
	}
}

// TestEveryChangeIsLookedAt: two replicas are told of one change after the other while both look. Whatever was coalesced
// with whatever, after the last delivery about an advisory a look at it begins.
func TestEveryChangeIsLookedAt(t *testing.T) {
	const senders, deliveries = 8, 60
	for _, backend := range pgtest.Backends() {
		t.Run(backend.Name, func(t *testing.T) {
			b := &bustle{t: t, worked: make(chan struct{}, 10*senders*deliveries)}
			address := backend.Address(t)
			one, first := b.replica(address)
			two, second := b.replica(address)
			ctx, cancel := context.WithCancel(t.Context())
			var working, sending sync.WaitGroup
			for _, a := range []*agenda.Agenda{first, second} {
				working.Go(func() {
					if err := a.Run(ctx, 2); err != nil {
						t.Error(err)
					}
				})
			}
			for s := range senders {
				sending.Go(func() {
					for d := range deliveries {
						b.send([]http.Handler{one, two}[(s+d)%2], (s*d)%len(b.changed), fmt.Sprintf("id-%d-%d", s, d))
					}
				})
			}
			sending.Wait()
			b.over.Store(true)
			for {
				entries, err := first.List(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if len(entries) == 0 {
					break
				}
				<-b.worked
			}
			cancel()
			working.Wait()
			for i := range b.changed {
				if changed, seen := b.changed[i].Load(), b.seen[i].Load(); seen != changed {
					t.Errorf("%s changed %d times; the last look saw %d", b.ref(i), changed, seen)
				}
			}
			t.Logf("%d of %d deliveries were coalesced", b.merged.Load(), senders*deliveries)
		})
	}
}

package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/store"
)

// BenchmarkUpdate records one delivery per operation, durably, by as many callers at once.
func BenchmarkUpdate(b *testing.B) {
	for _, callers := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			s, err := store.Open(context.Background(), "sqlite:"+filepath.Join(b.TempDir(), "bench.db"))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			b.ResetTimer()
			var running sync.WaitGroup
			for i := range callers {
				running.Go(func() {
					for range (b.N + callers - 1 - i) / callers {
						id := fmt.Sprintf("%016x-%016x", rand.Uint64(), rand.Uint64())
						err := s.Update(context.Background(), func(tx *store.Tx) error {
							_, err := tx.AddDelivery(store.DeliveryOf(id), time.Now())
							return err
						})
						if err != nil {
							b.Error(err)
						}
					}
				})
			}
			running.Wait()
			b.StopTimer()
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
		})
	}
}

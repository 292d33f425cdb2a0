package store_test

import (
	"testing"

	"github.com/embargo-app/embargo/internal/store/pgtest"
	"github.com/embargo-app/embargo/internal/store/storetest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func TestConformance(t *testing.T) {
	for _, backend := range pgtest.Backends() {
		t.Run(backend.Name, func(t *testing.T) { storetest.Run(t, backend.Address) })
	}
}

package main

import (
	"os"
	"testing"
	"time"
)

// TestMain lets the test's program be a candidate, as the benchmark's is.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == serveArgument {
		main()
		return
	}
	os.Exit(m.Run())
}

// TestEveryCandidateTakesAllDeliveries: figures mean something only when each delivery was answered with success.
func TestEveryCandidateTakesAllDeliveries(t *testing.T) {
	for _, c := range ours {
		r, err := round(t.Context(), c, 3, 20*time.Millisecond)
		if err != nil || r.perSecond <= 0 || r.p99 < r.p50 || r.memory == 0 {
			t.Errorf("%s: %+v, %v", c.name, r, err)
		}
	}
}

func TestRequestsAreOfTheSameSize(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range requests() {
		if len(r) != len(requests()[0]) {
			t.Errorf("a request of %d bytes, others have %d", len(r), len(requests()[0]))
		}
		seen[string(r)] = true
	}
	if len(seen) != advisories {
		t.Errorf("%d different requests, want %d", len(seen), advisories)
	}
}

package ghsa

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// gate notes who passes, and holds or fails as it is told.
type gate struct {
	passed  []Passage
	limited []Hold
	hold    *Hold
	err     error
}

func (g *gate) Enter(_ context.Context, p Passage) (*Hold, error) {
	g.passed = append(g.passed, p)
	return g.hold, g.err
}

func (g *gate) Limited(_ context.Context, _ int64, h Hold) error {
	g.limited = append(g.limited, h)
	return g.err
}

// gated gives a client behind a gate.
func gated(t *testing.T, handle http.HandlerFunc) (*gate, *fake, *Clients, *Client) {
	t.Helper()
	g, f := &gate{}, newFake(t, handle)
	clients := f.clients(func(o *Options) { o.Gate = g })
	client, err := clients.For(installation)
	if err != nil {
		t.Fatal(err)
	}
	return g, f, clients, client
}

func TestEveryRequestPassesTheGate(t *testing.T) {
	g, _, clients, gh := gated(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			_, _ = w.Write([]byte("[]"))
			return
		}
		w.WriteHeader(http.StatusAccepted)
		_, _ = w.Write([]byte("{}"))
	})
	if _, err := gh.Releases(t.Context(), "o", "r"); err != nil {
		t.Fatal(err)
	}
	if _, err := gh.Releases(Routine(t.Context()), "o", "r"); err != nil {
		t.Fatal(err)
	}
	if err := gh.RequestCVE(t.Context(), ref); err != nil {
		t.Fatal(err)
	}
	if err := clients.Redeliver(t.Context(), 9); err != nil {
		t.Fatal(err)
	}
	want := []Passage{{Installation: 5}, {Installation: 5, Routine: true}, {Installation: 5, Write: true}, {Write: true}}
	if diff := cmp.Diff(want, g.passed); diff != "" {
		t.Errorf("passed (-want +got):\n%s", diff)
	}
}

// TestCommentsAreContent: GitHub takes only so many an hour. What asks it to act is none.
func TestCommentsAreContent(t *testing.T) {
	g, _, _, gh := gated(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"id":7,"ghsa_id":"GHSA-2345-6789-cfgh","state":"draft","body":"b","updated_at":"2026-11-02T10:00:00Z"}`))
	})
	if _, err := gh.CreateComment(t.Context(), ref, "b"); err != nil {
		t.Fatal(err)
	}
	if _, err := gh.EditComment(Routine(t.Context()), ref, 7, "b"); err != nil {
		t.Fatal(err)
	}
	if _, err := gh.PatchAdvisory(t.Context(), ref, Patch{CollaboratingUsers: &[]string{}}); err != nil {
		t.Fatal(err)
	}
	want := []Passage{
		{Installation: 5, Write: true, Content: true}, {Installation: 5, Write: true, Content: true, Routine: true},
		{Installation: 5, Write: true},
	}
	if diff := cmp.Diff(want, g.passed); diff != "" {
		t.Errorf("passed (-want +got):\n%s", diff)
	}
}

func TestHeldRequestsAreNotSent(t *testing.T) {
	until := start.Add(time.Minute)
	for _, kind := range []Kind{KindRateLimit, KindSecondaryLimit, KindReserved, KindPaced, KindContentLimit} {
		g, f, _, gh := gated(t, func(http.ResponseWriter, *http.Request) { t.Error("sent") })
		g.hold = &Hold{kind, until}
		err := gh.RequestCVE(t.Context(), ref)
		var wait interface{ RetryAt() time.Time }
		var yield interface{ YieldUntil() time.Time }
		yields := kind == KindReserved || kind == KindPaced || kind == KindContentLimit
		if at, ok := WaitUntil(err); !ok || !at.Equal(until) || !Retryable(err) || Ambiguous(err) ||
			errors.As(err, &yield) != yields || errors.As(err, &wait) == yields || IsContentLimit(err) != (kind == KindContentLimit) || len(f.requests()) != 0 {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func TestGateThatDoesNotKnowLetsNothingPass(t *testing.T) {
	g, f, _, gh := gated(t, func(http.ResponseWriter, *http.Request) { t.Error("sent") })
	g.err = errors.New("the disk is full")
	if err := gh.RequestCVE(t.Context(), ref); !errors.Is(err, g.err) || Ambiguous(err) || len(f.requests()) != 0 {
		t.Errorf("%v", err)
	}
}

func TestGateIsToldOfLimits(t *testing.T) {
	g, _, _, gh := gated(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "30")
		w.WriteHeader(http.StatusForbidden)
		_, _ = w.Write([]byte(`{"message":"no"}`))
	})
	if _, err := gh.Advisory(t.Context(), ref); err == nil {
		t.Fatal("no error")
	}
	if diff := cmp.Diff([]Hold{{KindSecondaryLimit, start.Add(30 * time.Second)}}, g.limited); diff != "" {
		t.Error(diff)
	}
}

func TestFailedDeliveries(t *testing.T) {
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("cursor") == "" {
			w.Header().Set("Link", `<https://api.example.test/app/hook/deliveries?status=failure&cursor=v1_2>; rel="next"`)
			_, _ = w.Write([]byte(`[{"id":3,"guid":"c","delivered_at":"2026-11-02T09:00:00Z","event":"push","status_code":503}]`))
			return
		}
		_, _ = w.Write([]byte(`[{"id":2,"guid":"b","delivered_at":"2026-11-01T09:00:00Z"},{"id":1,"guid":"a","delivered_at":"2026-10-30T09:00:00Z"}]`))
	})
	got, err := f.clients().FailedDeliveries(t.Context(), start.Add(-72*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	want := []Delivery{
		{ID: 3, GUID: "c", DeliveredAt: start.Add(-time.Hour), Event: "push", StatusCode: 503},
		{ID: 2, GUID: "b", DeliveredAt: start.Add(-25 * time.Hour)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff("GET /app/hook/deliveries?per_page=100&status=failure", f.requests()[0]); diff != "" {
		t.Error(diff)
	}
}

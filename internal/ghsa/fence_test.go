package ghsa

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
)

// TestFenceIsAskedRightBeforeEachWrite: after the turn to write and the token, both of which may take a while.
func TestFenceIsAskedRightBeforeEachWrite(t *testing.T) {
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			w.WriteHeader(http.StatusAccepted)
		}
		_, _ = w.Write([]byte("{}"))
	})
	g := &gate{}
	type caller struct{}
	var steps []string
	f.err = func(r *http.Request) error {
		steps = append(steps, r.Method+" "+r.URL.Path)
		return nil
	}
	clients := f.clients(func(o *Options) {
		o.Gate = g
		o.Fence = func(ctx context.Context) error {
			steps = append(steps, ctx.Value(caller{}).(string), fmt.Sprintf("passed %d", len(g.passed)))
			return nil
		}
	})
	gh, err := clients.For(installation)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.WithValue(t.Context(), caller{}, "asked")
	if err := gh.RequestCVE(ctx, ref); err != nil {
		t.Fatal(err)
	}
	if _, err := gh.Advisory(ctx, ref); err != nil && !errors.As(err, new(*Error)) {
		t.Fatal(err)
	}
	if err := clients.Redeliver(ctx, 9); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"POST /app/installations/5/access_tokens",
		"asked", "passed 1", "POST /repos/octo-org/octo-repo/security-advisories/GHSA-2345-6789-cfgh/cve",
		"GET /repos/octo-org/octo-repo/security-advisories/GHSA-2345-6789-cfgh",
		"asked", "passed 3", "POST /app/hook/deliveries/9/attempts",
	}
	if !slices.Equal(steps, want) {
		t.Errorf("steps\n%q\nwant\n%q", steps, want)
	}
}

func TestFencedWriteIsNotSent(t *testing.T) {
	f := newFake(t, func(http.ResponseWriter, *http.Request) { t.Error("sent") })
	overtaken := errors.New("overtaken")
	clients := f.clients(func(o *Options) { o.Fence = func(context.Context) error { return overtaken } })
	gh, err := clients.For(installation)
	if err != nil {
		t.Fatal(err)
	}
	err = gh.RequestCVE(t.Context(), ref)
	if !errors.Is(err, overtaken) || kindOf(err) != KindFenced || Ambiguous(err) || Retryable(err) {
		t.Errorf("got %v", err)
	}
	const want = "request-cve octo-org/octo-repo/GHSA-2345-6789-cfgh: fenced: not sent: overtaken"
	if err != nil && err.Error() != want {
		t.Errorf("says %q, want %q", err, want)
	}
}

package scenario

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
)

// TestLimitsAreObeyed: when GitHub asks for a wait, nothing of the installation is asked of it until the wait is over, not
// by the next process either; then the work goes on, and the answer stands once.
func TestLimitsAreObeyed(t *testing.T) {
	const wait = 90 * time.Second
	seconds := fmt.Sprint(int(wait.Seconds()))
	for _, test := range []struct {
		name   string
		status int
		header func(now time.Time) http.Header
		body   string
		held   string // why, in the metrics
	}{
		{
			"a secondary limit", http.StatusForbidden, func(time.Time) http.Header { return http.Header{"Retry-After": {seconds}} },
			`{"message":"You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}`, "secondary-limit",
		},
		{"too many requests", http.StatusTooManyRequests, func(time.Time) http.Header { return http.Header{"Retry-After": {seconds}} }, "", "secondary-limit"},
		{"nothing left of the hour", http.StatusForbidden, func(now time.Time) http.Header {
			return http.Header{"X-Ratelimit-Limit": {"5000"}, "X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {fmt.Sprint(now.Add(wait).Unix())}}
		}, `{"message":"API rate limit exceeded for installation."}`, "rate-limit"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w, err := newWorld(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			w.advisory, err = w.sim.Report(demo.Reporter, demo.Org+"/"+demo.Repo, githubsim.Report{Summary: "s", Description: "d"})
			if err != nil {
				t.Fatal(err)
			}
			if err := w.settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, err := w.sim.Comment(demo.SRC, w.advisory, "/status"); err != nil {
				t.Fatal(err)
			}
			beat := func() {
				t.Helper()
				w.advance(pollInterval)
				if _, err := w.app.Agenda.Drain(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			w.sim.Inject(githubsim.Fault{
				Method: http.MethodPost, Path: "/repos/*/*/security-advisories/*/comments",
				Status: test.status, Header: test.header(w.clock().Add(pollInterval)), Body: test.body,
			})
			beat()
			if left := w.sim.ClearFaults(); left != 0 {
				t.Fatal("no answer was tried")
			}
			w.sim.ResetRequests()
			for i := range 5 { // 75 seconds
				if i == 2 {
					if err := w.app.Close(); err != nil {
						t.Fatal(err)
					}
					if err := w.start(); err != nil {
						t.Fatal(err)
					}
				}
				beat()
			}
			for _, r := range w.sim.Requests() {
				if r.Installation == w.installation {
					t.Errorf("%s %s was sent during the wait", r.Method, r.Path)
				}
			}
			held := fmt.Sprintf(`embargo_github_held_total{installation="%d",why=%q} `, w.installation, test.held)
			if metrics := string(page(w.app.MetricsHandler(), "/metrics")); !strings.Contains(metrics, held) {
				t.Errorf("the metrics have no %s", held)
			}
			w.advance(pollInterval)
			if err := w.settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			comments, err := w.sim.Thread(w.advisory)
			if err != nil || len(comments) != 3 { // the checklist, the command and its answer
				t.Errorf("%d comments when the wait is over, want 3, %v", len(comments), err)
			}
			w.check(t)
			if err := w.app.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

package githubsim_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/githubsim"
)

// gated is a world whose app protects environments.
func gated(t *testing.T, o githubsim.Options) (*world, *receiver) {
	t.Helper()
	r := &receiver{status: http.StatusOK}
	o.Webhooks = githubsim.HandlerTransport(r)
	w := newWorldWith(t, o, githubsim.AppOptions{
		Permissions: map[string]string{"actions": "read", "deployments": "write", "contents": "read"}, WebhookURL: "http://app.example/hook",
		Events: []string{"deployment_protection_rule"},
	})
	return w, r
}

func gatePath(run int64) string {
	return fmt.Sprintf("repos/acme/anvil/actions/runs/%d/deployment_protection_rule", run)
}

func (w *world) start() int64 {
	w.t.Helper()
	run, err := w.StartDeployment("carol", "acme/anvil", "release", "main", "")
	w.must(err)
	return run
}

func (w *world) wantDeployment(run int64, state string, reports, decisions int) githubsim.Deployment {
	w.t.Helper()
	d, err := w.Deployment(run)
	w.must(err)
	if d.State != state || len(d.Reports) != reports || len(d.Decisions) != decisions {
		w.t.Errorf("deployment is %s with %d reports and %d decisions; want %s, %d, %d", d.State, len(d.Reports), len(d.Decisions), state, reports, decisions)
	}
	return d
}

func TestDeploymentIsHeldAndApproved(t *testing.T) {
	w, r := gated(t, githubsim.Options{})
	run := w.start()
	w.deliver(2) // with installation.created
	if body := r.bodies[1]; !strings.Contains(body, fmt.Sprintf(`/actions/runs/%d/deployment_protection_rule"`, run)) || !strings.Contains(body, `"ref":"main"`) {
		t.Errorf("asked by %s", body)
	}
	for n := range 11 {
		want := http.StatusNoContent
		if n == 10 {
			want = http.StatusUnprocessableEntity
		}
		if got := w.status("POST", gatePath(run), object{"environment_name": "release", "comment": "wait"}); got != want {
			t.Errorf("report %d: %d, want %d", n+1, got, want)
		}
	}
	w.wantDeployment(run, githubsim.DeploymentWaiting, 10, 0)
	w.clock.advance(29 * 24 * time.Hour)
	for _, state := range []string{"approved", "rejected"} {
		if got := w.status("POST", gatePath(run), object{"environment_name": "release", "state": state}); got != http.StatusNoContent {
			t.Errorf("%s: %d", state, got)
		}
	}
	if d := w.wantDeployment(run, githubsim.DeploymentApproved, 10, 2); d.Decisions[0].By != "embargo[bot]" {
		t.Errorf("decided by %s", d.Decisions[0].By)
	}
}

func TestDeploymentEnds(t *testing.T) {
	for _, refused := range []bool{false, true} {
		w, _ := gated(t, githubsim.Options{RefuseLateDecisions: refused})
		bypassed, expired := w.start(), w.start()
		if err := w.BypassDeployment("carol", bypassed); err == nil {
			t.Error("carol is no admin")
		}
		w.must(w.BypassDeployment("alice", bypassed))
		w.clock.advance(30 * 24 * time.Hour)
		w.wantDeployment(bypassed, githubsim.DeploymentApproved, 0, 1)
		w.wantDeployment(expired, githubsim.DeploymentExpired, 0, 0)
		want := map[bool]int{false: http.StatusNoContent, true: http.StatusUnprocessableEntity}[refused]
		if got := w.status("POST", gatePath(expired), object{"environment_name": "release", "state": "approved"}); got != want {
			t.Errorf("late decision: %d, want %d", got, want)
		}
		w.wantDeployment(expired, githubsim.DeploymentExpired, 0, 0)
	}
}

package githubsim_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/embargo-app/embargo/internal/githubsim"
)

// hooked is a world whose app listens.
func hooked(t *testing.T, perms map[string]string) (*world, *receiver) {
	t.Helper()
	r := &receiver{status: http.StatusOK}
	w := newWorldWith(t, githubsim.Options{Webhooks: githubsim.HandlerTransport(r)}, githubsim.AppOptions{
		Permissions: perms, WebhookURL: "http://app.example/hook",
	})
	w.deliver(1) // installation.created
	r.got, r.bodies = nil, nil
	return w, r
}

func (w *world) deliver(want int) {
	w.t.Helper()
	n, err := w.DeliverPending(context.Background())
	w.must(err)
	if n != want {
		w.t.Fatalf("%d deliveries, want %d", n, want)
	}
}

func TestSignedReport(t *testing.T) {
	w, r := hooked(t, allPermissions)
	ref := w.report("anvils fall")
	w.deliver(1)
	req, body := r.got[0], r.bodies[0]
	w.must(github.ValidateSignature(req.Header.Get("X-Hub-Signature-256"), []byte(body), []byte(secret)))
	w.must(github.ValidateSignature(req.Header.Get("X-Hub-Signature"), []byte(body), []byte(secret)))
	if req.Header.Get("X-Github-Event") != "repository_advisory" || req.Header.Get("X-Github-Delivery") == "" {
		t.Errorf("headers %v", req.Header)
	}
	var p struct {
		Action     string
		Advisory   object `json:"repository_advisory"`
		Repository struct {
			FullName string `json:"full_name"`
		}
		Installation struct{ ID int64 }
		Sender       struct{ Login string }
	}
	w.must(json.Unmarshal([]byte(body), &p))
	if p.Action != "reported" || p.Repository.FullName != "acme/anvil" || p.Installation.ID != w.inst || p.Sender.Login != "rita" ||
		p.Advisory["ghsa_id"] != ref.GHSA {
		t.Errorf("payload %s", body)
	}
	for _, null := range []string{"author", "created_at", "submission", "collaborating_users", "collaborating_teams", "private_fork"} {
		if v, there := p.Advisory[null]; !there || v != nil {
			t.Errorf("%s is %v (there: %v); GitHub sends null", null, v, there)
		}
	}
}

func TestWhoIsTold(t *testing.T) {
	w, r := hooked(t, map[string]string{"repository_advisories": "read", "members": "read"})
	ref, err := w.Draft("alice", "acme/anvil", githubsim.Report{Summary: "nobody is told"})
	w.must(err)
	_, err = w.Comment("alice", ref, "nobody is told")
	w.must(err)
	w.deliver(0)
	w.must(w.PublishRelease("alice", "acme/anvil", "v1", githubsim.Release{})) // not permitted
	w.deliver(0)
	w.must(w.Publish("alice", ref))
	w.must(w.SetTeamMembers("acme", "src", "alice", "carol")) // bob leaves, carol comes
	w.deliver(3)
	var got []string
	for i, req := range r.got {
		var p struct{ Action string }
		w.must(json.Unmarshal([]byte(r.bodies[i]), &p))
		got = append(got, req.Header.Get("X-Github-Event")+"."+p.Action)
	}
	if got[0] != "repository_advisory.published" || got[1] != "membership.removed" || got[2] != "membership.added" {
		t.Errorf("told: %v", got)
	}
}

func TestRedelivery(t *testing.T) {
	w, r := hooked(t, allPermissions)
	ctx := context.Background()
	r.status = http.StatusServiceUnavailable
	w.report("anvils fall")
	w.deliver(1)
	list := func(status string) []*github.HookDelivery {
		t.Helper()
		req, err := w.app.NewRequest("GET", "app/hook/deliveries?status="+status, nil)
		w.must(err)
		var out []*github.HookDelivery
		_, err = w.app.Do(ctx, req, &out)
		w.must(err)
		return out
	}
	failed := list("failure")
	if len(failed) != 1 || failed[0].GetStatusCode() != 503 || failed[0].GetEvent() != "repository_advisory" {
		t.Fatalf("failed: %v", failed)
	}
	r.status = http.StatusOK
	_, _, err := w.app.Apps.RedeliverHookDelivery(ctx, failed[0].GetID())
	if _, accepted := errors.AsType[*github.AcceptedError](err); !accepted {
		t.Fatalf("redeliver: %v", err)
	}
	w.deliver(1)
	if a, b := r.got[0].Header.Get("X-Github-Delivery"), r.got[1].Header.Get("X-Github-Delivery"); a != b {
		t.Errorf("the redelivery has another id: %s, %s", a, b)
	}
	good := list("success")
	if len(good) != 2 || !good[0].GetRedelivery() || good[0].GetGUID() != failed[0].GetGUID() {
		t.Errorf("good: %v", good)
	}
	one, _, err := w.app.Apps.GetHookDelivery(ctx, good[0].GetID())
	w.must(err)
	if one.Request.Headers["X-Github-Delivery"] != one.GetGUID() || len(one.Request.GetRawPayload()) == 0 {
		t.Errorf("one: %v", one)
	}
	w.clock.advance(73 * time.Hour)
	if left := list(""); len(left) != 0 {
		t.Errorf("after three days: %v", left)
	}
}

func TestDeliveryPages(t *testing.T) {
	w, _ := hooked(t, allPermissions)
	for range 4 {
		w.report("anvils fall")
	}
	w.deliver(4)
	var ids []int64
	opts := &github.ListCursorOptions{PerPage: 2}
	for {
		list, res, err := w.app.Apps.ListHookDeliveries(context.Background(), opts)
		w.must(err)
		for _, d := range list {
			ids = append(ids, d.GetID())
		}
		if res.Cursor == "" {
			break
		}
		opts.Cursor = res.Cursor
	}
	if len(ids) != 5 || ids[0] < ids[4] {
		t.Errorf("ids %v", ids)
	}
}

func TestServeWebhooks(t *testing.T) {
	w, _ := hooked(t, allPermissions)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.ServeWebhooks(ctx, 2) }()
	w.report("anvils fall")
	for w.Undelivered() > 0 {
		runtime.Gosched()
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	log := w.Deliveries(appID)
	if last := log[len(log)-1]; last.Waiting || last.Code != http.StatusOK {
		t.Errorf("last delivery %+v", last)
	}
}

func TestUnreachableReceiver(t *testing.T) {
	gone := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	w := newWorldWith(t, githubsim.Options{Webhooks: githubsim.HandlerTransport(gone)}, githubsim.AppOptions{
		Permissions: allPermissions, WebhookURL: "http://app.example/hook",
	})
	w.report("anvils fall")
	w.deliver(2)
	for _, d := range w.Deliveries(appID) {
		if d.Waiting || d.Code != http.StatusBadGateway {
			t.Errorf("delivery %+v", d)
		}
	}
}

// TestWhoIsNotTold: what an app did not subscribe to, or has no permission for, is withheld from it.
func TestWhoIsNotTold(t *testing.T) {
	w, _ := hooked(t, map[string]string{"members": "read"})
	w.must(w.PublishRelease("alice", "acme/anvil", "v1", githubsim.Release{})) // not permitted
	w.must(w.Unsubscribe(appID, "membership"))
	w.must(w.SetTeamMembers("acme", "src", "alice"))
	w.deliver(0)
	if got := w.WithheldEvents(); !slices.Equal(got, []string{"membership", "push", "release"}) {
		t.Errorf("withheld %v", got)
	}
	if err := w.Unsubscribe(appID, "membership"); err == nil {
		t.Error("one may unsubscribe twice")
	}
}

// TestTeamsChange: a renamed team keeps its rights, a removed one has none.
func TestTeamsChange(t *testing.T) {
	w, _ := hooked(t, allPermissions)
	w.must(w.SetAdmins("acme/anvil", "acme/anvil-codeowners"))
	ref := w.report("anvils fall")
	w.must(w.RenameTeam("acme", "anvil-codeowners", "smiths"))
	w.must(w.AddCollaborator("carol", ref, "acme/smiths"))
	if w.RenameTeam("acme", "anvil-codeowners", "x") == nil || w.RenameTeam("acme", "smiths", "src") == nil || w.RemoveTeam("acme", "x") == nil {
		t.Error("a team that is not there was changed, or one took another's name")
	}
	w.must(w.RemoveTeam("acme", "smiths"))
	if w.AddCollaborator("carol", ref, "bob") == nil {
		t.Error("carol administers by a team that is gone")
	}
	if a, err := w.Advisory(ref); err != nil || len(a.Teams) > 0 {
		t.Errorf("teams %v, %v", a.Teams, err)
	}
}

package handlers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/leak"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// TestNothingIsCoalescedButTheLook: the look that a delivery asks for may be due already; what it brings besides is kept
// all the same, and the delivery is recorded with it.
func TestNothingIsCoalescedButTheLook(t *testing.T) {
	const ref, sha = "octo-org/octo-repo/GHSA-2345-6789-cfgh", "0123456789abcdef0123456789abcdef01234567"
	const repository = `"repository":{"full_name":"octo-org/octo-repo","private":false},"installation":{"id":7}`
	guard := leak.New([]byte("a key"), nil)
	r := newRig(t, func(c *Config) { c.Leaks = guard })
	deployment := func(id int) string {
		return fmt.Sprintf(`{"action":"requested","environment":"release","deployment_callback_url":"https://api.github.com/repos/octo-org/octo-repo/actions/runs/42/deployment_protection_rule","deployment":{"id":%d},%s}`, id, repository)
	}
	sent := 0
	expect := func(outcome, event, body string) {
		t.Helper()
		sent++
		if answer := r.send(delivery(event, fmt.Sprintf("id-%d", sent), body)); answer.Code != http.StatusOK {
			t.Fatalf("answered %d %s", answer.Code, answer.Body)
		}
		if got := r.delivered[len(r.delivered)-1]; got != event+" "+outcome {
			t.Errorf("%s is %q, want %s", body, got, outcome)
		}
	}
	err := r.store.Update(t.Context(), func(tx *store.Tx) error {
		return errors.Join(tx.PutAdvisory(store.AdvisoryRow{Ref: ref, Installation: 7, State: "draft"}),
			tx.SetNote(guard.Note("GHSA-2345-6789-cfgh"), ref))
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 6 { // due, with as many causes as are told
		if answer := r.send(delivery("repository_advisory", fmt.Sprint("burst-", len(r.delivered)), reported)); answer.Code != http.StatusOK {
			t.Fatal(answer.Body)
		}
		if answer := r.send(delivery("deployment_protection_rule", fmt.Sprint("burst-", len(r.delivered)), deployment(9))); answer.Code != http.StatusOK {
			t.Fatal(answer.Body)
		}
	}
	expect("coalesced", "repository_advisory", reported)
	expect("coalesced", "deployment_protection_rule", deployment(9))
	expect("accepted", "deployment_protection_rule", deployment(10)) // the same run, started again
	expect("accepted", "check_run", `{"action":"rerequested","check_run":{"head_sha":"`+sha+`"},`+repository+`}`)
	const issue = `{"action":"opened","issue":{"number":3,"title":"what is GHSA-2345-6789-cfgh?"},` + repository + `}`
	expect("accepted", "issues", issue)
	expect("ignored", "issues", issue) // it was told before
	expect("ignored", "pull_request", `{"action":"opened","pull_request":{"number":4,"title":"x"},`+
		`"repository":{"full_name":"octo-org/quiet","private":false},"installation":{"id":7}}`) // where no advisory is open
	err = r.store.View(t.Context(), func(tx *store.Tx) error {
		row, _, err1 := tx.Deployment("octo-org/octo-repo", 42, "release")
		if row.Deployment != 10 {
			t.Errorf("the deployment is %d, want the one that asks now", row.Deployment)
		}
		_, asked, err2 := tx.Note(store.RerunNote("octo-org/octo-repo/" + sha))
		if !asked {
			t.Error("it is forgotten that somebody asked for another run of the checks")
		}
		rows, err3 := tx.AllActions(ref)
		if len(rows) != 1 || rows[0].Kind != policy.ActionTellLeak {
			t.Errorf("actions %+v, want one that tells of the issue", rows)
		}
		return errors.Join(err1, err2, err3)
	})
	if err != nil {
		t.Error(err)
	}
}

// TestSomeOfTheLooksAreDue: of several advisories that a delivery concerns those that are not due are put on the agenda.
func TestSomeOfTheLooksAreDue(t *testing.T) {
	const first, second = "octo-org/octo-repo/GHSA-2222-2222-2222", "octo-org/octo-repo/GHSA-2345-6789-cfgh"
	r := newRig(t)
	err := r.store.Update(t.Context(), func(tx *store.Tx) error {
		return errors.Join(tx.PutAdvisory(store.AdvisoryRow{Ref: first, Installation: 7, State: "draft"}),
			tx.PutAdvisory(store.AdvisoryRow{Ref: second, Installation: 7, State: "draft"}))
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		r.send(delivery("repository_advisory", fmt.Sprintf("burst-%d", i), reported))
	}
	for _, want := range []string{"accepted", "accepted", "accepted", "accepted", "coalesced"} { // as many as are told as causes
		r.send(delivery("membership", fmt.Sprintf("id-%d", len(r.delivered)), `{"installation":{"id":7}}`))
		if got := r.delivered[len(r.delivered)-1]; got != "membership "+want {
			t.Errorf("%s, want it to be %s", got, want)
		}
	}
	keys, _ := r.due()
	if diff := cmp.Diff([]string{"look/" + first, "look/" + second}, keys); diff != "" {
		t.Errorf("agenda (-want +got):\n%s", diff)
	}
}

// TestAdvisoryOfAnotherInstallation: the App may have been installed anew, so the newest delivery is believed.
func TestAdvisoryOfAnotherInstallation(t *testing.T) {
	r := newRig(t)
	for i, installation := range []int64{7, 8, 8, 7} {
		body := strings.Replace(reported, `"installation":{"id":7}`, fmt.Sprintf(`"installation":{"id":%d}`, installation), 1)
		r.send(delivery("repository_advisory", fmt.Sprintf("id-%d", i), body))
		err := r.store.View(t.Context(), func(tx *store.Tx) error {
			row, _, err := tx.Advisory("octo-org/octo-repo/GHSA-2345-6789-cfgh")
			if row.Installation != installation {
				t.Errorf("after delivery %d the installation is %d, want %d", i, row.Installation, installation)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// TestDeliveryWakesTheWorkers, who sleep until they are told or something comes due.
func TestDeliveryWakesTheWorkers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var begun time.Time
		r.agenda.Handle(agenda.KindLook, func(context.Context, agenda.Lease) (agenda.Outcome, error) {
			begun = time.Now()
			cancel()
			return agenda.Done(), nil
		})
		ended := make(chan error)
		go func() { ended <- r.agenda.Run(ctx, 1) }()
		synctest.Wait() // nothing is due: they sleep
		sent := time.Now()
		r.send(delivery("repository_advisory", "id-1", reported))
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		if after := begun.Sub(sent); after != 0 { // of the bubble's own time
			t.Errorf("the look began %v after the delivery", after)
		}
	})
}

// TestCoalescedWithWhatIsNotKept: deliveries that share a transaction see what the others did in it. When nothing of it
// is kept, none of them is answered with success: neither the one that found its look due, nor the one that found itself
// recorded already.
func TestCoalescedWithWhatIsNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		held, broken := make(chan struct{}), make(chan error, 2)
		go func() {
			broken <- r.store.Update(t.Context(), func(*store.Tx) error { <-held; return nil })
		}()
		synctest.Wait() // the writer is busy: what comes now waits, and is performed together
		ids := []string{"id-1", "id-1", "id-2", "id-3", "id-4", "id-5"}
		answers := make(chan int, len(ids))
		for _, id := range ids {
			go func() { answers <- r.send(delivery("repository_advisory", id, reported)).Code }()
			synctest.Wait()
		}
		go func() {
			broken <- r.store.Update(t.Context(), func(tx *store.Tx) error { _, err := tx.Exec("ROLLBACK"); return err })
		}()
		synctest.Wait()
		close(held)
		if before, with := <-broken, <-broken; before != nil || with == nil {
			t.Fatalf("the one before: %v, the one that breaks the transaction: %v", before, with)
		}
		for range ids {
			if code := <-answers; code != http.StatusServiceUnavailable {
				t.Errorf("answered %d", code)
			}
		}
		if keys, deliveries := r.due(); len(keys)+deliveries != 0 {
			t.Errorf("recorded %v and %d deliveries", keys, deliveries)
		}
	})
}

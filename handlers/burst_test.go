package handlers

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/agenda"
)

// work has the agenda's workers do what is due, until one piece of work is done.
func (r *rig) work() {
	r.t.Helper()
	ctx, cancel := context.WithCancel(r.t.Context())
	r.agenda.Handle(agenda.KindLook, func(context.Context, agenda.Lease) (agenda.Outcome, error) {
		cancel() // ends the workers when they have recorded what became of this
		return agenda.Done(), nil
	})
	if err := r.agenda.Run(ctx, 1); err != nil {
		r.t.Fatal(err)
	}
}

// TestBurstIsOneLook: what asks only for what is due already leaves nothing in the database, and what asks again after
// the work is done has it done again; but a delivery that was recorded counts once.
func TestBurstIsOneLook(t *testing.T) {
	r := newRig(t)
	send := func(id string) {
		t.Helper()
		if answer := r.send(delivery("repository_advisory", id, reported)); answer.Code != http.StatusOK {
			t.Fatalf("answered %d %s", answer.Code, answer.Body)
		}
	}
	state := func(wantKeys, wantDeliveries int) {
		t.Helper()
		if keys, deliveries := r.due(); len(keys) != wantKeys || deliveries != wantDeliveries {
			t.Errorf("%d keys, %d deliveries; want %d, %d", len(keys), deliveries, wantKeys, wantDeliveries)
		}
	}
	for i := range 6 {
		send(fmt.Sprintf("id-%d", i))
	}
	state(1, 4) // the causes of the first four are told
	send("id-5")
	state(1, 4)
	r.work()
	state(0, 4)
	send("id-0")
	state(0, 4)
	send("id-5")
	state(1, 5)
	const event = "repository_advisory "
	want := []string{
		event + "accepted", event + "accepted", event + "accepted", event + "accepted", event + "coalesced", event + "coalesced",
		event + "coalesced", event + "repeated", event + "accepted",
	}
	if diff := cmp.Diff(want, r.delivered); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
}

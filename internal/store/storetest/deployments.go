package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/store"
)

func deployments(t *testing.T, s *store.Store) {
	asked := store.DeploymentRow{
		Repo: "octo-org/octo-repo", Run: 42, Environment: "release", Deployment: 7, Installation: 3,
		Ref: "v1.2.3", SHA: "0123456789abcdef0123456789abcdef01234567", RequestedAt: at, State: store.DeploymentWaiting,
	}
	ask := func(row store.DeploymentRow) {
		t.Helper()
		update(t, s, func(tx *store.Tx) error { return tx.AskDeployment(row) })
	}
	want := func(what string, want store.DeploymentRow) {
		t.Helper()
		view(t, s, func(tx *store.Tx) error {
			got, ok, err := tx.Deployment(want.Repo, want.Run, want.Environment)
			if want.Advisories == nil {
				want.Advisories = []string{}
			}
			equal(t, what+", found", true, ok)
			equal(t, what, want, got)
			return err
		})
	}
	ask(asked)
	want("asked", asked)
	held := asked
	held.Advisories, held.Told, held.Reports, held.State = []string{ref, ref + "x"}, "before-slot", 1, store.DeploymentAnswering
	update(t, s, func(tx *store.Tx) error { return tx.PutDeployment(held) })
	ask(asked)
	want("asked again", held)

	other := asked
	other.Environment, other.Installation = "docs", 4
	ask(other)
	view(t, s, func(tx *store.Tx) error {
		waiting, err := tx.WaitingDeployments(3)
		equal(t, "waiting", []store.DeploymentRow{held}, waiting)
		return err
	})

	anew := asked
	anew.Deployment, anew.RequestedAt = 8, at.Add(time.Hour)
	ask(anew)
	want("started again", anew)
	err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.PutDeployment(held) })
	if !errors.Is(err, store.ErrUnknown) {
		t.Errorf("an old deployment was changed: %v", err)
	}

	anew.State, anew.Answer, anew.AnsweredAt = store.DeploymentDone, "ready", at.Add(2*time.Hour)
	update(t, s, func(tx *store.Tx) error { return tx.PutDeployment(anew) })
	update(t, s, func(tx *store.Tx) error { return tx.PruneDeployments(at.Add(2 * time.Hour)) })
	want("not old enough", anew)
	update(t, s, func(tx *store.Tx) error { return tx.PruneDeployments(at.Add(3 * time.Hour)) })
	view(t, s, func(tx *store.Tx) error {
		_, ok, err := tx.Deployment(anew.Repo, anew.Run, anew.Environment)
		equal(t, "pruned", false, ok)
		return err
	})
	want("never pruned while it waits", other)
}

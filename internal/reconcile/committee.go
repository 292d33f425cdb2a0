package reconcile

import (
	"context"
	"maps"
	"slices"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// Owners lists the accounts where the app is or was installed, as GitHub writes them.
func (r *Reconciler) Owners(ctx context.Context) (owners []string, err error) {
	err = r.Store.View(ctx, func(tx *store.Tx) error {
		accounts, err := tx.Notes(noteAccount)
		owners = slices.Sorted(maps.Values(accounts))
		return err
	})
	return owners, err
}

// OnSRC tells whether somebody is on the SRC of an owner now, as a member of its team or as the substitute of one. What
// GitHub does not show makes nobody a member; an error means that it could not be asked. It costs a few conditional
// requests.
func (r *Reconciler) OnSRC(ctx context.Context, owner, login string) (bool, error) {
	_, github, err := r.clientAt(ctx, owner)
	if err != nil || github == nil {
		return false, err
	}
	ref := ghsa.Ref{Owner: owner, Repo: config.OrganisationRepository}
	process, _, err := r.loadProcess(ctx, ref, github)
	if err != nil || process.SRC.Team == "" {
		return false, err
	}
	members, err := github.TeamMembers(ctx, owner, process.SRC.Team)
	if err != nil {
		return false, failLook(err)
	}
	c := policy.Case{SRC: policy.Know(policy.Team{Org: owner, Slug: process.SRC.Team, Members: members})}
	return policy.RightOf(process, c, policy.Ledger{}, login, r.Now()) == policy.RightSRC, nil
}

package reconcile

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/store"
)

// installationsEvery bounds how long a missed installation event can stay unnoticed.
const installationsEvery = time.Hour

// accountOrganisation is GitHub's word for an account that has teams.
const accountOrganisation = "Organization"

// installations finds out who installed the app and keeps a beat going for each.
func (r *Reconciler) installations(ctx context.Context, _ agenda.Lease) (agenda.Outcome, error) {
	list, err := r.Installations.Installations(ctx)
	if err != nil {
		return agenda.Outcome{}, fmt.Errorf("list installations: %w", err)
	}
	err = r.Agenda.Update(ctx, func(tx *store.Tx) error {
		for _, installation := range list {
			if err := r.recordInstallation(tx, installation); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return agenda.Outcome{}, fmt.Errorf("record installations: %w", err)
	}
	r.Agenda.Wake()
	return agenda.Again(r.Now().Add(installationsEvery)), nil
}

// recordInstallation remembers whose an installation is and keeps its keys on the agenda. Nothing has happened that
// would make them urgent.
func (r *Reconciler) recordInstallation(tx *store.Tx, installation ghsa.Installation) error {
	id := strconv.FormatInt(installation.ID, 10)
	if err := setNote(tx, ofOwner(noteInstallation, installation.Account), id); err != nil {
		return err
	}
	if err := setNote(tx, noteAccount+id, installation.Account); err != nil {
		return err
	}
	if installation.Suspended {
		return nil
	}
	if err := r.Agenda.MarkForTx(tx, agenda.Key(agenda.KindBeat, id), r.Now(), ""); err != nil {
		return err
	}
	if installation.AccountType != accountOrganisation {
		return nil // a person has no teams
	}
	return r.Agenda.MarkForTx(tx, agenda.Key(agenda.KindRosters, installation.Account), r.Now(), "")
}

// installationAt finds the installation at an owner, 0 when there is none.
func installationAt(tx *store.Tx, owner string) (int64, error) {
	note, known, err := tx.Note(ofOwner(noteInstallation, owner))
	if err != nil || !known {
		return 0, err
	}
	id, err := strconv.ParseInt(note, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("the installation on record for %s is no number", owner)
	}
	return id, nil
}

// clientAt gives the installation at an owner and a client for it; 0 and nil when the app is not installed there.
func (r *Reconciler) clientAt(ctx context.Context, owner string) (int64, GitHub, error) {
	return r.client(ctx, func(tx *store.Tx) (int64, error) { return installationAt(tx, owner) })
}

// clientFor gives the installation that covers an advisory and a client for it; 0 and nil when there is none.
func (r *Reconciler) clientFor(ctx context.Context, ref ghsa.Ref) (int64, GitHub, error) {
	return r.client(ctx, func(tx *store.Tx) (int64, error) {
		row, known, err := tx.Advisory(ref.String())
		if err != nil || (known && row.Installation != 0) {
			return row.Installation, err
		}
		return installationAt(tx, ref.Owner)
	})
}

func (r *Reconciler) client(ctx context.Context, find func(*store.Tx) (int64, error)) (id int64, github GitHub, err error) {
	err = r.Store.View(ctx, func(tx *store.Tx) (err error) { id, err = find(tx); return err })
	if err != nil || id == 0 {
		return 0, nil, err
	}
	github, err = r.Installations.For(id)
	return id, github, err
}

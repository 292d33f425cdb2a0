package reconcile

import (
	"github.com/embargo-app/embargo/internal/leak"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// watch has the webhooks watch for the ids of an advisory as long as its process wants that and it is under embargo,
// and for what becomes of its private fix repositories.
func (o *observation) watch(tx *store.Tx, guard *leak.Guard) error {
	if guard == nil {
		return nil
	}
	advisory := o.facts.Advisory
	wanted := advisory.State.Open() && o.process.LeakGuard.Enabled && o.process.Mode != policy.ModeObserve
	for _, id := range []string{advisory.GHSA, advisory.CVE} {
		if id == "" {
			continue
		}
		if err := o.watchID(tx, guard.Note(id), wanted); err != nil {
			return err
		}
	}
	if !advisory.State.Open() {
		return nil
	}
	for _, name := range o.process.FixRepositories {
		if err := setNote(tx, leak.FixRepositoryNote(o.ref.Owner+"/"+name), "yes"); err != nil {
			return err
		}
	}
	return nil
}

// watchID sets or forgets the note that an id of the advisory is watched. One that is another advisory's stays.
func (o *observation) watchID(tx *store.Tx, note string, wanted bool) error {
	if wanted {
		return setNote(tx, note, o.ref.String())
	}
	ref, watched, err := tx.Note(note)
	if err != nil || !watched || ref != o.ref.String() {
		return err
	}
	return tx.SetNote(note, "")
}

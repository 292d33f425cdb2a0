package reconcile

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// ErrNotEmpty is returned by Rebuild for a database that knows of advisories.
var ErrNotEmpty = errors.New("the database is not empty: decisions are folded again only into an empty one; " +
	"stop the server and name another database, or move this one away")

// Rebuilt is what came of folding the decisions of one advisory again. It holds nothing under embargo.
type Rebuilt struct {
	Ref                 string
	Decisions, Accepted int
	// AsBefore tells whether the checklist said which commands were accepted; else those of today's rights are.
	AsBefore bool
	// Standing tells whether there is a checklist to compare with, Same whether it shows what this one would.
	Standing, Same bool
	// Differs are the items in another state than on the standing checklist, in alphabetical order.
	Differs []ItemDifference
}

// ItemDifference is an item's state on the standing checklist and on the one that would be written, "" where it is
// missing.
type ItemDifference struct {
	Item    policy.ItemID
	Was, Is policy.State
}

// Rebuild folds the decisions of all open advisories from their threads into an empty database, and compares each
// checklist that follows with the one that stands. It writes nothing to GitHub: what is still wanted there is left
// to the first looks of the server. It fails with ErrNotEmpty, and records either everything or nothing.
func (r *Reconciler) Rebuild(ctx context.Context) ([]Rebuilt, error) {
	if err := r.Store.View(ctx, mustBeEmpty); err != nil {
		return nil, err
	}
	list, err := r.Installations.Installations(ctx)
	if err != nil {
		return nil, fmt.Errorf("list installations: %w", err)
	}
	var all []rebuilding
	for _, installation := range list {
		if installation.Suspended {
			continue
		}
		found, err := r.rebuildInstallation(ctx, installation)
		if err != nil {
			return nil, fmt.Errorf("installation at %s: %w", installation.Account, err)
		}
		all = append(all, found...)
	}
	err = r.Store.Update(ctx, func(tx *store.Tx) error { return r.recordRebuilt(tx, list, all) })
	if err != nil {
		return nil, fmt.Errorf("record what was folded: %w", err)
	}
	results := make([]Rebuilt, 0, len(all))
	for _, b := range all {
		results = append(results, b.result())
	}
	return results, nil
}

// recordRebuilt writes down everything, and has the server look at each advisory when it starts.
func (r *Reconciler) recordRebuilt(tx *store.Tx, installations []ghsa.Installation, all []rebuilding) error {
	if err := mustBeEmpty(tx); err != nil {
		return err
	}
	for _, installation := range installations {
		if err := r.recordInstallation(tx, installation); err != nil {
			return err
		}
	}
	for _, b := range all {
		if err := r.record(tx, b.o, b.c); err != nil {
			return err
		}
		if err := r.Agenda.MarkTx(tx, agenda.Key(agenda.KindLook, b.o.ref.String()), r.Now()); err != nil {
			return err
		}
	}
	return nil
}

func mustBeEmpty(tx *store.Tx) error {
	empty, err := tx.Empty()
	if err == nil && !empty {
		err = ErrNotEmpty
	}
	return err
}

// rebuilding is an advisory whose decisions have been folded again.
type rebuilding struct {
	o *observation
	c conclusion
}

// rebuildInstallation folds the open advisories of an installation, by name.
func (r *Reconciler) rebuildInstallation(ctx context.Context, installation ghsa.Installation) ([]rebuilding, error) {
	github, err := r.Installations.For(installation.ID)
	if err != nil {
		return nil, err
	}
	refs, err := openAdvisories(ctx, github, installation.Account)
	if err != nil {
		return nil, err
	}
	var found []rebuilding
	for _, ref := range refs {
		o, err := r.observe(ctx, ref, installation.ID, github)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", ref, err)
		}
		c, err := r.conclude(ctx, o)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", ref, err)
		}
		o.checklistID = o.standingChecklist().ID
		found = append(found, rebuilding{o: o, c: c})
	}
	return found, nil
}

// openAdvisories lists the advisories under embargo at an owner: all at once where GitHub has such a list, else
// repository by repository.
func openAdvisories(ctx context.Context, github GitHub, owner string) ([]ghsa.Ref, error) {
	refs, err := collect(func(state string) (ghsa.Listing, error) { return github.ListOrgAdvisories(ctx, owner, state, "") })
	if !ghsa.IsNotFound(err) && !ghsa.IsForbidden(err) {
		return refs, err
	}
	repositories, err := github.Repositories(ctx)
	if err != nil {
		return nil, err
	}
	refs = nil
	for _, repository := range repositories {
		found, err := collect(func(state string) (ghsa.Listing, error) {
			return github.ListRepoAdvisories(ctx, repository.Owner.Login, repository.Name, state, "")
		})
		if ghsa.IsNotFound(err) || ghsa.IsForbidden(err) {
			continue // private or archived: GitHub has no advisories there for the app
		}
		if err != nil {
			return nil, err
		}
		refs = append(refs, found...)
	}
	slices.SortFunc(refs, compareRefs)
	return refs, nil
}

// collect reads a list of advisories in every open state.
func collect(list func(state string) (ghsa.Listing, error)) ([]ghsa.Ref, error) {
	var refs []ghsa.Ref
	for _, state := range openStates() {
		listing, err := list(state)
		if err != nil {
			return nil, fmt.Errorf("list advisories: %w", err)
		}
		for _, advisory := range listing.Advisories {
			if ref, ok := advisory.Ref(); ok {
				refs = append(refs, ref)
			}
		}
	}
	slices.SortFunc(refs, compareRefs)
	return refs, nil
}

func compareRefs(a, b ghsa.Ref) int { return strings.Compare(a.String(), b.String()) }

// standingChecklist is the app's checklist in the thread, the zero comment when there is none.
func (o *observation) standingChecklist() ghsa.Comment {
	for _, own := range o.own() {
		if render.IsChecklist(own.Body) {
			return own
		}
	}
	return ghsa.Comment{}
}

// result compares the checklist that follows with the one that stands. That was written on another day, perhaps, and
// says "tomorrow" of a day that is today: so it may also be equal to what would have been written when it was.
func (b rebuilding) result() Rebuilt {
	o, standing := b.o, b.o.standingChecklist()
	result := Rebuilt{
		Ref: o.ref.String(), Decisions: len(o.facts.Decisions), Standing: standing.ID != 0,
		AsBefore: b.c.folding.again == asBefore,
	}
	for _, d := range o.facts.Decisions {
		if d.Verdict == policy.VerdictAccepted {
			result.Accepted++
		}
	}
	if !result.Standing {
		return result
	}
	shown := render.Visible(standing.Body)
	written := policy.Evaluate(o.process, o.facts, standing.UpdatedAt)
	for i, body := range []string{o.checklist(b.c.report, b.c.at), o.checklist(written, standing.UpdatedAt)} {
		result.Same = result.Same || shown == render.Visible(body)
		// Deadlines that passed since are no difference that the decisions made: the closer one counts.
		differs := differences(render.ItemStates(shown), render.ItemStates(body))
		if i == 0 || len(differs) < len(result.Differs) {
			result.Differs = differs
		}
	}
	return result
}

// differences lists the items that are not in the same state in both.
func differences(was, is map[policy.ItemID]policy.State) []ItemDifference {
	var found []ItemDifference
	for id, state := range was {
		if is[id] != state {
			found = append(found, ItemDifference{Item: id, Was: state, Is: is[id]})
		}
	}
	for id, state := range is {
		if _, known := was[id]; !known {
			found = append(found, ItemDifference{Item: id, Is: state})
		}
	}
	slices.SortFunc(found, func(a, b ItemDifference) int { return strings.Compare(string(a.Item), string(b.Item)) })
	return found
}

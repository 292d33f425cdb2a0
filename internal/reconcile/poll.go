package reconcile

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// openStates are the states whose lists a beat asks for, as GitHub announces neither drafts nor comments: one list each,
// of which an unchanged one costs nothing.
func openStates() []string {
	states := make([]string, len(policy.OpenStates))
	for i, state := range policy.OpenStates {
		states[i] = string(state)
	}
	return states
}

// pollOrganisation asks for the organisation's open advisories, state by state.
func (r *Reconciler) pollOrganisation(ctx context.Context, github GitHub, id int64, account string) error {
	round := round{installation: id}
	for _, state := range openStates() {
		etag := noteETag + strconv.FormatInt(id, 10) + "/" + state
		list := func(known string) (ghsa.Listing, error) { return github.ListOrgAdvisories(ctx, account, state, known) }
		if err := r.pollList(ctx, &round, etag, state, list); err != nil {
			return err
		}
	}
	return r.finish(ctx, round)
}

// round collects what one beat found.
type round struct {
	installation int64
	repository   string // "OWNER/REPO" when only that repository was asked, "" for all
	changed      bool
	etags        map[string]string
	states       map[string]bool // lists that were read anew
	found        map[string]ghsa.Advisory
}

// pollList asks for one list unless it is unchanged.
func (r *Reconciler) pollList(ctx context.Context, round *round, etagNote, state string, list func(etag string) (ghsa.Listing, error)) error {
	etag, err := r.note(ctx, etagNote)
	if err != nil {
		return err
	}
	listing, err := list(etag)
	if err != nil || listing.NotModified {
		return err
	}
	if round.etags == nil {
		round.etags, round.states, round.found = map[string]string{}, map[string]bool{}, map[string]ghsa.Advisory{}
	}
	round.changed = true
	round.etags[etagNote] = listing.ETag
	round.states[state] = true
	for _, advisory := range listing.Advisories {
		// Without an address of GitHub's form nobody can say which repository it belongs to; the sweep of
		// that repository's own list, or its webhook, will.
		if ref, ok := advisory.Ref(); ok {
			round.found[ref.String()] = advisory
		}
	}
	return nil
}

// finish puts a look on the agenda for every advisory that differs from what its last look saw, and for every
// open one that has left its list. ETags are remembered in the same transaction: a crash repeats the round.
func (r *Reconciler) finish(ctx context.Context, round round) error {
	if !round.changed {
		return nil
	}
	err := r.Agenda.Update(ctx, func(tx *store.Tx) error {
		rows, err := tx.Advisories(round.installation)
		if err != nil {
			return err
		}
		for _, ref := range round.toLookAt(rows) {
			if err := tx.NoticeAdvisory(ref, round.installation); err != nil {
				return err
			}
			if err := r.Agenda.MarkForTx(tx, agenda.Key(agenda.KindLook, ref), r.Now(), agenda.CauseBeat); err != nil {
				return err
			}
		}
		for name, etag := range round.etags {
			if err := setNote(tx, name, etag); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("record what the beat of installation %d found: %w", round.installation, err)
	}
	r.Agenda.Wake()
	return nil
}

// toLookAt lists the advisories that are not as their last look, of which the rows tell, saw them.
func (round round) toLookAt(rows []store.AdvisoryRow) []string {
	var refs []string
	known := make(map[string]store.AdvisoryRow, len(rows))
	for _, row := range rows {
		known[row.Ref] = row
		_, listed := round.found[row.Ref]
		if !listed && round.states[row.State] && strings.HasPrefix(row.Ref, round.repository) {
			refs = append(refs, row.Ref)
		}
	}
	for _, ref := range slices.Sorted(maps.Keys(round.found)) {
		row, now := known[ref], round.found[ref]
		if row.State != now.State || !row.UpdatedAt.Equal(now.UpdatedAt) || row.Comments != now.Comments {
			refs = append(refs, ref)
		}
	}
	return refs
}

// repositoriesAnHour is how many repositories are asked in an hour where there are more. Every hour GitHub's validators
// expire, so each costs a request for each state then, which together is two fifths of what GitHub allows an installation of
// that size.
const repositoriesAnHour = 2500

// turnsOf is how many of so many repositories are asked at each beat: all have their turn within sweepEvery, unless
// there are too many for that.
func (r *Reconciler) turnsOf(repositories int) int {
	round := sweepEvery
	if repositories > repositoriesAnHour {
		round = time.Duration(repositories) * time.Hour / repositoriesAnHour
	}
	beats := max(1, int(round/r.PollInterval))
	return (repositories + beats - 1) / beats
}

// shelf is what an installation had of repositories at a time.
type shelf struct {
	at           time.Time
	repositories []ghsa.Repository
}

// longList is from how many repositories on their list is good for an hour, as GitHub's validators are: it comes in pages of
// a hundred, half a megabyte each, and what it fills of the cache is lost to the looks.
const longList = 500

// repositories lists those of an installation.
func (r *Reconciler) repositories(ctx context.Context, github GitHub, id int64) ([]ghsa.Repository, error) {
	now := r.Now()
	if known, ok := r.shelves.Load(id); ok {
		if s, ok := known.(shelf); ok && now.Sub(s.at).Abs() < time.Hour {
			return s.repositories, nil
		}
	}
	repositories, err := github.Repositories(ctx)
	if err == nil && len(repositories) > longList {
		r.shelves.Store(id, shelf{now, repositories})
	}
	return repositories, err
}

// pollRepositories asks some of the repositories at each beat, one after the other.
func (r *Reconciler) pollRepositories(ctx context.Context, github GitHub, id int64) error {
	repositories, err := r.repositories(ctx, github, id)
	if err != nil || len(repositories) == 0 {
		return err
	}
	cursorNote := noteCursor + strconv.FormatInt(id, 10)
	text, err := r.note(ctx, cursorNote)
	if err != nil {
		return err
	}
	cursor, _ := strconv.Atoi(text) // an absent or odd cursor starts anew at 0
	turns := r.turnsOf(len(repositories))
	// One repository that cannot be read must not keep the others from their turn. When all have to wait, it is still
	// this one's.
	var failed error
	for range turns {
		next := (cursor + 1) % len(repositories)
		err := r.pollRepository(ctx, github, id, repositories[next])
		failed = errors.Join(failed, err)
		if _, wait := ghsa.WaitUntil(err); wait {
			break
		}
		cursor = next
	}
	if turns < len(repositories) {
		keep := func(tx *store.Tx) error { return setNote(tx, cursorNote, strconv.Itoa(cursor)) }
		failed = errors.Join(failed, r.Agenda.Update(ctx, keep))
	}
	return failed
}

// pollRepository asks one repository for its open advisories.
func (r *Reconciler) pollRepository(ctx context.Context, github GitHub, id int64, repository ghsa.Repository) error {
	name := repository.FullName
	round := round{installation: id, repository: name + "/"}
	for _, state := range openStates() {
		list := func(etag string) (ghsa.Listing, error) {
			return github.ListRepoAdvisories(ctx, repository.Owner.Login, repository.Name, state, etag)
		}
		err := r.pollList(ctx, &round, noteETag+name+"/"+state, state, list)
		if err != nil {
			return failLook(err) // private or archived, say: GitHub has no advisories there for the app
		}
	}
	return r.finish(ctx, round)
}

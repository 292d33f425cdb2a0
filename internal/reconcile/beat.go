package reconcile

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
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

// openStates are the states of an advisory under embargo. GitHub announces neither drafts nor comments, so a
// beat asks for the list of each; an unchanged list costs nothing.
var openStates = []string{string(policy.AdvisoryTriage), string(policy.AdvisoryDraft)}

// installations finds out who installed the app and keeps a beat going for each.
func (r *Reconciler) installations(ctx context.Context, _ agenda.Lease) (agenda.Outcome, error) {
	list, err := r.Installations.Installations(ctx)
	if err != nil {
		return agenda.Outcome{}, fmt.Errorf("list installations: %w", err)
	}
	err = r.Store.Update(ctx, func(tx *store.Tx) error {
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
	if err := setNote(tx, noteInstallation+strings.ToLower(installation.Account), id); err != nil {
		return err
	}
	if err := setNote(tx, noteAccount+id, installation.Account); err != nil {
		return err
	}
	if installation.Suspended {
		return nil
	}
	if err := r.Agenda.MarkForTx(tx, kindBeat+"/"+id, r.Now(), ""); err != nil {
		return err
	}
	if installation.AccountType != accountOrganisation {
		return nil // a person has no teams
	}
	return r.Agenda.MarkForTx(tx, kindRosters+"/"+installation.Account, r.Now(), "")
}

// Names of the small facts a beat remembers.
const (
	noteInstallation = "installation/" // + account, lower case: the installation's id
	noteAccount      = "account/"      // + installation: the account's login
	noteETag         = "etag/"         // + installation/state, or owner/repo/state
	noteCursor       = "cursor/"       // + installation: how far the repository-by-repository round has come
)

// setNote writes a note only when it says something new, so that an idle beat writes nothing.
func setNote(tx *store.Tx, name, value string) error {
	if old, ok, err := tx.Note(name); err != nil || (ok && old == value) {
		return err
	}
	return tx.SetNote(name, value)
}

// installationOf finds the installation that covers an advisory, 0 when there is none.
func (r *Reconciler) installationOf(ctx context.Context, ref ghsa.Ref) (id int64, err error) {
	err = r.Store.View(ctx, func(tx *store.Tx) error {
		row, known, err := tx.Advisory(ref.String())
		if err != nil || (known && row.Installation != 0) {
			id = row.Installation
			return err
		}
		note, ok, err := tx.Note(noteInstallation + strings.ToLower(ref.Owner))
		if err != nil || !ok {
			return err
		}
		id, err = strconv.ParseInt(note, 10, 64)
		return err
	})
	return id, err
}

// beat is one round of the poller over an installation.
func (r *Reconciler) beat(ctx context.Context, lease agenda.Lease) (agenda.Outcome, error) {
	id, ok := parseID(strings.TrimPrefix(lease.Key, kindBeat+"/"))
	if !ok {
		return agenda.Stop("no-installation-in-key"), nil
	}
	github, err := r.Installations.For(id)
	if err != nil {
		return agenda.Outcome{}, err
	}
	account, err := r.note(ctx, noteAccount+strconv.FormatInt(id, 10))
	if err != nil {
		return agenda.Outcome{}, err
	}
	if account == "" {
		// A webhook may name an installation before the hourly round has: find out first.
		if err := r.Start(ctx); err != nil {
			return agenda.Outcome{}, err
		}
		return agenda.Done(), nil
	}
	r.tellGap(lease, id)
	err = r.pollOrganisation(ctx, github, id, account)
	if ghsa.IsNotFound(err) || ghsa.IsForbidden(err) {
		// A personal account, or an organisation that does not grant the list: repository by repository.
		err = r.pollRepositories(ghsa.Routine(ctx), github, id)
	}
	if err != nil {
		return agenda.Outcome{}, err
	}
	return agenda.AgainFor(r.Now().Add(r.PollInterval), agenda.CauseClock), nil
}

// longGap is how late a beat must be for that to count as a gap, in which the program did not run or could not poll.
const longGap = time.Minute

// tellGap tells for how long an installation was not polled. The beat that follows finds whatever changed meanwhile.
func (r *Reconciler) tellGap(lease agenda.Lease, installation int64) {
	late := r.Now().Sub(lease.Due)
	if late < longGap || lease.Due.IsZero() {
		return
	}
	if r.OnGap != nil {
		r.OnGap(late)
	}
	r.Logger.Warn().Int64("installation", installation).Float64("late_s", late.Seconds()).
		Msg("not polled for a while; this beat makes good for it")
}

func parseID(text string) (int64, bool) {
	id, err := strconv.ParseInt(text, 10, 64)
	return id, err == nil && id > 0
}

func (r *Reconciler) note(ctx context.Context, name string) (value string, err error) {
	err = r.Store.View(ctx, func(tx *store.Tx) (err error) { value, _, err = tx.Note(name); return err })
	return value, err
}

// pollOrganisation asks for the organisation's open advisories, state by state.
func (r *Reconciler) pollOrganisation(ctx context.Context, github GitHub, id int64, account string) error {
	round := round{installation: id}
	for _, state := range openStates {
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
	err := r.Store.Update(ctx, func(tx *store.Tx) error {
		rows, err := tx.Advisories(round.installation)
		if err != nil {
			return err
		}
		for _, ref := range round.toLookAt(rows) {
			if err := tx.NoticeAdvisory(ref, round.installation); err != nil {
				return err
			}
			if err := r.Agenda.MarkForTx(tx, LookKey(ref), r.Now(), agenda.CauseBeat); err != nil {
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

// pollRepositories asks some of the repositories at each beat, so that all have their turn within sweepEvery.
func (r *Reconciler) pollRepositories(ctx context.Context, github GitHub, id int64) error {
	repositories, err := github.Repositories(ctx)
	if err != nil || len(repositories) == 0 {
		return err
	}
	cursorNote := noteCursor + strconv.FormatInt(id, 10)
	text, err := r.note(ctx, cursorNote)
	if err != nil {
		return err
	}
	cursor, _ := strconv.Atoi(text) // an absent or odd cursor starts anew at 0
	beats := max(1, int(sweepEvery/r.PollInterval))
	turns := min(len(repositories), (len(repositories)+beats-1)/beats)
	// One repository that cannot be read must not keep the others from their turn.
	var failed error
	for range turns {
		cursor = (cursor + 1) % len(repositories)
		failed = errors.Join(failed, r.pollRepository(ctx, github, id, repositories[cursor]))
	}
	if turns < len(repositories) {
		next := func(tx *store.Tx) error { return tx.SetNote(cursorNote, strconv.Itoa(cursor)) }
		failed = errors.Join(failed, r.Store.Update(ctx, next))
	}
	return failed
}

// pollRepository asks one repository for its open advisories.
func (r *Reconciler) pollRepository(ctx context.Context, github GitHub, id int64, repository ghsa.Repository) error {
	name := repository.FullName
	round := round{installation: id, repository: name + "/"}
	for _, state := range openStates {
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

// spread gives a name its own stretch of time below the bound, always the same. The bound is far above the
// four seconds that 32 bits of nanoseconds make, so they count as microseconds.
func spread(name string, bound time.Duration) time.Duration {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name)) // never fails
	return time.Duration(h.Sum32()) * time.Microsecond % bound
}

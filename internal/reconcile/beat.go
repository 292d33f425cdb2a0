package reconcile

import (
	"context"
	"fmt"
	"hash/fnv"
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
	if err := setNote(tx, noteInstallation+strings.ToLower(installation.Account), id); err != nil {
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
	id, ok := parseID(lease.What())
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
	r.Logger.Warn().Int64("installation", installation).Float64("late_s", late.Seconds()).Strs("causes", lease.Causes).
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

// spread gives a name its own stretch of time below the bound, always the same. The bound is far above the
// four seconds that 32 bits of nanoseconds make, so they count as microseconds.
func spread(name string, bound time.Duration) time.Duration {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name)) // never fails
	return time.Duration(h.Sum32()) * time.Microsecond % bound
}

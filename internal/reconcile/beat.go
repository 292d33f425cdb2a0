package reconcile

import (
	"context"
	"hash/fnv"
	"strconv"
	"time"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/ghsa"
)

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
	late := r.Now().Sub(lease.Since)
	err = r.pollOrganisation(ctx, github, id, account)
	if ghsa.IsNotFound(err) || ghsa.IsForbidden(err) {
		// A personal account, or an organisation that does not grant the list: repository by repository.
		err = r.pollRepositories(ghsa.Routine(ctx), github, id)
	}
	if err != nil {
		return agenda.Outcome{}, err
	}
	r.tellGap(lease, id, late)
	return agenda.AgainFor(r.Now().Add(r.PollInterval), agenda.CauseClock), nil
}

// longGap is how late a beat must have come for that to count as a gap, in which the program did not run or could not
// poll.
const longGap = time.Minute

// tellGap tells, after a beat, how late it began. Tries that failed since the last success do not count as beats.
func (r *Reconciler) tellGap(lease agenda.Lease, installation int64, late time.Duration) {
	if late < longGap {
		return
	}
	if r.OnGap != nil {
		r.OnGap(late)
	}
	r.Logger.Warn().Int64("installation", installation).Float64("late_s", late.Seconds()).Strs("causes", lease.Causes).
		Msg("not polled for a while; this beat has made good for it")
}

func parseID(text string) (int64, bool) {
	id, err := strconv.ParseInt(text, 10, 64)
	return id, err == nil && id > 0
}

// spread gives a name its own stretch of time below the bound, always the same. The bound is far above the
// four seconds that 32 bits of nanoseconds make, so they count as microseconds.
func spread(name string, bound time.Duration) time.Duration {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name)) // never fails
	return time.Duration(h.Sum32()) * time.Microsecond % bound
}

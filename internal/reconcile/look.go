package reconcile

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// look reconciles one advisory: observe, fold, evaluate, record, perform.
func (r *Reconciler) look(ctx context.Context, lease agenda.Lease) (agenda.Outcome, error) {
	ref, err := ghsa.ParseRef(lease.What())
	if err != nil {
		return agenda.Stop("no-advisory-in-key"), nil //nolint:nilerr // the stop says it
	}
	installation, github, err := r.clientFor(ctx, ref)
	if err != nil {
		return agenda.Outcome{}, err
	}
	if github == nil {
		return agenda.Stop("not-installed"), nil
	}
	o, err := r.observe(ctx, ref, installation, github)
	if ghsa.IsNotFound(err) || ghsa.IsGone(err) {
		return agenda.Done(), r.forget(ctx, ref)
	}
	if err != nil {
		return agenda.Outcome{}, err
	}
	report, err := r.reconcile(ctx, o)
	if err != nil {
		return agenda.Outcome{}, noLater(err, report.Wake, r.Now())
	}
	if r.OnLook != nil {
		r.OnLook(report)
	}
	return r.nextLook(o, report), nil
}

// conclusion is what a look makes of an observation.
type conclusion struct {
	folding folding
	report  policy.Report
	at      time.Time
}

// conclude recalls what is known of an advisory, folds its new commands and evaluates it. It records nothing.
func (r *Reconciler) conclude(ctx context.Context, o *observation) (c conclusion, err error) {
	c.at = r.Now()
	if err := r.Store.View(ctx, o.recall); err != nil {
		return c, fmt.Errorf("recall %s: %w", o.ref, err)
	}
	if err := r.readPullRequests(ctx, o); err != nil { // before the commands, some of which count what is missing
		return c, err
	}
	c.folding = o.fold(c.at)
	o.facts.Decisions = slices.Concat(o.facts.Decisions, c.folding.decisions)
	for _, seen := range c.folding.seen {
		o.folded[seen.comment] = seen.at
	}
	if slices.ContainsFunc(c.folding.decisions, changesFix) {
		if err := r.readPullRequests(ctx, o); err != nil {
			return c, err
		}
	}
	c.report = policy.Evaluate(o.process, o.facts, c.at)
	return c, nil
}

// examine observes and evaluates an advisory as a look does, and records nothing.
func (r *Reconciler) examine(ctx context.Context, ref ghsa.Ref, installation int64, github GitHub) (*observation, policy.Report, error) {
	o, err := r.observe(ctx, ref, installation, github)
	if err != nil {
		return nil, policy.Report{}, err
	}
	c, err := r.conclude(ctx, o)
	return o, c.report, err
}

// changesFix tells whether a decision names other pull requests as the fix.
func changesFix(d policy.Decision) bool { return d.Command == policy.CommandFixReady }

// record writes down a conclusion and everything that is to follow from it.
func (r *Reconciler) record(tx *store.Tx, o *observation, c conclusion) error {
	if err := c.folding.record(tx, o, c.report, c.at); err != nil {
		return err
	}
	if err := r.remindDeployments(tx, o); err != nil {
		return err
	}
	if err := r.wantVerified(tx, o); err != nil {
		return err
	}
	if err := o.chart(tx, c.report, c.at); err != nil {
		return err
	}
	if err := r.wantLetters(tx, o, c.report, c.at); err != nil {
		return err
	}
	if err := o.recordSettled(tx, c.report, c.at); err != nil {
		return err
	}
	if err := o.watch(tx, r.Leaks); err != nil {
		return err
	}
	return tx.PutAdvisory(o.row())
}

// reconcile brings the record and GitHub in line with what was observed.
func (r *Reconciler) reconcile(ctx context.Context, o *observation) (policy.Report, error) {
	c, err := r.conclude(ctx, o)
	if err != nil {
		return policy.Report{}, err
	}
	err = r.Agenda.Update(ctx, func(tx *store.Tx) error { return r.record(tx, o, c) })
	if err != nil {
		return c.report, fmt.Errorf("record decisions of %s: %w", o.ref, err)
	}
	r.Agenda.Wake()
	r.tellDecided(ctx, o.ref, c.folding.decisions)
	o.noteSettledNow(c.report, c.at)
	return c.report, r.carryOut(ctx, o, c.report)
}

// row is what the store remembers of the advisory: enough to see at the next beat whether anything changed.
func (o *observation) row() store.AdvisoryRow {
	return store.AdvisoryRow{
		Ref: o.ref.String(), Installation: o.installation, State: o.api.State,
		UpdatedAt: o.api.UpdatedAt, Comments: o.api.Comments, Checklist: o.checklistID,
	}
}

// forget marks an advisory as gone that GitHub no longer shows.
func (r *Reconciler) forget(ctx context.Context, ref ghsa.Ref) error {
	return r.Agenda.Update(ctx, func(tx *store.Tx) error {
		row, known, err := tx.Advisory(ref.String())
		if err != nil || !known {
			return err
		}
		row.State = stateGone
		if err := unchart(tx, row.Ref, r.Now()); err != nil {
			return err
		}
		return tx.PutAdvisory(row)
	})
}

// stateGone stands in the store for an advisory that GitHub no longer shows.
const stateGone = "gone"

// sameSecond is GitHub's resolution of times, with room for a clock that differs a little.
const sameSecond = 2 * time.Second

// nextLook is when to look again although nothing happened: at the report's own next change, and at the latest
// when a change that nothing announces has to be noticed, which can wait when little is left of the rate limit. The
// sweeps of many advisories are spread by their names. A change in the very second of the last one cannot be told from
// it in a list, so a fresh one is looked at once more when that second is over.
func (r *Reconciler) nextLook(o *observation, report policy.Report) agenda.Outcome {
	now := r.Now()
	if age := now.Sub(o.api.UpdatedAt).Abs(); age < sameSecond {
		return agenda.AgainFor(now.Add(sameSecond), agenda.CauseClock)
	}
	sweep := now.Add(sweepEvery + spread(o.ref.String(), sweepEvery/2))
	if !report.Wake.IsZero() && report.Wake.Before(sweep) {
		return agenda.AgainFor(report.Wake, agenda.CauseClock)
	}
	return agenda.Again(sweep)
}

package reconcile

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/outbox"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// look reconciles one advisory: observe, fold, evaluate, record, perform.
func (r *Reconciler) look(ctx context.Context, lease agenda.Lease) (agenda.Outcome, error) {
	ref, err := ghsa.ParseRef(lease.What())
	if err != nil {
		return agenda.Stop("no-advisory-in-key"), nil //nolint:nilerr // the stop says it
	}
	installation, err := r.installationOf(ctx, ref)
	if err != nil {
		return agenda.Outcome{}, err
	}
	if installation == 0 {
		return agenda.Stop("not-installed"), nil
	}
	github, err := r.Installations.For(installation)
	if err != nil {
		return agenda.Outcome{}, err
	}
	o, err := r.observe(ctx, ref, github)
	if ghsa.IsNotFound(err) || ghsa.IsGone(err) {
		return agenda.Done(), r.forget(ctx, ref)
	}
	if err != nil {
		return agenda.Outcome{}, err
	}
	o.installation = installation
	report, err := r.reconcile(ctx, o)
	if err != nil {
		return agenda.Outcome{}, err
	}
	if r.OnLook != nil {
		r.OnLook(report)
	}
	return r.nextLook(o, report), nil
}

// conclusion is what a look makes of an observation.
type conclusion struct {
	memory  memory
	folding folding
	report  policy.Report
	at      time.Time
}

// conclude recalls what is known of an advisory, folds its new commands and evaluates it. It records nothing.
func (r *Reconciler) conclude(ctx context.Context, o *observation) (c conclusion, err error) {
	c.at = r.Now()
	err = r.Store.View(ctx, func(tx *store.Tx) (err error) { c.memory, err = recall(tx, o); return err })
	if err != nil {
		return c, fmt.Errorf("recall %s: %w", o.ref, err)
	}
	o.facts.Decisions = c.memory.decisions
	if err := r.readPullRequests(ctx, o); err != nil { // before the commands, some of which count what is missing
		return c, err
	}
	c.folding = o.fold(c.memory, c.at)
	o.facts.Decisions = slices.Concat(c.memory.decisions, c.folding.decisions)
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
	return tx.PutAdvisory(o.row(c.memory.row.Checklist))
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
	return c.report, r.act(ctx, o, c.memory, c.report)
}

// act performs what is wanted: the checklist first, so that every reply can link to it.
func (r *Reconciler) act(ctx context.Context, o *observation, m memory, report policy.Report) error {
	view := r.view(o, report)
	checklist, err := outbox.Checklist(ctx, view, m.row.Checklist, o.checklist(report, view.Now))
	if err != nil {
		return err
	}
	if checklist.ID != m.row.Checklist {
		row := o.row(checklist.ID)
		if err := r.Agenda.Update(ctx, func(tx *store.Tx) error { return tx.PutAdvisory(row) }); err != nil {
			return fmt.Errorf("remember the checklist comment of %s: %w", o.ref, err)
		}
	}
	view.ChecklistURL = checklist.HTMLURL
	// A GitHub that fails at checks must not keep people from their answers.
	failed := r.setFixChecks(ctx, view, o, report)
	return errors.Join(failed, r.performWanted(ctx, o, view))
}

// performWanted carries out what is wanted, each action as soon as the one before has ended.
func (r *Reconciler) performWanted(ctx context.Context, o *observation, view outbox.View) error {
	var wanted []store.ActionRow
	err := r.Store.View(ctx, func(tx *store.Tx) (err error) {
		wanted, err = tx.Actions(o.ref.String(), store.ActionWanted)
		return err
	})
	if err != nil {
		return fmt.Errorf("read wanted actions of %s: %w", o.ref, err)
	}
	slices.SortStableFunc(wanted, publishLast)
	var unsaid error
	for _, row := range wanted {
		if unsaid != nil && row.Kind == policy.ActionPublish {
			break // it would close the thread on what is still to be said
		}
		err := r.perform(ctx, o, view, row)
		switch {
		case errors.Is(err, outbox.ErrUnsaid):
			unsaid = err // keeps nothing else up
		case err != nil:
			return err
		}
	}
	return unsaid
}

// publishLast orders actions: publication closes the thread, so whatever else there is to say is said before.
func publishLast(a, b store.ActionRow) int {
	rank := map[string]int{policy.ActionPublish: 1}
	return rank[a.Kind] - rank[b.Kind]
}

// perform carries out one action and records how it ended. An attempt is counted before it is made, so that the next
// one knows that the effect may be there already.
func (r *Reconciler) perform(ctx context.Context, o *observation, view outbox.View, row store.ActionRow) error {
	err := r.Agenda.Update(ctx, func(tx *store.Tx) error { return tx.TryAction(row.Ref, row.Key) })
	if err != nil {
		return fmt.Errorf("count an attempt at %s of %s: %w", row.Key, row.Ref, err)
	}
	result, err := outbox.Perform(ctx, view, row)
	if err != nil {
		return fmt.Errorf("perform %s of %s: %w", row.Key, row.Ref, err)
	}
	now := r.Now()
	err = r.Agenda.Update(ctx, func(tx *store.Tx) error {
		if result.Before != nil || result.After != nil {
			if err := tx.AddDecision(o.actRow(row, result, now)); err != nil {
				return err
			}
		}
		return tx.FinishAction(row.Ref, row.Key, result.State, result.Note, now)
	})
	if err != nil {
		return fmt.Errorf("record the end of %s of %s: %w", row.Key, row.Ref, err)
	}
	if r.OnAction != nil {
		r.OnAction(row.Kind, result.State, outbox.WasRefused(result.Note))
	}
	r.Logger.Info().Str("advisory", row.Ref).Str("action", row.Key).Str("state", result.State).
		Strs("causes", causes(ctx)).Msg("action finished")
	return nil
}

// view is the observation as the outbox sees it.
func (r *Reconciler) view(o *observation, report policy.Report) outbox.View {
	v := outbox.View{
		Ref: o.ref, GitHub: o.github, Process: o.process, Case: o.facts, Report: report, Own: o.own(),
		Comments: o.api.Comments, Now: r.Now(),
	}
	v.Announcement = func() render.AnnouncementNote { return o.announcementNote(report.Ledger) }
	v.Again = func(ctx context.Context) (outbox.View, error) { return r.lookAgain(ctx, o) }
	v.Answers = func(comment int64) (render.ReplyView, bool) { return o.answers(comment, report, v) }
	return v
}

// row is what the store remembers of the advisory: enough to see at the next beat whether anything changed.
func (o *observation) row(checklist int64) store.AdvisoryRow {
	return store.AdvisoryRow{
		Ref: o.ref.String(), Installation: o.installation, State: o.api.State,
		UpdatedAt: o.api.UpdatedAt, Comments: o.api.Comments, Checklist: checklist,
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
// when a change that nothing announces has to be noticed, which can wait when little is left of the rate limit. The sweeps of many advisories are spread by their
// names. A change in the very second of the last one cannot be told from it in a list, so a fresh one is looked
// at once more when that second is over.
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

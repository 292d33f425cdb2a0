package reconcile

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/outbox"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// carryOut performs what is wanted: the checklist first, so that every reply can link to it. While there are too many
// comments of late, what is to be said waits, and what must not wait for that is done.
func (r *Reconciler) carryOut(ctx context.Context, o *observation, report policy.Report) error {
	view := r.view(o, report)
	checklist, held := outbox.Checklist(ctx, view, o.checklistID, o.checklist(report, view.Now))
	if held != nil && !ghsa.IsContentLimit(held) {
		return held
	}
	if held == nil && checklist.ID != o.checklistID {
		o.checklistID = checklist.ID
		if err := r.Agenda.Update(ctx, func(tx *store.Tx) error { return tx.PutAdvisory(o.row()) }); err != nil {
			return fmt.Errorf("remember the checklist comment of %s: %w", o.ref, err)
		}
	}
	view.ChecklistURL = checklist.HTMLURL
	// A GitHub that fails at checks must not keep people from their answers.
	failed := r.setFixChecks(ctx, view, o, report)
	return besideComments(failed, r.performWanted(ctx, o, view, held))
}

// performWanted carries out what is wanted, each action as soon as the one before has ended. Once a comment is held, only
// removals go on: who may not read the advisory must not do so until others have been answered.
func (r *Reconciler) performWanted(ctx context.Context, o *observation, view outbox.View, held error) error {
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
		if held != nil && row.Kind != policy.ActionRemoveCollaborators {
			continue
		}
		err := r.perform(ctx, o, view, row)
		switch {
		case errors.Is(err, outbox.ErrUnsaid):
			unsaid = errors.Join(unsaid, err) // keeps nothing else up
		case ghsa.IsContentLimit(err):
			held = err
		case err != nil:
			return err
		}
	}
	return cmp.Or(unsaid, held)
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

// lookAgain observes an advisory once more, for an act that cannot be undone. Commands written since are decided and
// count, but recording them is left to the next look.
func (r *Reconciler) lookAgain(ctx context.Context, before *observation) (outbox.View, error) {
	o, report, err := r.examine(ctx, before.ref, before.installation, before.github)
	if err != nil {
		return outbox.View{}, fmt.Errorf("look again: %w", err)
	}
	return r.view(o, report), nil
}

// actRow is an act of the app as it stands on the record.
func (o *observation) actRow(row store.ActionRow, result outbox.Result, now time.Time) store.DecisionRow {
	act := store.DecisionRow{
		Ref: row.Ref, Comment: row.Comment, Act: row.Key, Command: row.Kind, Actor: o.bot, Right: store.RightApp,
		Args: row.Args, Before: result.Before, After: result.After, Verdict: result.State, Detail: result.Note,
		WrittenAt: row.CreatedAt, FoldedAt: now,
	}
	for _, d := range o.facts.Decisions {
		if row.Comment != 0 && d.Comment == row.Comment {
			act.URL = d.URL
		}
	}
	return act
}

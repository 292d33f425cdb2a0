package reconcile

import (
	"context"
	"fmt"
	"time"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/outbox"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// lookAgain observes an advisory once more, for an act that cannot be undone. Commands written since are decided and
// count, but recording them is left to the next look.
func (r *Reconciler) lookAgain(ctx context.Context, before *observation) (outbox.View, error) {
	o, report, err := r.examine(ctx, before.ref, before.installation, before.github)
	if err != nil {
		return outbox.View{}, fmt.Errorf("look again: %w", err)
	}
	return r.view(o, report), nil
}

// examine observes and evaluates an advisory as a look does, and records nothing.
func (r *Reconciler) examine(ctx context.Context, ref ghsa.Ref, installation int64, github GitHub) (*observation, policy.Report, error) {
	o, err := r.observe(ctx, ref, github)
	if err != nil {
		return nil, policy.Report{}, err
	}
	o.installation = installation
	c, err := r.conclude(ctx, o)
	return o, c.report, err
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

package reconcile

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/announce"
	"github.com/embargo-app/embargo/internal/command"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// Standing is an advisory as it stands now. It holds embargoed text: show it only to those who may see the advisory.
type Standing struct {
	Installation int64
	Process      policy.Process
	Case         policy.Case
	Report       policy.Report
	// Announcement is what would be announced now.
	Announcement announce.Text
}

// Standing observes and evaluates an advisory, and records nothing. It fails with ErrNotInstalled where the app is
// not, and with an error of package ghsa when GitHub does not show the advisory.
func (r *Reconciler) Standing(ctx context.Context, ref ghsa.Ref) (Standing, error) {
	o, report, err := r.examineByName(ctx, ref)
	if err != nil {
		return Standing{}, err
	}
	_, text := o.announcement()
	return Standing{Installation: o.installation, Process: o.process, Case: o.facts, Report: report, Announcement: text}, nil
}

// Why an advisory cannot be looked at, or acted upon, from outside its thread.
var (
	ErrNotInstalled = errors.New("the app is not installed at this owner, or has not found out yet")
	ErrThreadOpen   = errors.New("the advisory's thread is open: write the command there, where everybody involved sees it")
	errOvertaken    = errors.New("somebody else acted at the same moment; try again")
)

// examineByName looks at an advisory of whom only the name is known.
func (r *Reconciler) examineByName(ctx context.Context, ref ghsa.Ref) (*observation, policy.Report, error) {
	installation, github, err := r.clientFor(ctx, ref)
	if err != nil {
		return nil, policy.Report{}, err
	}
	if github == nil {
		return nil, policy.Report{}, fmt.Errorf("%s: %w", ref.Owner, ErrNotInstalled)
	}
	return r.examine(ctx, ref, installation, github)
}

// Act carries out one command that is given outside the thread, by somebody who has proved to be login, under the
// same rights and rules as in the thread. GitHub closes the thread on publication: what is to be decided afterwards
// is decided here. While the thread is open it fails with ErrThreadOpen. The answer says what became of the command;
// an error means that nothing was recorded, unless it says so.
func (r *Reconciler) Act(ctx context.Context, ref ghsa.Ref, login, line string) (render.Answer, error) {
	o, _, err := r.examineByName(ctx, ref)
	if err != nil {
		return render.Answer{}, err
	}
	if o.facts.Advisory.ThreadOpen {
		return render.Answer{}, ErrThreadOpen
	}
	if len(command.Parse(line)) != 1 {
		return render.Answer{}, errors.New("this is not one command: begin it with a slash, on one line")
	}
	d, err := r.decideOutside(ctx, o, login, line)
	if err != nil {
		return render.Answer{}, err
	}
	right := policy.RightOf(o.process, o.facts, policy.Settle(o.facts.Decisions), login, r.Now())
	result := answer(d, command.Parse(line)[0], right)
	if d.Verdict != policy.VerdictAccepted {
		return result, nil
	}
	return result, r.tellOfAct(ctx, o, d, line)
}

// afterLetters is now, or right after the last letter where the clock of whoever sent that is a little ahead: what somebody
// orders who has seen a letter's end is ordered after it.
func (o *observation) afterLetters(now time.Time) time.Time {
	for _, row := range o.letters { // in the order of time
		if ahead := row.At.Sub(now); ahead >= 0 && ahead < time.Minute {
			now = row.At.Add(time.Microsecond)
		}
	}
	return now
}

// decideOutside folds a command like a comment's, under an id below zero, which GitHub gives to no comment. Two acts
// at the same moment must not both be the first of two: the second one is overtaken.
func (r *Reconciler) decideOutside(ctx context.Context, o *observation, login, line string) (d policy.Decision, err error) {
	now := o.afterLetters(r.Now())
	comment := command.Comment{ID: -1, Author: login, Body: line, CreatedAt: now}
	for _, earlier := range o.facts.Decisions {
		comment.ID = min(comment.ID, earlier.Comment-1)
	}
	d = command.Fold(o.process, o.facts, comment, now)[0]
	row := decisionRow(o.ref, command.Redact(d))
	row.Before, row.After = command.NewChanges(slices.Clone(o.facts.Decisions)).Next(d)
	err = r.Store.Update(ctx, func(tx *store.Tx) error {
		known, err := tx.Decisions(o.ref.String())
		if err != nil {
			return err
		}
		if len(known) != len(o.facts.Decisions) {
			return errOvertaken
		}
		if err := tx.AddDecision(row); err != nil {
			return err
		}
		if err := r.markActTold(tx, o, d); err != nil {
			return err
		}
		return r.Agenda.MarkTx(tx, agenda.Key(agenda.KindLook, o.ref.String()), now)
	})
	if errors.Is(err, store.ErrRecorded) {
		err = errOvertaken
	}
	if err != nil {
		return d, fmt.Errorf("record %s of %s: %w", d.Command, o.ref, err)
	}
	r.Agenda.Wake()
	r.tellDecided(ctx, o.ref, []policy.Decision{d})
	return d, nil
}

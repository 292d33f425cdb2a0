package reconcile

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/outbox"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

const (
	// unreadEvery is how often GitHub is asked again for what would decide over a deployment and cannot be read.
	unreadEvery = time.Minute
	// refusedEvery is how often a deployment is answered again that GitHub did not let the app answer: somebody has
	// to grant the permission first.
	refusedEvery = time.Hour
	// deploymentsKept is for how long answered deployments are remembered.
	deploymentsKept = 60 * 24 * time.Hour
	// answeredElsewhere is the answer on record of a deployment that somebody else let pass or ended.
	answeredElsewhere = "elsewhere"
)

// gate is one deployment while it is answered.
type gate struct {
	*Reconciler
	github GitHub
	row    store.DeploymentRow
}

// deployment answers a deployment, or tells it why it has to wait.
func (r *Reconciler) deployment(ctx context.Context, lease agenda.Lease) (agenda.Outcome, error) {
	repo, run, environment, ok := lease.Deployment()
	if !ok {
		return agenda.Stop("no-deployment-in-key"), nil
	}
	g := gate{Reconciler: r}
	found := false
	err := r.Store.View(ctx, func(tx *store.Tx) (err error) {
		g.row, found, err = tx.Deployment(repo, run, environment)
		return err
	})
	if err != nil || !found || g.row.State == store.DeploymentDone {
		return agenda.Done(), err
	}
	if g.github, err = r.Installations.For(g.row.Installation); err != nil {
		return agenda.Outcome{}, err
	}
	outcome, err := g.decide(ctx)
	if errors.Is(err, store.ErrUnknown) {
		return agenda.Done(), nil // the run was started again, which has put its key on the agenda
	}
	return outcome, err
}

// deploymentFact is a deployment as the policy sees it.
func deploymentFact(row store.DeploymentRow) policy.Deployment {
	owner, repo, _ := strings.Cut(row.Repo, "/")
	return policy.Deployment{
		Owner: owner, Repo: repo, Run: row.Run, Environment: row.Environment, Ref: row.Ref, SHA: row.SHA, RequestedAt: row.RequestedAt,
	}
}

// decide judges the deployment by what is so now. One that was told or answered before may have been answered by
// somebody else, or by the app right before it died.
func (g *gate) decide(ctx context.Context) (agenda.Outcome, error) {
	d := deploymentFact(g.row)
	if g.row.Reports > 0 || g.row.State == store.DeploymentAnswering {
		waits, known, err := outbox.StillWaits(ctx, g.github, d)
		if err != nil {
			return agenda.Outcome{}, err
		}
		if known && !waits {
			if g.row.State != store.DeploymentAnswering {
				g.row.Answer = answeredElsewhere
			}
			return agenda.Done(), g.finish(ctx, nil)
		}
	}
	concerns, err := g.concerns(ctx)
	if err != nil {
		return agenda.Outcome{}, err
	}
	verdict := policy.JudgeDeployment(d, facts(concerns), g.Now())
	notes := g.notes(concerns, verdict)
	if verdict.Answer == policy.DeploymentWait {
		return g.hold(ctx, concerns, verdict, notes)
	}
	return g.answer(ctx, verdict, notes)
}

// notes are what the people of the advisories are told of it, each by the verdict of their own advisory.
func (g *gate) notes(concerns []concern, verdict policy.DeploymentVerdict) []store.ActionRow {
	var notes []store.ActionRow
	note := func(c concern, why outbox.DeploymentWhy, own policy.DeploymentVerdict) {
		notes = append(notes, outbox.DeploymentNote(c.ref.String(), why, g.row, own, g.Now()))
	}
	for _, c := range concerns {
		if c.Unread {
			continue
		}
		own := policy.JudgeDeployment(deploymentFact(g.row), []policy.DeploymentConcern{c.DeploymentConcern}, g.Now())
		waits := verdict.Answer == policy.DeploymentWait && own.Answer == policy.DeploymentWait
		switch {
		case own.WouldHold() && c.Process.Mode == policy.ModeAdvise && verdict.Answer == policy.DeploymentApprove:
			note(c, outbox.DeploymentPassed, own)
		case waits && own.Code != policy.DeploymentEarly:
			note(c, outbox.DeploymentHeld, own)
		}
		if waits && own.Expiring {
			note(c, outbox.DeploymentExpires, own)
		}
	}
	return notes
}

// hold lets the deployment wait, and tells it so when there is something new to tell.
func (g *gate) hold(ctx context.Context, concerns []concern, verdict policy.DeploymentVerdict, notes []store.ActionRow) (agenda.Outcome, error) {
	before := g.row
	g.row.State, g.row.Answer = store.DeploymentWaiting, ""
	for _, c := range concerns {
		if ref := c.ref.String(); !c.Unread && !slices.Contains(g.row.Advisories, ref) {
			g.row.Advisories = append(slices.Clone(g.row.Advisories), ref)
		}
	}
	changed := before.State != g.row.State || len(before.Advisories) != len(g.row.Advisories)
	if changed || len(notes) > 0 {
		if err := g.record(ctx, changed, notes); err != nil {
			return agenda.Outcome{}, err
		}
	}
	next := verdict.Wake
	if slices.ContainsFunc(concerns, func(c concern) bool { return c.Unread }) {
		next = soonest(next, g.Now().Add(unreadEvery))
	}
	review, err := g.report(ctx, verdict)
	switch {
	case err != nil:
		return agenda.Outcome{}, err
	case review == outbox.ReviewTooLate:
		g.row.Answer = answeredElsewhere
		return agenda.Done(), g.finish(ctx, nil)
	case review == outbox.ReviewRefused:
		return agenda.Outcome{}, g.stuck(ctx)
	}
	return agenda.AgainFor(next, agenda.CauseClock), nil
}

// soonest is the sooner of two moments, of which the zero one never comes.
func soonest(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

// report tells the deployment how it stands, unless that is what it was told last. GitHub takes only so many reports:
// the last one is kept for the warning that the run will end. An attempt counts, whatever becomes of it.
func (g *gate) report(ctx context.Context, verdict policy.DeploymentVerdict) (outbox.Review, error) {
	d := deploymentFact(g.row)
	text := render.DeploymentLog(verdict, d)
	left := ghsa.MaxStatusReports - g.row.Reports
	if text == g.row.Told || left <= 0 || left == 1 && !verdict.Expiring {
		return outbox.ReviewTaken, nil
	}
	g.row.Reports++
	if err := g.record(ctx, false, nil); err != nil {
		return outbox.ReviewTaken, err
	}
	review, err := outbox.ReviewDeployment(ctx, g.github, d, verdict)
	if err != nil || review != outbox.ReviewTaken {
		return review, err
	}
	g.row.Told = text
	return review, g.record(ctx, false, nil)
}

// answer approves or rejects the deployment. That it is going to is recorded before, so that after a crash GitHub is
// asked whether it has happened.
func (g *gate) answer(ctx context.Context, verdict policy.DeploymentVerdict, notes []store.ActionRow) (agenda.Outcome, error) {
	g.row.State, g.row.Answer = store.DeploymentAnswering, string(verdict.Code)
	if err := g.record(ctx, false, nil); err != nil {
		return agenda.Outcome{}, err
	}
	review, err := outbox.ReviewDeployment(ctx, g.github, deploymentFact(g.row), verdict)
	switch {
	case err != nil:
		return agenda.Outcome{}, fmt.Errorf("answer deployment %s/%d: %w", g.row.Repo, g.row.Run, err)
	case review == outbox.ReviewRefused:
		return agenda.Outcome{}, g.stuck(ctx)
	case review == outbox.ReviewTooLate:
		g.row.Answer = answeredElsewhere
	}
	return agenda.Done(), g.finish(ctx, notes)
}

// stuck has people told of a deployment that GitHub does not let the app answer, and tries again later: not sooner,
// whatever happens, since somebody has to grant the permission first.
func (g *gate) stuck(ctx context.Context) error {
	var notes []store.ActionRow
	for _, ref := range g.row.Advisories {
		notes = append(notes, outbox.DeploymentNote(ref, outbox.DeploymentStuck, g.row, policy.DeploymentVerdict{}, g.Now()))
	}
	g.row.State, g.row.Answer = store.DeploymentWaiting, ""
	if err := g.record(ctx, false, notes); err != nil {
		return err
	}
	return &refusedError{repo: g.row.Repo, run: g.row.Run, at: g.Now().Add(refusedEvery)}
}

// refusedError is a GitHub that does not take the answer to a deployment from the app.
type refusedError struct {
	repo string
	run  int64
	at   time.Time
}

func (e *refusedError) Error() string {
	return fmt.Sprintf("answer deployment %s/%d: GitHub refuses it; see whether the app has the permission deployments: write", e.repo, e.run)
}

// RetryAt tells the agenda when to try again.
func (e *refusedError) RetryAt() time.Time { return e.at }

// Class names the failure in the agenda's list.
func (e *refusedError) Class() string { return "deployment-refused" }

// finish records that the deployment is answered.
func (g *gate) finish(ctx context.Context, notes []store.ActionRow) error {
	g.row.State, g.row.AnsweredAt = store.DeploymentDone, g.Now()
	g.Logger.Info().Str("repository", g.row.Repo).Int64("run", g.row.Run).Str("answer", g.row.Answer).
		Strs("causes", causes(ctx)).Msg("deployment answered")
	return g.record(ctx, true, notes)
}

// record writes how far the answer has come, with the notes that are wanted. It has the advisories looked at that have
// something new to see: all that hold the deployment where that changed, and those with a new note.
func (g *gate) record(ctx context.Context, changed bool, notes []store.ActionRow) error {
	err := g.Agenda.Update(ctx, func(tx *store.Tx) error {
		if err := tx.PutDeployment(g.row); err != nil {
			return err
		}
		look, err := wantNotes(tx, notes)
		if err != nil {
			return err
		}
		if changed {
			look = append(look, g.row.Advisories...)
		}
		for _, ref := range look {
			if err := g.Agenda.MarkTx(tx, agenda.Key(agenda.KindLook, ref), g.Now()); err != nil {
				return err
			}
		}
		if g.row.State != store.DeploymentDone {
			return nil
		}
		return tx.PruneDeployments(g.Now().Add(-deploymentsKept))
	})
	if err != nil {
		return fmt.Errorf("record deployment %s/%d: %w", g.row.Repo, g.row.Run, err)
	}
	g.Agenda.Wake()
	return nil
}

// wantNotes puts notes into the outbox and gives the advisories that have a new one.
func wantNotes(tx *store.Tx, notes []store.ActionRow) (refs []string, err error) {
	for _, note := range notes {
		fresh, err := tx.WantAction(note)
		if err != nil {
			return nil, err
		}
		if fresh {
			refs = append(refs, note.Ref)
		}
	}
	return refs, nil
}

package outbox

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// DeploymentGitHub is what answering deployments needs of GitHub.
type DeploymentGitHub interface {
	ReviewDeployment(ctx context.Context, owner, repo string, run int64, review ghsa.DeploymentReview) error
	DeploymentPending(ctx context.Context, owner, repo string, run int64, environment string) (bool, error)
}

// Review is what became of a word to a deployment.
type Review int

// The outcomes of a word to a deployment.
const (
	ReviewTaken   Review = iota // GitHub took it
	ReviewTooLate               // the deployment waits no longer
	ReviewRefused               // GitHub does not take it from the app, although the deployment waits
)

// ReviewDeployment approves or rejects a deployment, or tells it how it stands, as the verdict has it. GitHub may refuse
// a word to a deployment that was answered before, by the app itself or by a person, so a refusal has it looked after.
func ReviewDeployment(ctx context.Context, github DeploymentGitHub, d policy.Deployment, verdict policy.DeploymentVerdict) (Review, error) {
	review := ghsa.DeploymentReview{Environment: d.Environment, Comment: render.DeploymentLog(verdict, d)}
	switch verdict.Answer {
	case policy.DeploymentApprove:
		review.State = ghsa.DeploymentApproved
	case policy.DeploymentReject:
		review.State = ghsa.DeploymentRejected
	}
	err := github.ReviewDeployment(ctx, d.Owner, d.Repo, d.Run, review)
	if !refused(err) {
		return ReviewTaken, err
	}
	switch waits, known, failed := StillWaits(ctx, github, d); {
	case failed != nil:
		return ReviewRefused, failed
	case known && !waits || ghsa.IsNotFound(err) && !known:
		return ReviewTooLate, nil
	case ghsa.IsForbidden(err):
		return ReviewRefused, nil
	}
	return ReviewRefused, err // the deployment waits, so this may well be taken later
}

// StillWaits tells whether GitHub lists a deployment among those that wait; known is false when it does not let the
// app see that.
func StillWaits(ctx context.Context, github DeploymentGitHub, d policy.Deployment) (waits, known bool, err error) {
	waits, err = github.DeploymentPending(ctx, d.Owner, d.Repo, d.Run, d.Environment)
	if refused(err) {
		return false, false, nil
	}
	if err != nil {
		return false, false, fmt.Errorf("see whether the deployment still waits: %w", err)
	}
	return waits, true, nil
}

// kindDeploymentNote is the kind of action that tells an advisory's people of a deployment.
const kindDeploymentNote = "deployment-note"

// DeploymentWhy says what a note about a deployment is for.
type DeploymentWhy string

// What notes about deployments are for.
const (
	DeploymentHeld    DeploymentWhy = "held"    // it waits, and somebody has to do something
	DeploymentExpires DeploymentWhy = "expires" // GitHub will soon end it
	DeploymentPassed  DeploymentWhy = "passed"  // only the mode let it pass
	DeploymentStuck   DeploymentWhy = "stuck"   // GitHub did not let the app answer it
)

// The arguments of a note about a deployment.
const (
	argWhy         = "why"
	argCode        = "code"
	argRepository  = "repository"
	argRun         = "run"
	argEnvironment = "environment"
	argRef         = "ref"
	argSHA         = "sha"
	argRequested   = "requested"
)

// DeploymentNote is the action that tells an advisory's people of a deployment: once for each reason, and where a slot
// matters once for each slot.
func DeploymentNote(ref string, why DeploymentWhy, row store.DeploymentRow, verdict policy.DeploymentVerdict, now time.Time) store.ActionRow {
	key := fmt.Sprintf("deployment/%s/%s/%d/%s/%d", why, row.Repo, row.Run, url.PathEscape(row.Environment), row.Deployment)
	if why == DeploymentHeld {
		key += "/" + string(verdict.Held)
		if verdict.Slot.Agreed {
			key += "/" + verdict.Slot.Start.Format("20060102T1504")
		}
	}
	return store.ActionRow{
		Ref: ref, Key: key, Kind: kindDeploymentNote, State: store.ActionWanted, CreatedAt: now,
		Args: map[string]string{
			argWhy: string(why), argCode: string(verdict.Held), argRepository: row.Repo, argRun: strconv.FormatInt(row.Run, 10),
			argEnvironment: row.Environment, argRef: row.Ref, argSHA: row.SHA, argRequested: row.RequestedAt.Format(time.RFC3339),
		},
	}
}

// performDeploymentNote tells of a deployment what still holds of it.
func performDeploymentNote(ctx context.Context, v View, row store.ActionRow) (Result, error) {
	d, ok := deploymentOf(row)
	if !ok {
		return dropped("arguments"), nil
	}
	why, code := DeploymentWhy(row.Args[argWhy]), policy.DeploymentCode(row.Args[argCode])
	if why != DeploymentPassed && !v.waits(d) {
		return dropped("answered"), nil
	}
	concern := policy.DeploymentConcern{Process: v.Process, Case: v.Case, Report: v.Report}
	verdict := policy.JudgeDeployment(d, []policy.DeploymentConcern{concern}, v.Now)
	if why == DeploymentHeld && verdict.Held != code {
		return dropped("changed"), nil
	}
	note := render.DeploymentNote{
		Key: row.Key, To: v.srcTeam(), Deployment: d, URL: policy.RunURL(v.Case.Advisory, d), Held: code,
		Slot: v.Report.Slot, Missing: v.Report.Missing(),
	}
	write := map[DeploymentWhy]func(render.DeploymentNote) string{
		DeploymentHeld: render.DeploymentHeld, DeploymentExpires: render.DeploymentExpires,
		DeploymentPassed: render.DeploymentPassed, DeploymentStuck: render.DeploymentStuck,
	}[why]
	if write == nil {
		return dropped("arguments"), nil
	}
	return v.tell(ctx, row.Key, write(note))
}

// deploymentOf reads the deployment out of an action's arguments.
func deploymentOf(row store.ActionRow) (policy.Deployment, bool) {
	owner, repo, isName := strings.Cut(row.Args[argRepository], "/")
	run, err := strconv.ParseInt(row.Args[argRun], 10, 64)
	requested, _ := time.Parse(time.RFC3339, row.Args[argRequested]) // the zero time is not known
	return policy.Deployment{
		Owner: owner, Repo: repo, Run: run, Environment: row.Args[argEnvironment], Ref: row.Args[argRef], SHA: row.Args[argSHA],
		RequestedAt: requested,
	}, isName && err == nil
}

// waits tells whether a deployment is still held for the advisory.
func (v View) waits(d policy.Deployment) bool {
	for _, waiting := range v.Case.Waiting {
		if waiting.Owner == d.Owner && waiting.Repo == d.Repo && waiting.Run == d.Run && waiting.Environment == d.Environment {
			return true
		}
	}
	return false
}

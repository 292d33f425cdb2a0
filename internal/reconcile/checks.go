package reconcile

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/outbox"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// FixCheck is the name of the check on fix pull requests.
const FixCheck = "embargo"

// fixPull is a pull request that belongs to an advisory, with what the check on it needs.
type fixPull struct {
	policy.PullRequestRef

	head string // SHA
}

// setFixChecks makes the check on every fix pull request say what the checklist says, bound to the pull request's
// head. In a public repository there is none before the release slot: its mere presence would tell.
func (r *Reconciler) setFixChecks(ctx context.Context, v outbox.View, o *observation, report policy.Report) error {
	if o.process.Mode == policy.ModeObserve {
		return nil
	}
	pulls, err := o.fixPulls(ctx)
	if err != nil {
		return err
	}
	for _, pull := range pulls {
		if err := r.setFixCheck(ctx, v, o, report, pull); err != nil {
			return err
		}
	}
	return nil
}

// setFixCheck sets the check on one fix pull request, where there may be one: in the configured private fix
// repositories, and in public ones from the release day on. Other private repositories have other readers.
func (r *Reconciler) setFixCheck(ctx context.Context, v outbox.View, o *observation, report policy.Report, pull fixPull) error {
	if ghsa.IsTemporaryFork(pull.Repo) {
		return r.tryForkCheck(ctx, o, report, pull)
	}
	repository, err := o.github.Repository(ctx, pull.Owner, pull.Repo)
	if err != nil {
		return failLook(err) // what cannot be read cannot be checked; fix-approved says so in the checklist
	}
	switch {
	case repository.Private && !o.isFixRepository(pull):
		return nil
	case !repository.Private && !releaseDayHasCome(o.facts.Advisory, report, v.Now):
		return nil
	}
	result := fixResult(policy.CheckFix(report, o.facts.Advisory, !repository.Private), o.ref.GHSA)
	err = r.setCheck(ctx, o.github, pull.Owner, pull.Repo, pull.head, result)
	return r.toldRefusal(ctx, pull.Owner, pull.Repo, err)
}

// isFixRepository tells whether the process names the pull request's repository as one where fixes are worked on.
func (o *observation) isFixRepository(pull fixPull) bool {
	named := func(name string) bool { return strings.EqualFold(name, pull.Repo) }
	return strings.EqualFold(pull.Owner, o.ref.Owner) && slices.ContainsFunc(o.process.FixRepositories, named)
}

// tryForkCheck tries once whether GitHub takes a check in a temporary private fork, and remembers its no.
func (r *Reconciler) tryForkCheck(ctx context.Context, o *observation, report policy.Report, pull fixPull) error {
	name := ofRepository(noteCheckRefused, pull.Owner, pull.Repo)
	refusal, err := r.note(ctx, name)
	if err != nil || refusal != "" {
		return err
	}
	result := fixResult(policy.CheckFix(report, o.facts.Advisory, false), o.ref.GHSA)
	err = r.setCheck(ctx, o.github, pull.Owner, pull.Repo, pull.head, result)
	if err != nil && failLook(err) == nil {
		return r.Agenda.Update(ctx, func(tx *store.Tx) error { return tx.SetNote(name, "check") })
	}
	return r.toldRefusal(ctx, pull.Owner, pull.Repo, err) // a conflict, which passes
}

// toldRefusal tells the operator about GitHub's no to a check; the next look asks anew. Other errors pass.
func (r *Reconciler) toldRefusal(ctx context.Context, owner, repo string, err error) error {
	if refusedCheck(err) {
		r.Logger.Warn().Str("repository", owner+"/"+repo).Strs("causes", causes(ctx)).Err(err).Msg("GitHub refuses the check")
		return nil
	}
	return err
}

// refusedCheck tells a GitHub that says no to a check from one that could not be asked.
func refusedCheck(err error) bool {
	return err != nil && (failLook(err) == nil || ghsa.IsConflict(err))
}

// releaseDayHasCome tells whether the agreed slot has begun or the advisory is public.
func releaseDayHasCome(advisory policy.Advisory, report policy.Report, now time.Time) bool {
	return advisory.State == policy.AdvisoryPublished || (report.Slot.Agreed && !now.Before(report.Slot.Start))
}

// fixPulls finds the open pull requests that belong to the advisory: those named by /fix-ready, and those in the
// organisation's private fix repositories whose branch, title or body carries the advisory's id.
func (o *observation) fixPulls(ctx context.Context) ([]fixPull, error) {
	var pulls []fixPull
	named := map[policy.PullRequestRef]bool{}
	for _, pull := range o.facts.PullRequests {
		if pull.Read.Known && pull.Read.Value.Open {
			ref := policy.PullRequestRef{Owner: pull.Owner, Repo: pull.Repo, Number: pull.Number}
			pulls = append(pulls, fixPull{ref, pull.Read.Value.HeadSHA})
			named[ref] = true
		}
	}
	for _, name := range o.process.FixRepositories {
		open, err := o.github.OpenPullRequests(ctx, o.ref.Owner, name)
		if err != nil {
			if err := failLook(err); err != nil {
				return nil, err
			}
			continue
		}
		for _, pull := range open {
			ref := policy.PullRequestRef{Owner: o.ref.Owner, Repo: name, Number: pull.Number}
			if !named[ref] && mentionsAdvisory(pull, o.ref.GHSA) {
				pulls = append(pulls, fixPull{ref, pull.Head.SHA})
			}
		}
	}
	return pulls, nil
}

// mentionsAdvisory tells whether a pull request carries the advisory's id.
func mentionsAdvisory(pull ghsa.PullRequest, id string) bool {
	id = strings.ToLower(id)
	for _, text := range []string{pull.Head.Ref, pull.Title, pull.Body} {
		if strings.Contains(strings.ToLower(text), id) {
			return true
		}
	}
	return false
}

// fixResult is the check as GitHub takes it. Its external id is a digest of all the rest.
func fixResult(check policy.FixCheck, id string) ghsa.CheckResult {
	result := ghsa.CheckResult{Name: FixCheck, Conclusion: string(check.Conclusion)}
	result.Output.Title, result.Output.Summary = render.FixCheck(check, id)
	if result.Output.Summary == "" {
		result.Output.Summary = result.Output.Title // GitHub demands one
	}
	return sealed(result)
}

// sealed gives a result an external id that changes whenever it says something else.
func sealed(result ghsa.CheckResult) ghsa.CheckResult {
	said := strings.Join([]string{result.Conclusion, result.Output.Title, result.Output.Summary}, "\x00")
	result.ExternalID = fmt.Sprintf("%x", sha256.Sum256([]byte(said)))[:32]
	return result
}

// checks is what setting a check takes of GitHub.
type checks interface {
	CheckRuns(ctx context.Context, owner, repo, sha, name string) ([]ghsa.CheckRun, error)
	CreateCheckRun(ctx context.Context, owner, repo, sha string, result ghsa.CheckResult) (ghsa.CheckRun, error)
	UpdateCheckRun(ctx context.Context, owner, repo string, id int64, result ghsa.CheckResult) (ghsa.CheckRun, error)
}

// setCheck makes the app's check on a commit say the result, unless it does already. A finished run is not opened
// again: a new one takes its place. Somebody who asked for another run gets one, whatever it says.
func (r *Reconciler) setCheck(ctx context.Context, github checks, owner, repo, sha string, result ghsa.CheckResult) error {
	rerun := store.RerunNote(owner + "/" + repo + "/" + sha)
	asked, err := r.note(ctx, rerun)
	if err != nil {
		return err
	}
	run, err := r.ownCheck(ctx, github, owner, repo, sha, result.Name)
	if err != nil || (asked == "" && run.ID != 0 && run.ExternalID == result.ExternalID && run.Conclusion == result.Conclusion) {
		return err
	}
	if run.ID == 0 || run.Status == "completed" && result.Conclusion == "" {
		_, err = github.CreateCheckRun(ctx, owner, repo, sha, result)
	} else {
		_, err = github.UpdateCheckRun(ctx, owner, repo, run.ID, result)
	}
	if err != nil {
		return err
	}
	r.Logger.Info().Str("repository", owner+"/"+repo).Str("state", cmp.Or(result.Conclusion, "waiting")).
		Strs("causes", causes(ctx)).Msg("check set")
	if asked == "" {
		return nil
	}
	return r.Agenda.Update(ctx, func(tx *store.Tx) error { return tx.SetNote(rerun, "") })
}

// ownCheck finds the app's latest run on a commit; its id is 0 when there is none.
func (r *Reconciler) ownCheck(ctx context.Context, github checks, owner, repo, sha, name string) (ghsa.CheckRun, error) {
	bot, err := r.Installations.BotLogin(ctx)
	if err != nil {
		return ghsa.CheckRun{}, fmt.Errorf("find out the app's own login: %w", err)
	}
	runs, err := github.CheckRuns(ctx, owner, repo, sha, name)
	for _, run := range runs {
		if strings.EqualFold(run.App.Slug+"[bot]", bot) {
			return run, nil
		}
	}
	return ghsa.CheckRun{}, err
}

package reconcile

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/outbox"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/policy"
)

// FixCheck is the name of the check on fix pull requests.
const FixCheck = "embargo"

// fixPull is a pull request that belongs to an advisory, with what the check on it needs.
type fixPull struct {
	owner, repo string
	number      int
	head        string // SHA
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
		repository, err := o.github.Repository(ctx, pull.owner, pull.repo)
		if err != nil {
			if err := failLook(err); err != nil {
				return err
			}
			continue // what cannot be read cannot be checked; fix-approved says so in the checklist
		}
		if !repository.Private && !releaseDayHasCome(o.facts.Advisory, report, v.Now) {
			continue
		}
		check := policy.CheckFix(report, o.facts.Advisory, !repository.Private)
		if err := r.setCheck(ctx, v.Guard, o.github, pull.owner, pull.repo, pull.head, fixResult(check, o.ref.GHSA)); err != nil {
			return err
		}
	}
	return nil
}

// releaseDayHasCome tells whether the agreed slot has begun or the advisory is public.
func releaseDayHasCome(advisory policy.Advisory, report policy.Report, now time.Time) bool {
	return advisory.State == policy.AdvisoryPublished || (report.Slot.Agreed && !now.Before(report.Slot.Start))
}

// fixPulls finds the open pull requests that belong to the advisory: those named by /fix-ready, and those in the
// organisation's private fix repositories whose branch, title or body carries the advisory's id.
func (o *observation) fixPulls(ctx context.Context) ([]fixPull, error) {
	var pulls []fixPull
	named := map[string]bool{}
	for _, pull := range o.facts.PullRequests {
		if pull.Read.Known && pull.Read.Value.Open {
			pulls = append(pulls, fixPull{pull.Owner, pull.Repo, pull.Number, pull.Read.Value.HeadSHA})
			named[fmt.Sprintf("%s/%s#%d", pull.Owner, pull.Repo, pull.Number)] = true
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
			if !named[fmt.Sprintf("%s/%s#%d", o.ref.Owner, name, pull.Number)] && mentionsAdvisory(pull, o.ref.GHSA) {
				pulls = append(pulls, fixPull{o.ref.Owner, name, pull.Number, pull.Head.SHA})
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
// again: a new one takes its place. GitHub's no is told to the operator; the next look asks anew.
func (r *Reconciler) setCheck(ctx context.Context, guard func(context.Context) error, github checks, owner, repo, sha string, result ghsa.CheckResult) error {
	run, err := r.ownCheck(ctx, github, owner, repo, sha, result.Name)
	if err == nil && (run.ID == 0 || run.ExternalID != result.ExternalID || run.Conclusion != result.Conclusion) {
		if err := guard(ctx); err != nil {
			return err
		}
		if run.ID == 0 || run.Status == "completed" && result.Conclusion == "" {
			_, err = github.CreateCheckRun(ctx, owner, repo, sha, result)
		} else {
			_, err = github.UpdateCheckRun(ctx, owner, repo, run.ID, result)
		}
	}
	if err != nil && failLook(err) == nil {
		r.Logger.Warn().Str("repository", owner+"/"+repo).Err(err).Msg("GitHub refuses the check")
		return nil
	}
	return err
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

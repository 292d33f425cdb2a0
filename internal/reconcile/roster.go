package reconcile

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// RosterCheck is the name of the check on pull requests that touch an organisation's process file.
const RosterCheck = "embargo roster"

// RosterReader is what holding a roster against GitHub takes.
type RosterReader interface {
	FileAt(ctx context.Context, owner, repo, path, ref string) ([]byte, error)
	TeamMembers(ctx context.Context, org, slug string) ([]string, error)
}

// RosterGitHub is what is read and written about changes of rosters.
type RosterGitHub interface {
	RosterReader
	Repository(ctx context.Context, owner, repo string) (ghsa.Repository, error)
	PullRequestFiles(ctx context.Context, owner, repo string, number int) ([]ghsa.ChangedFile, error)
	OpenPullRequests(ctx context.Context, owner, repo string) ([]ghsa.PullRequest, error)
	CheckRuns(ctx context.Context, owner, repo, sha, name string) ([]ghsa.CheckRun, error)
	CreateCheckRun(ctx context.Context, owner, repo, sha string, result ghsa.CheckResult) (ghsa.CheckRun, error)
	UpdateCheckRun(ctx context.Context, owner, repo string, id int64, result ghsa.CheckResult) (ghsa.CheckRun, error)
}

// proposal is a pull request that changes the process file, as GitHub shows it now.
type proposal struct {
	owner, repo string
	number      int
	github      GitHub
	pull        ghsa.PullRequest
	before      policy.Process // in force on the base branch
	after       policy.Process
	mistakes    config.Problems // of the file as it is proposed
	team        []string        // the SRC's, empty when it could not be read
}

func (p *proposal) name() string { return p.owner + "/" + p.repo + "/" + strconv.Itoa(p.number) }

// roster looks at one pull request: does it touch the process file, may what it does to the roster pass, and does
// the check say so?
func (r *Reconciler) roster(ctx context.Context, lease agenda.Lease) (agenda.Outcome, error) {
	parsed, ok := parseProposal(lease.What())
	if !ok {
		return agenda.Stop("no-pull-request-in-key"), nil
	}
	p := &parsed
	var err error
	if _, p.github, err = r.clientAt(ctx, p.owner); err != nil {
		return agenda.Outcome{}, err
	}
	if p.github == nil {
		return agenda.Stop("not-installed"), nil
	}
	proposes, err := p.read(ctx)
	if err != nil {
		return agenda.Outcome{}, fmt.Errorf("read pull request %s: %w", p.name(), err)
	}
	if !proposes {
		return agenda.Done(), r.remember(ctx, p, "")
	}
	if err := r.readProcesses(ctx, p); err != nil {
		return agenda.Outcome{}, fmt.Errorf("read what %s proposes: %w", p.name(), err)
	}
	since, err := r.proposedSince(ctx, p)
	if err != nil {
		return agenda.Outcome{}, err
	}
	verdict := policy.JudgeRosterChange(p.before, p.after, p.facts(since), r.Now())
	if p.before.Mode != policy.ModeObserve {
		err := r.setCheck(ctx, p.github, p.owner, p.repo, p.pull.Head.SHA, p.result(verdict))
		if err := r.toldRefusal(ctx, p.owner, p.repo, err); err != nil {
			return agenda.Outcome{}, err
		}
	}
	next := r.Now().Add(sweepEvery + spread(p.name(), sweepEvery/2))
	if at := verdict.PassesAt; !at.IsZero() && at.Before(next) {
		next = at
	}
	return agenda.Again(next), nil
}

// parseProposal reads the pull request out of what a key names.
func parseProposal(what string) (p proposal, ok bool) {
	parts := strings.Split(what, "/")
	if len(parts) != 3 {
		return proposal{}, false
	}
	number, err := strconv.Atoi(parts[2])
	return proposal{owner: parts[0], repo: parts[1], number: number}, err == nil && number > 0
}

// read tells whether the pull request proposes another process file now: open, not a draft, for the default
// branch, and changing that file. What it cannot see any more proposes nothing.
func (p *proposal) read(ctx context.Context) (proposes bool, err error) {
	if p.pull, err = p.github.PullRequest(ctx, p.owner, p.repo, p.number); err != nil {
		return false, failLook(err)
	}
	if p.pull.State != "open" || p.pull.Draft {
		return false, nil
	}
	repository, err := p.github.Repository(ctx, p.owner, p.repo)
	if err != nil || p.pull.Base.Ref != repository.DefaultBranch {
		return false, failLook(err)
	}
	files, err := p.github.PullRequestFiles(ctx, p.owner, p.repo, p.number)
	if err != nil {
		return false, failLook(err)
	}
	return slices.ContainsFunc(files, func(f ghsa.ChangedFile) bool {
		return f.Name == config.ProcessPath || f.Previous == config.ProcessPath
	}), nil
}

// readProcesses resolves the process in force and the proposed one. Mistakes of the latter are what the check is
// about.
func (r *Reconciler) readProcesses(ctx context.Context, p *proposal) error {
	var err error
	if p.before, _, err = r.loadProcess(ctx, ghsa.Ref{Owner: p.owner, Repo: p.repo}, p.github); err != nil {
		return err
	}
	if p.after, p.mistakes, err = readProcess(ctx, p.github, p.owner, p.repo, p.pull.Head.SHA); err != nil {
		return err
	}
	p.team, err = p.github.TeamMembers(ctx, p.owner, p.before.SRC.Team)
	return failLook(err)
}

// readProcess reads an organisation's process file at a ref. With mistakes in it, the process is the default one;
// without a file too.
func readProcess(ctx context.Context, github RosterReader, owner, repo, ref string) (policy.Process, config.Problems, error) {
	var file *config.File
	var problems config.Problems
	content, err := github.FileAt(ctx, owner, repo, config.ProcessPath, ref)
	if err == nil {
		file, err = config.ParseProcess(config.ProcessPath, content)
	}
	if err != nil && !ghsa.IsNotFound(err) && !errors.As(err, &problems) {
		return policy.Process{}, nil, err
	}
	resolved, err := config.Resolve(file, nil)
	if errors.As(err, &problems) {
		resolved, err = config.Resolve(nil, nil)
	}
	return resolved.Process, problems, err
}

// facts is the proposal as the policy sees it.
func (p *proposal) facts(since time.Time) policy.RosterProposal {
	facts := policy.RosterProposal{Head: p.pull.Head.SHA, Since: since, Team: p.team}
	if p.pull.User != nil {
		facts.Author = p.pull.User.Login
	}
	states := map[string]policy.ReviewState{
		"APPROVED": policy.ReviewApproved, "CHANGES_REQUESTED": policy.ReviewObjected, "DISMISSED": policy.ReviewDismissed,
	}
	for _, review := range p.pull.Reviews {
		state, decisive := states[review.State]
		if !decisive || review.User == nil {
			continue
		}
		facts.Reviews = append(facts.Reviews, policy.RosterReview{
			Login: review.User.Login, State: state, SHA: review.SHA, At: review.SubmittedAt,
		})
	}
	return facts
}

// digest tells what is proposed over what, so that another commit, or another committee in force, is another
// proposal.
func (p *proposal) digest() (string, error) {
	committee, err := json.Marshal(p.before.SRC)
	if err != nil {
		return "", fmt.Errorf("write down the committee in force: %w", err)
	}
	return fmt.Sprintf("%x", sha256.Sum256(append(committee, p.pull.Head.SHA...)))[:32], nil
}

// proposedSince is when this very proposal was first seen here. A commit's own time is its author's to choose, and
// an older head that comes back, or a pull request opened again, has been out of sight meanwhile. An empty
// database begins anew, which is the safe side.
func (r *Reconciler) proposedSince(ctx context.Context, p *proposal) (time.Time, error) {
	digest, err := p.digest()
	if err != nil {
		return time.Time{}, err
	}
	note, err := r.note(ctx, noteProposal+p.name())
	if err != nil {
		return time.Time{}, err
	}
	if known, since, ok := strings.Cut(note, " "); ok && known == digest {
		return time.Parse(time.RFC3339, since)
	}
	now := r.Now().UTC().Truncate(time.Second)
	return now, r.remember(ctx, p, digest+" "+now.Format(time.RFC3339))
}

// remember keeps the note about a proposal; "" forgets it.
func (r *Reconciler) remember(ctx context.Context, p *proposal, note string) error {
	if known, err := r.note(ctx, noteProposal+p.name()); err != nil || known == note {
		return err
	}
	return r.Agenda.Update(ctx, func(tx *store.Tx) error {
		return setNote(tx, noteProposal+p.name(), note)
	})
}

// conclusions of a check, by how far the change has come; one that waits has none yet.
var rosterConclusions = map[policy.RosterState]string{
	policy.RosterPassed: "success", policy.RosterFailed: "failure",
}

// result is what the check has to say. Its external id is a digest of all the rest.
func (p *proposal) result(verdict policy.RosterVerdict) ghsa.CheckResult {
	view := render.RosterView{Verdict: verdict, Absent: len(p.before.SRC.Roster)+len(p.after.SRC.Roster) == 0}
	for _, mistake := range p.mistakes {
		view.Mistakes = append(view.Mistakes, mistake.String())
	}
	result := ghsa.CheckResult{Name: RosterCheck, Conclusion: rosterConclusions[verdict.State]}
	switch {
	case len(p.mistakes) > 0:
		result.Conclusion = "failure"
	case view.Absent:
		result.Conclusion = "neutral"
	}
	result.Output.Title, result.Output.Summary = render.Roster(view)
	return sealed(result)
}

package reconcile

import (
	"context"
	"strings"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// readPullRequests reads the pull requests that the decisions name as the fix.
func (r *Reconciler) readPullRequests(ctx context.Context, o *observation) error {
	o.facts.PullRequests, o.refusedForks = nil, nil
	for _, named := range policy.Settle(o.facts.Decisions).FixReady.Refs {
		fact := policy.PullRequest{Owner: named.Owner, Repo: named.Repo, Number: named.Number}
		refused := ofRepository(noteReadRefused, named.Owner, named.Repo)
		if ghsa.IsTemporaryFork(named.Repo) {
			refusal, err := r.note(ctx, refused)
			if err != nil {
				return err
			}
			if refusal != "" {
				fact.Read = policy.Unknown[policy.PullRequestState](whyNotFork)
				o.facts.PullRequests = append(o.facts.PullRequests, fact)
				continue
			}
		}
		pull, err := o.github.PullRequest(ctx, named.Owner, named.Repo, named.Number)
		switch {
		case err == nil:
			fact.URL, fact.Read = pull.HTMLURL, policy.Know(pullRequestFact(pull))
		case ghsa.IsTemporaryFork(named.Repo) && failLook(err) == nil:
			fact.Read = policy.Unknown[policy.PullRequestState](whyNotFork)
			o.refusedForks = append(o.refusedForks, refused)
		default:
			if err := failLook(err); err != nil {
				return err
			}
			fact.Read = policy.Unknown[policy.PullRequestState]("the pull request could not be read")
		}
		o.facts.PullRequests = append(o.facts.PullRequests, fact)
	}
	return nil
}

// recordPulls remembers whose fix a pull request is, so that its events lead to its advisory, and which temporary
// forks could not be read.
func (o *observation) recordPulls(tx *store.Tx, report policy.Report) error {
	for _, pull := range report.Ledger.FixReady.Refs {
		if err := setNote(tx, store.PullNote(pull.String()), o.ref.String()); err != nil {
			return err
		}
	}
	for _, note := range o.refusedForks {
		if err := setNote(tx, note, "read"); err != nil {
			return err
		}
	}
	return nil
}

// whyNotFork is shown to people.
const whyNotFork = "GitHub lets no app read a temporary private fork"

func pullRequestFact(p ghsa.PullRequest) policy.PullRequestState {
	state := policy.PullRequestState{Open: p.State == "open", Merged: p.Merged, HeadSHA: p.Head.SHA}
	if p.Merged {
		state.MergeSHA = p.MergeSHA
	}
	for _, review := range p.Reviews {
		fact := policy.Review{Approved: review.State == "APPROVED", SHA: review.SHA, At: review.SubmittedAt}
		if review.User != nil {
			fact.Login = review.User.Login
		}
		if review.State == "CHANGES_REQUESTED" {
			withdraw(state.Reviews, fact.Login)
		}
		state.Reviews = append(state.Reviews, fact)
	}
	return state
}

// withdraw takes a person's earlier approvals back: GitHub keeps listing them after the same person objected.
func withdraw(reviews []policy.Review, login string) {
	for i := range reviews {
		if strings.EqualFold(reviews[i].Login, login) {
			reviews[i].Approved = false
		}
	}
}

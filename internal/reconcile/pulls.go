package reconcile

import (
	"context"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/policy"
)

// readPullRequests reads the pull requests that the decisions name as the fix.
func (o *observation) readPullRequests(ctx context.Context) error {
	o.facts.PullRequests = nil
	for _, named := range policy.Settle(o.facts.Decisions).FixReady.Refs {
		fact := policy.PullRequest{Owner: named.Owner, Repo: named.Repo, Number: named.Number}
		pull, err := o.github.PullRequest(ctx, named.Owner, named.Repo, named.Number)
		switch {
		case err == nil:
			fact.URL, fact.Read = pull.HTMLURL, policy.Know(pullRequestFact(pull))
		case ghsa.IsTemporaryFork(named.Repo) && failLook(err) == nil:
			fact.Read = policy.Unknown[policy.PullRequestState]("GitHub lets no app read a temporary private fork")
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
		state.Reviews = append(state.Reviews, fact)
	}
	return state
}

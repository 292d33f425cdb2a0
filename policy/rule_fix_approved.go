package policy

// findFixApproved: every pull request that makes up the fix is approved, as it is now, by someone of the fix team.
func findFixApproved(v *view) finding {
	ready := v.ledger.FixReady
	if !ready.Decision.Made() {
		return pending(nextApproveLater, "")
	}
	if !v.c.Owners.Known {
		return unknown(nextReadOwners, usageWaive(ItemFixApproved), Evidence{Text: unreadOwners(v.c.Owners.Why)})
	}
	var evidence []Evidence
	var missing, unread bool
	for _, ref := range ready.Refs {
		fact := Evidence{URL: v.pullRequestURL(ref)}
		read := v.pullRequest(ref)
		switch review, approved := v.approval(read); {
		case !read.Known && v.isFork(ref.Owner, ref.Repo):
			fact.Text, unread = unreadFork(ref), true
		case !read.Known:
			fact.Text, unread = unreadPullRequest(ref, read.Why), true
		case approved:
			fact.Text = approvedBy(ref, review.Login, review.SHA)
		default:
			fact.Text, missing = notApproved(ref), true
		}
		evidence = append(evidence, fact)
	}
	switch {
	case missing:
		return pending(nextApprove, "", evidence...)
	case unread:
		return unknown(nextApproveUnread, usageWaive(ItemFixApproved), evidence...)
	}
	return done(evidence...)
}

// approval finds a fix-team member's approval of exactly what would be merged.
func (v *view) approval(read Fact[PullRequestState]) (Review, bool) {
	for _, review := range read.Value.Reviews {
		if read.Known && review.Approved && review.SHA != "" && review.SHA == read.Value.HeadSHA && v.fixTeam(review.Login) {
			return review, true
		}
	}
	return Review{}, false
}

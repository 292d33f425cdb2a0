package policy

import "slices"

// findFixApproved: every pull request that makes up the fix is approved, as it is now, by as many
// people as the process wants.
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
		read := v.pullRequest(ref).Read
		switch approvals, enough := v.approvals(read); {
		case !read.Known && v.isFork(ref.Owner, ref.Repo):
			fact.Text, unread = unreadFork(ref), true
		case !read.Known:
			fact.Text, unread = unreadPullRequest(ref, read.Why), true
		case enough:
			fact.Text = approvedBy(ref, approvals.all(), read.Value.HeadSHA)
		default:
			fact.Text, missing = v.lacking(ref, approvals), true
		}
		evidence = append(evidence, fact)
	}
	switch {
	case missing:
		if v.approvalsWanted() > 1 || v.process.Fix.SRCApproval {
			return pending(nextApproveMore, "", evidence...)
		}
		return pending(nextApprove, "", evidence...)
	case unread:
		return unknown(nextApproveUnread, usageWaive(ItemFixApproved), evidence...)
	}
	return done(evidence...)
}

// approvals are the people who approved exactly what would be merged.
type approvals struct {
	fixTeam []string
	src     []string // some of whom may be on the fix team as well
}

// all lists everybody once.
func (a approvals) all() []string {
	everybody := slices.Clone(a.fixTeam)
	for _, login := range a.src {
		everybody = appendName(everybody, login)
	}
	return everybody
}

// approvals finds who approved exactly what would be merged, and tells whether that is enough for the process. One
// person is not both the fix team's approval and the SRC's.
func (v *view) approvals(read Fact[PullRequestState]) (found approvals, enough bool) {
	if !read.Known {
		return approvals{}, false
	}
	for _, review := range read.Value.Reviews {
		if !review.Approved || review.SHA == "" || review.SHA != read.Value.HeadSHA {
			continue
		}
		if v.fixTeam(review.Login) {
			found.fixTeam = appendName(found.fixTeam, review.Login)
		}
		if v.process.Fix.SRCApproval && v.src(review.Login) {
			found.src = appendName(found.src, review.Login)
		}
	}
	wanted := v.approvalsWanted()
	enough = len(found.fixTeam) >= wanted
	if v.process.Fix.SRCApproval {
		enough = enough && len(found.src) > 0 && len(found.all()) > wanted
	}
	return found, enough
}

// approvalsWanted is how many of the fix team must approve: one where the process does not say.
func (v *view) approvalsWanted() int { return max(v.process.Fix.Approvals, 1) }

// lacking says what a pull request still needs.
func (v *view) lacking(ref PullRequestRef, found approvals) string {
	switch wanted := v.approvalsWanted(); {
	case len(found.fixTeam) >= wanted:
		return notApprovedBySRC(ref)
	case wanted == 1:
		return notApproved(ref)
	default:
		return tooFewApprovals(ref, len(found.fixTeam), wanted)
	}
}

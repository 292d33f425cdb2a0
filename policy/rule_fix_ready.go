package policy

// findFixReady: /fix-ready named pull requests, and none of them was given up since. Into a temporary private fork
// no app may look, so there the declaration stands for itself.
func findFixReady(v *view) finding {
	ready := v.ledger.FixReady
	if !ready.Decision.Made() {
		return pending(nextFixReady, usageFixReady)
	}
	evidence := []Evidence{v.said(wordFixReady, ready.Decision)}
	var unread, closed []Evidence
	for _, ref := range ready.Refs {
		read := v.pullRequest(ref).Read
		fact := Evidence{Text: ref.String(), URL: v.pullRequestURL(ref)}
		switch {
		case !read.Known && !v.isFork(ref.Owner, ref.Repo):
			fact.Text = unreadPullRequest(ref, read.Why)
			unread = append(unread, fact)
		case read.Known && !read.Value.Open && !read.Value.Merged:
			fact.Text = closedPullRequest(ref)
			closed = append(closed, fact)
		}
		evidence = append(evidence, fact)
	}
	switch {
	case len(closed) > 0:
		return pending(nextFixClosed, usageFixReady, evidence...)
	case len(unread) > 0:
		return unknown(nextReadPullRequest, usageFixReady, evidence...)
	}
	return done(evidence...)
}

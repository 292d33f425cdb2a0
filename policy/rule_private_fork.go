package policy

import "strings"

// findPrivateFork: a temporary private fork exists, or the fix is worked on in a private fix repository.
func findPrivateFork(v *view) finding {
	if fork := v.c.Advisory.PrivateFork; fork != "" {
		return done(Evidence{Text: forkIs(fork), URL: v.c.Advisory.Page(fork)})
	}
	for _, ref := range v.ledger.FixReady.Refs {
		if v.isFixRepository(ref.Owner, ref.Repo) || v.published() && v.isFork(ref.Owner, ref.Repo) {
			return done(Evidence{Text: workedOnIn(ref), URL: v.pullRequestURL(ref)})
		}
	}
	if v.published() {
		return unknown(nextForkGone, "", Evidence{Text: forkGone})
	}
	if v.ledger.Fork.Made() {
		return pending(nextForkComes, "", v.said(wordFork, v.ledger.Fork))
	}
	if len(v.process.FixRepositories) > 0 {
		return pending(nextForkOrRepository(strings.Join(v.process.FixRepositories, ", ")), usageCreateFork)
	}
	return pending(nextFork, usageCreateFork)
}

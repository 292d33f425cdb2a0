package policy

import (
	"testing"
	"time"
)

func TestFixReady(t *testing.T) {
	closePR := edit(func(c *Case) { c.PullRequests[1].Read = Know(PullRequestState{}) })
	mergePR := edit(func(c *Case) { c.PullRequests[1].Read = Know(PullRequestState{Merged: true}) })
	losePR := edit(func(c *Case) { c.PullRequests[1].Read = Unknown[PullRequestState]("GitHub answered 404") })
	checkRule(t, ItemFixReady, []ruleCase{
		{"not yet", StatePending, nil},
		{"due soon", StateDueSoon, []step{after(6 * 24 * time.Hour)}},
		{"overdue", StateOverdue, []step{after(7 * 24 * time.Hour)}},
		{"named no pull request", StatePending, []step{says("carol", CommandFixReady, "prs=")}},
		{"open, and one in the fork", StateDone, []step{fixReady, readPRs}},
		{"merged", StateDone, []step{fixReady, readPRs, mergePR}},
		{"closed", StatePending, []step{fixReady, readPRs, closePR}},
		{"not readable", StateUnknown, []step{fixReady, readPRs, losePR}},
		{"not read", StateUnknown, []step{fixReady}},
		{"another one named", StateDone, []step{fixReady, readPRs, closePR, says("dave", CommandFixReady, "prs=example/cosign-ghsa-2222-3333-4444#2")}},
		{"waived", StateWaived, []step{says("alice", CommandWaive, "item=fix-ready")}},
	})
}

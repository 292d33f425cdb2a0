package policy

import "testing"

func TestFixApproved(t *testing.T) {
	inRepository := says("carol", CommandFixReady, "prs=example/cosign-private#7")
	review := func(login, sha string, approved bool) step {
		return edit(func(c *Case) {
			read := &c.PullRequests[1].Read.Value
			read.Reviews = append(read.Reviews, Review{Login: login, SHA: sha, Approved: approved})
		})
	}
	const head = "abcdef0123456789"
	checkRule(t, ItemFixApproved, []ruleCase{
		{"no fix yet", StatePending, nil},
		{"no review", StatePending, []step{inRepository, readPRs, joins("carol", "dave")}},
		{"approved", StateDone, []step{inRepository, readPRs, joins("carol", "dave"), review("dave", head, true)}},
		{"pushed to since", StatePending, []step{inRepository, readPRs, joins("carol", "dave"), review("dave", "0123", true)}},
		{"dismissed", StatePending, []step{inRepository, readPRs, joins("carol", "dave"), review("dave", head, false)}},
		{"approved by a code owner who is not on the advisory", StatePending, []step{inRepository, readPRs, review("dave", head, true)}},
		{"approved by the SRC", StatePending, []step{inRepository, readPRs, joins("alice"), review("alice", head, true)}},
		{"in the fork", StateUnknown, []step{fixReady, readPRs, joins("dave"), review("dave", head, true)}},
		{"not read", StateUnknown, []step{inRepository}},
		{"code owners not known", StateUnknown, []step{inRepository, readPRs, ownersUnread}},
		{"due soon", StateDueSoon, []step{agreed, on("2026-11-10 16:00")}},
		{"overdue when the slot begins", StateOverdue, []step{agreed, on("2026-11-11 16:00")}},
		{"waived", StateWaived, []step{fixReady, readPRs, says("alice", CommandWaive, "item=fix-approved")}},
	})
}

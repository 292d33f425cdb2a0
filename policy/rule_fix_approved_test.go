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
	aliceOwns := edit(func(c *Case) { c.Owners.Value.Logins = append(c.Owners.Value.Logins, "alice") })
	wants := func(approvals int, src bool) step {
		return configure(func(p *Process) { p.Fix = FixRules{Approvals: approvals, SRCApproval: src} })
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
		{"one of two approvals", StatePending, []step{wants(2, false), inRepository, readPRs, joins("carol", "dave"), review("dave", head, true), review("Dave", head, true)}},
		{"two approvals", StateDone, []step{wants(2, false), inRepository, readPRs, joins("carol", "dave"), review("dave", head, true), review("carol", head, true)}},
		{"without the SRC's", StatePending, []step{wants(1, true), inRepository, readPRs, joins("carol", "dave"), review("dave", head, true)}},
		{"with the SRC's", StateDone, []step{wants(1, true), inRepository, readPRs, joins("carol", "dave"), review("dave", head, true), review("alice", head, true)}},
		{"one person in both roles", StatePending, []step{wants(1, true), inRepository, readPRs, joins("alice"), aliceOwns, review("alice", head, true)}},
		{"two people, one of them in both roles", StateDone, []step{wants(1, true), inRepository, readPRs, joins("alice", "dave"), aliceOwns, review("alice", head, true), review("dave", head, true)}},
		{"not read", StateUnknown, []step{inRepository}},
		{"code owners not known", StateUnknown, []step{inRepository, readPRs, ownersUnread}},
		{"due soon", StateDueSoon, []step{agreed, on("2026-11-10 16:00")}},
		{"overdue when the slot begins", StateOverdue, []step{agreed, on("2026-11-11 16:00")}},
		{"waived", StateWaived, []step{fixReady, readPRs, says("alice", CommandWaive, "item=fix-approved")}},
	})
}

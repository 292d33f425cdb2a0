package policy

import (
	"testing"
	"time"
)

func TestPrivateFork(t *testing.T) {
	fixRepository := configure(func(p *Process) { p.FixRepositories = []string{"cosign-private"} })
	checkRule(t, ItemPrivateFork, []ruleCase{
		{"none", StatePending, nil},
		{"asked for", StatePending, []step{says("carol", CommandCreateFork)}},
		{"a fix repository would do", StatePending, []step{fixRepository}},
		{"due soon", StateDueSoon, []step{after(6 * 24 * time.Hour)}},
		{"overdue", StateOverdue, []step{after(7 * 24 * time.Hour)}},
		{"a fork", StateDone, []step{edit(func(c *Case) { c.Advisory.PrivateFork = "example/cosign-ghsa-2222-3333-4444" })}},
		{"worked on in the fix repository", StateDone, []step{fixRepository, fixReady, readPRs}},
		{"a repository of that name elsewhere", StatePending, []step{fixRepository, says("carol", CommandFixReady, "prs=other/cosign-private#7")}},
		{"published, the fork is gone", StateUnknown, []step{published("2026-11-11 16:30")}},
		{"published, but the fork was named", StateDone, []step{fixReady, published("2026-11-11 16:30")}},
		{"waived", StateWaived, []step{says("alice", CommandWaive, "item=private-fork")}},
	})
}

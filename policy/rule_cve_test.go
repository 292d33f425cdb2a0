package policy

import (
	"testing"
	"time"
)

func TestCVE(t *testing.T) {
	before := func(when string) step { return configure(func(p *Process) { p.CVE.BeforeRelease = when }) }
	request := says("carol", CommandRequestCVE)
	checkRule(t, ItemCVE, []ruleCase{
		{"none", StatePending, nil},
		{"none, and the process needs none", StatePending, []step{before("none")}},
		{"just requested", StatePending, []step{request}},
		{"requested, and the process waits for it", StatePending, []step{before("assigned"), request}},
		{"requested again, three days later", StatePending, []step{request, after(72 * time.Hour), request}},
		{"due soon", StateDueSoon, []step{request, after(6 * 24 * time.Hour)}},
		{"overdue", StateOverdue, []step{after(7 * 24 * time.Hour)}},
		{"assigned", StateDone, []step{edit(func(c *Case) { c.Advisory.CVE = "CVE-2026-12345" })}},
		{"waived", StateWaived, []step{request, says("alice", CommandWaive, "item=cve")}},
	})
}

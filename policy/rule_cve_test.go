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
		{"requested, ten days later", StatePending, []step{request, after(10 * 24 * time.Hour)}},
		{"requested, but the SRC wants it by then", StateOverdue, []step{request, says("alice", CommandExtend, "item=cve", "until=2026-11-10T00:00:00Z"), after(10 * 24 * time.Hour)}},
		{"requested, and the process waits for it too long", StateOverdue, []step{before("assigned"), request, after(10 * 24 * time.Hour)}},
		{"due soon", StateDueSoon, []step{after(6 * 24 * time.Hour)}},
		{"overdue", StateOverdue, []step{after(7 * 24 * time.Hour)}},
		{"assigned", StateDone, []step{edit(func(c *Case) { c.Advisory.CVE = "CVE-2026-12345" })}},
		{"waived", StateWaived, []step{request, says("alice", CommandWaive, "item=cve")}},
	})
}

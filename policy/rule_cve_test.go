package policy

import (
	"testing"
	"time"
)

func TestCVE(t *testing.T) {
	before := func(when string) step { return configure(func(p *Process) { p.CVE.BeforeRelease = when }) }
	following := configure(func(p *Process) { p.CVE.AfterRelease = span("7d") })
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
		{"to follow the release", StatePending, []step{before("none"), following, after(30 * 24 * time.Hour)}},
		{"to follow, and requested", StatePending, []step{before("none"), following, request}},
		{"out without it", StatePending, []step{before("none"), following, published("2026-11-11 16:30"), on("2026-11-12 10:00")}},
		{"out, requested before, overdue", StateOverdue, []step{following, request, published("2026-11-11 16:30"), on("2026-11-19 10:00")}},
		{"assigned", StateDone, []step{edit(func(c *Case) { c.Advisory.CVE = "CVE-2026-12345" })}},
		{"waived", StateWaived, []step{request, says("alice", CommandWaive, "item=cve")}},
	})
}

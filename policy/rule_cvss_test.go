package policy

import (
	"testing"
	"time"
)

const (
	highV3     = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N" // 7.5
	highV4     = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N"
	lowV3      = "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:L/I:N/A:N" // 3.1
	temporalV3 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N/E:U/RL:O/RC:U"
)

func records(severity string, vectors ...CVSS) step {
	return edit(func(c *Case) { c.Advisory.Severity, c.Advisory.CVSS = severity, vectors })
}

func TestCVSSRule(t *testing.T) {
	rules := func(level string) step { return says("alice", CommandSeverity, "level="+level) }
	optional := configure(func(p *Process) { p.Items = map[ItemID]ItemRule{ItemCVSS: {Severity: "advice"}} })
	rulesUnread := says("alice", CommandSeverity)
	checkRule(t, ItemCVSS, []ruleCase{
		{"none", StatePending, nil},
		{"only a severity", StatePending, []step{records("high")}},
		{"due soon", StateDueSoon, []step{after(6 * 24 * time.Hour)}},
		{"overdue", StateOverdue, []step{after(8 * 24 * time.Hour)}},
		{"3.1", StateDone, []step{records("high", CVSS{highV3, 7.5})}},
		{"4.0 and 3.1", StateDone, []step{records("high", CVSS{highV4, 8.7}, CVSS{highV3, 7.5})}},
		{"0.1 beside, same band", StateDone, []step{records("high", CVSS{highV3, 7.6})}},
		{"GitHub shows no score yet", StateDone, []step{records("", CVSS{highV3, 0})}},
		{"GitHub shows the base score of a vector with temporal metrics", StateDone, []step{records("high", CVSS{temporalV3, 7.5})}},
		{"harmless", StateDone, []step{records("low", CVSS{"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0})}},
		{"another band than GitHub's score", StateViolated, []step{records("high", CVSS{lowV3, 7.5})}},
		{"another band than the severity", StateViolated, []step{records("critical", CVSS{highV3, 7.5})}},
		{"a wrong metric", StateViolated, []step{records("high", CVSS{"CVSS:3.1/AV:Z/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 7.5})}},
		{"3.0", StateViolated, []step{records("high", CVSS{"CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 7.5})}},
		{"the SRC ruled", StatePending, []step{records("high", CVSS{highV3, 7.5}), rules("medium")}},
		{"the advisory follows the ruling", StateDone, []step{rules("medium"), records("medium")}},
		{"the ruling cannot be read", StateUnknown, []step{rulesUnread, records("medium")}},
		{"the fix team's vector does not undo the ruling", StateDone, []step{rules("medium"), says("carol", CommandCVSS, "vector="+highV3), records("medium")}},
		{"the SRC's own vector does", StateViolated, []step{rules("medium"), says("bob", CommandCVSS, "vector="+highV3), records("medium", CVSS{highV3, 7.5})}},
		{"none, where the process makes it optional", StatePending, []step{optional}},
		{"waived", StateWaived, []step{says("alice", CommandWaive, "item=cvss")}},
	})
}

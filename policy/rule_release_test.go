package policy

import "testing"

func TestRelease(t *testing.T) {
	inSlot := "2026-11-11 16:20"
	affects := func(patched ...string) step {
		return edit(func(c *Case) {
			c.Advisory.Vulnerabilities = nil
			for _, versions := range patched {
				c.Advisory.Vulnerabilities = append(c.Advisory.Vulnerabilities, Vulnerability{Patched: versions})
			}
		})
	}
	unread := edit(func(c *Case) { c.Releases = Unknown[[]Release]("GitHub answered 500") })
	public := says("alice", CommandPublicDisclosure)
	draft := Release{Tag: "v2.3.1", URL: "https://github.com/example/cosign/releases/1", Draft: true}
	candidate := Release{Tag: "v2.3.1", Prerelease: true, PublishedAt: clock(inSlot)}
	checkRule(t, ItemRelease, []ruleCase{
		{"no patched version", StatePending, nil},
		{"one package's patched version missing", StatePending, []step{affects("2.3.1", ""), releases(release("v2.3.1", inSlot))}},
		{"not released", StatePending, []step{patched, agreed, releases(release("v2.3.10", inSlot), release("2.3.1", inSlot))}},
		{"a draft", StatePending, []step{patched, agreed, releases(draft)}},
		{"a pre-release", StatePending, []step{patched, agreed, releases(candidate)}},
		{"due soon", StateDueSoon, []step{patched, agreed, on("2026-11-11 15:00")}},
		{"overdue", StateOverdue, []step{patched, agreed, on("2026-11-11 20:00")}},
		{"released in the slot", StateDone, []step{patched, agreed, on("2026-11-11 16:30"), releases(draft, release("v2.3.1", inSlot))}},
		{"two lines, written in many ways", StateDone, []step{affects(">= 2.3.1, v1.9.4", "2.3.1"), agreed, on("2026-11-11 16:30"), releases(release("v2.3.1", inSlot), release("v1.9.4", inSlot))}},
		{"one line of two", StateDueSoon, []step{affects("2.3.1, 1.9.4"), agreed, on("2026-11-11 16:10"), releases(release("v2.3.1", inSlot))}},
		{"2.3 is 2.3.0", StateDone, []step{affects("2.3"), agreed, releases(release("v2.3.0", inSlot))}},
		{"no semantic version", StateDone, []step{affects("2026b-final"), agreed, releases(release("v2026b-final", inSlot))}},
		{"a pre-release is what was patched", StateDone, []step{affects("2.3.1-rc.1"), agreed, releases(Release{Tag: "v2.3.1-rc.1", Prerelease: true, PublishedAt: clock(inSlot)})}},
		{"before the slot", StateViolated, []step{patched, agreed, releases(release("v2.3.1", "2026-11-10 16:00"))}},
		{"before any agreement", StateViolated, []step{patched, releases(release("v2.3.1", inSlot))}},
		{"days before the advisory, without an agreement", StateViolated, []step{patched, releases(release("v2.3.1", "2026-11-10 16:00")), published("2026-11-12 16:00")}},
		{"with the advisory, without an agreement", StateDone, []step{patched, releases(release("v2.3.1", "2026-11-12 14:00")), published("2026-11-12 16:00")}},
		{"public already", StateDone, []step{patched, public, releases(release("v2.3.1", "2026-11-03 14:00"))}},
		{"older than the report", StateDone, []step{patched, releases(release("v2.3.1", "2026-10-01 14:00"))}},
		{"releases not known", StateUnknown, []step{patched, unread}},
		{"waived", StateWaived, []step{patched, says("alice", CommandWaive, "item=release")}},
	})
}

package policy

import (
	"slices"
	"testing"
)

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
	anyHour := configure(func(p *Process) { p.Release.Time = "" })
	strictly := configure(func(p *Process) { p.Release.Tolerance = Span{} })
	insisted := func(w *world) {
		w.do(says("alice", CommandReleaseDay, "start=2026-11-13T16:00:00Z", "override=true"), says("carol", CommandAgree))
	}
	waiting := edit(func(c *Case) {
		c.Waiting = []Deployment{{Owner: "example", Repo: "cosign", Run: 42, Environment: "release"}}
	})
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
		{"with the advisory, without an agreement", StateDone, []step{patched, releases(release("v2.3.1", "2026-11-12 15:00")), published("2026-11-12 16:00")}},
		{"the same at a wrong hour", StateViolated, []step{patched, releases(release("v2.3.1", "2026-11-12 14:59")), published("2026-11-12 16:00")}},
		{"the same at any hour", StateDone, []step{anyHour, patched, releases(release("v2.3.1", "2026-11-12 03:00")), published("2026-11-12 16:00")}},
		{"the same on a Friday", StateViolated, []step{patched, releases(release("v2.3.1", "2026-11-13 16:00")), published("2026-11-13 16:00")}},
		{"the same in a black-out", StateViolated, []step{patched, releases(release("v2.3.1", "2026-12-24 16:00")), published("2026-12-24 16:00")}},
		{"within the tolerance before the slot", StateDone, []step{patched, agreed, releases(release("v2.3.1", "2026-11-11 15:00"))}},
		{"a minute earlier", StateViolated, []step{patched, agreed, releases(release("v2.3.1", "2026-11-11 14:59"))}},
		{"no tolerance", StateViolated, []step{strictly, patched, agreed, releases(release("v2.3.1", "2026-11-11 15:59"))}},
		{"within the tolerance after the slot", StateDone, []step{patched, agreed, on("2026-11-11 21:00"), releases(release("v2.3.1", "2026-11-11 20:59"))}},
		{"after it, unpublished", StateViolated, []step{patched, agreed, on("2026-11-11 22:00"), releases(release("v2.3.1", "2026-11-11 21:00"))}},
		{"after it, published in the slot", StateViolated, []step{patched, agreed, on("2026-11-11 22:00"), releases(release("v2.3.1", "2026-11-11 21:00")), published("2026-11-11 16:10")}},
		{"agreed only after it", StateViolated, []step{patched, on("2026-11-11 15:40"), agreed, releases(release("v2.3.1", "2026-11-11 15:30"))}},
		{"deleted again", StatePending, []step{patched, agreed, releases()}},
		{"on a Friday on which the SRC insisted", StateDone, []step{patched, insisted, on("2026-11-13 16:30"), releases(release("v2.3.1", "2026-11-13 16:20"))}},
		{"a deployment waits", StatePending, []step{patched, agreed, waiting}},
		{"public already", StateDone, []step{patched, public, releases(release("v2.3.1", "2026-11-03 14:00"))}},
		{"the SRC waived the day", StateDone, []step{patched, says("alice", CommandWaive, "item=release-day"), releases(release("v2.3.1", "2026-11-13 03:00"))}},
		{"older than the report", StateDone, []step{patched, releases(release("v2.3.1", "2026-10-01 14:00"))}},
		{"releases not known", StateUnknown, []step{patched, unread}},
		{"waived", StateWaived, []step{patched, says("alice", CommandWaive, "item=release")}},
	})
}

// TestAskPublication wants one action, from the day after the release on, for as long as the advisory is not out.
func TestAskPublication(t *testing.T) {
	out := releases(release("v2.3.1", "2026-11-11 16:20"))
	tests := []struct {
		name  string
		want  bool
		steps []step
	}{
		{"a day later", true, []step{patched, agreed, out, on("2026-11-12 16:20")}},
		{"a minute earlier", false, []step{patched, agreed, out, on("2026-11-12 16:19")}},
		{"one line of two", true, []step{edit(func(c *Case) { c.Advisory.Vulnerabilities = []Vulnerability{{Patched: "2.3.1, 1.9.4"}} }), out, on("2026-11-12 16:20")}},
		{"a pre-release", true, []step{patched, releases(Release{Tag: "v2.3.1", Prerelease: true, PublishedAt: clock("2026-11-11 16:20")}), on("2026-11-12 16:20")}},
		{"a draft", false, []step{patched, releases(Release{Tag: "v2.3.1", Draft: true}), on("2026-11-12 16:20")}},
		{"older than the report", false, []step{patched, releases(release("v2.3.1", "2026-10-01 14:00")), on("2026-11-12 16:20")}},
		{"published", false, []step{patched, agreed, out, published("2026-11-11 16:25"), on("2026-11-12 16:20")}},
		{"not asked for", false, []step{configure(func(p *Process) { p.Release.PublishWithin = Span{} }), patched, out, on("2026-11-12 16:20")}},
	}
	for _, test := range tests {
		report := newWorld(test.steps...).report()
		got := slices.ContainsFunc(report.Actions, func(a Action) bool { return a.Kind == ActionAskPublication })
		if got != test.want {
			t.Errorf("%s: asked is %t, want %t", test.name, got, test.want)
		}
	}
	before := newWorld(patched, agreed, out, on("2026-11-12 16:00")).report()
	if want := clock("2026-11-12 16:20"); !before.Wake.Equal(want) {
		t.Errorf("wakes at %s, want %s", before.Wake, want)
	}
}

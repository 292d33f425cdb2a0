package policy

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/golden"
)

// told writes a retrospective's facts for people to read.
func (r Retrospective) told() string {
	var b strings.Builder
	for _, m := range r.Milestones {
		fmt.Fprintf(&b, "%-13s %s after %s\n", m.Kind, m.At.Format("2006-01-02 15:04"), m.Took)
	}
	for _, k := range r.Deadlines {
		fmt.Fprintf(&b, "%-20s %-10s due %s", k.Item, k.Outcome, k.Due.Format("01-02 15:04"))
		if !k.Moved.IsZero() {
			fmt.Fprintf(&b, " moved %s", k.Moved.Format("01-02 15:04"))
		}
		if !k.Done.IsZero() {
			fmt.Fprintf(&b, " done %s", k.Done.Format("01-02 15:04"))
		}
		if k.Late > 0 {
			fmt.Fprintf(&b, " late %s", k.Late)
		}
		b.WriteString("\n")
	}
	for _, p := range r.People {
		fmt.Fprintf(&b, "%s %s %v %v\n", p.Login, p.Right, p.Duties, p.Did)
	}
	for _, pull := range append(r.Introduced, r.Fixed...) {
		fmt.Fprintf(&b, "%s private %v\n", pull.PullRequestRef, pull.Private)
	}
	for _, d := range append(r.Waivers, r.Extensions...) {
		fmt.Fprintf(&b, "%s %s by %s\n", d.Command, d.Args[ArgItem], d.Actor)
	}
	for _, q := range r.Questions {
		fmt.Fprintf(&b, "%+v\n", q)
	}
	return b.String()
}

func (w *world) retrospect() Retrospective { return Retrospect(w.process, w.c, w.report(), w.now) }

// TestRetrospect tells a whole advisory: acknowledged late, the fix ready in the time that the SRC gave, the release in
// its slot, the announcement not sent.
func TestRetrospect(t *testing.T) {
	w := newWorld(patched, configure(func(p *Process) { p.FixRepositories = []string{"cosign-private"} }),
		after(26*time.Hour), joins("carol"), says("alice", CommandAck), says("alice", CommandTriage, "verdict=accepted"),
		says("alice", CommandAssign, "duty=release", "login=bob"), says("alice", CommandAssign, "duty=triage", "login=alice"),
		edit(func(c *Case) {
			c.Advisory.State = AdvisoryDraft
			c.SettledSince = map[ItemID]time.Time{ItemFixTeam: clock("2026-11-03 09:00"), ItemDetails: clock("2026-11-05 09:00")}
		}),
		on("2026-11-08 12:00"), says("bob", CommandExtend, "item=fix-ready", "until=2026-11-12T00:00:00Z"),
		on("2026-11-10 15:00"), fixReady, readPRs, agreed, says("carol", CommandIntroducedBy, "prs=example/cosign#3"),
		says("bob", CommandWaive, "item=artifacts"),
		edit(func(c *Case) {
			c.PullRequests[1].Read.Value.Reviews = []Review{{Login: "dave", Approved: true}, {Login: "carol", Approved: true}}
			c.Advisory.Users = append(c.Advisory.Users, "dave")
		}),
		on("2026-11-11 16:10"), published("2026-11-11 16:05"), releases(release("v2.3.1", "2026-11-11 16:20")),
		edit(func(c *Case) { c.Advisory.ThreadOpen, c.Comments = false, nil }),
	)
	golden.Check(t, "golden/retrospective-interim.txt", w.retrospect().told())
	w.do(on("2026-11-13 09:00"), edit(func(c *Case) {
		c.Sent = []Sent{{Kind: SentAnnouncement, Channel: "announce@example.org", Mail: true, At: clock("2026-11-12 08:00")}}
	}))
	golden.Check(t, "golden/retrospective-facts.txt", w.retrospect().told())
}

// TestRetrospectOfLittle: what nobody wrote down is said to be unrecorded, and an advisory without anything is no
// trouble.
func TestRetrospectOfLittle(t *testing.T) {
	bare := newWorld(published("2026-11-11 16:05"), edit(func(c *Case) { c.Releases = Unknown[[]Release]("403") }), on("2026-11-13 09:00"))
	golden.Check(t, "golden/retrospective-bare.txt", bare.retrospect().told())
	if got := Retrospect(Process{}, Case{}, Evaluate(Process{}, Case{}, reported), reported).told(); !strings.Contains(got, "sooner") {
		t.Errorf("nothing to ask: %s", got)
	}
}

func TestRetrospectiveDue(t *testing.T) {
	out := []step{patched, agreed, releases(release("v2.3.1", "2026-11-11 16:20")), published("2026-11-11 16:30")}
	for _, tc := range []struct {
		name, want string
		steps      []step
	}{
		{"not released", "0001-01-01 00:00", []step{agreed}},
		{"a day after both", "2026-11-12 16:30", out},
		{"waived", "0001-01-01 00:00", append([]step{says("alice", CommandWaive, "item=retrospective")}, out...)},
		{"not part of the process", "0001-01-01 00:00", append([]step{configure(func(p *Process) {
			off := false
			p.Items = map[ItemID]ItemRule{ItemRetrospective: {Enabled: &off}}
		})}, out...)},
	} {
		w := newWorld(tc.steps...)
		if got := RetrospectiveDue(w.process, w.c, w.report()).Format("2006-01-02 15:04"); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}

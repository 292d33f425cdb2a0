package policy

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/golden"
)

// reminding is the process of the presets.
var reminding = configure(func(p *Process) {
	p.Mode = ModeAdvise
	p.Reminders = ReminderRules{
		Quiet: QuietHours{From: "20:00", To: "06:00"}, Again: []Span{span("1d"), span("3d"), span("7d"), span("14d")},
		InactiveAfter: span("7d"),
	}
})

// diary plays an advisory from look to look, as the app does, and writes down every note.
type diary struct {
	*world
	keys []string
	text strings.Builder
}

func newDiary(steps ...step) *diary {
	return &diary{world: newWorld(append([]step{reminding, edit(func(c *Case) { c.Advisory.State = AdvisoryDraft })}, steps...)...)}
}

// look does what a look does: what is to be told is told.
func (d *diary) look() Report {
	report := d.report()
	for _, action := range report.Actions {
		if action.Kind != ActionNag {
			continue
		}
		d.keys = append(d.keys, action.Key)
		tellings, _ := ParseNag(action.Key)
		for _, telling := range tellings {
			telling.At = d.now
			d.c.Told = append(d.c.Told, telling)
		}
		d.c.NotedAt = d.now
		fmt.Fprintf(&d.text, "%s\n%s", at(d.now), describeNag(NagOf(d.process, d.c, report, action.Key, d.now)))
	}
	return report
}

// until looks whenever the report wants it.
func (d *diary) until(moment string) {
	for end := clock(moment); ; {
		wake := d.look().Wake
		if wake.IsZero() || wake.After(end) {
			d.now = end
			d.look()
			return
		}
		d.now = wake
	}
}

func describeNag(n Nag) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, "  "+format+"\n", args...) }
	if n.Reporter != "" {
		line("to %s: accepted=%t fix-ready=%t agreed=%t reopened=%t credited=%t", n.Reporter, n.Accepted, n.FixReady, n.Agreed,
			!n.Reopened.IsZero(), n.Credited)
	}
	if len(n.Overdue) > 0 {
		line("to the SRC: hurried=%t overdue %s", n.Hurried, idsOf(n.Overdue))
	}
	for _, group := range n.Soon {
		line("to %v: due soon %s", group.To, idsOf(group.Items))
	}
	if !n.Silent.IsZero() {
		line("to the SRC: silent since %s", at(n.Silent))
	}
	return b.String()
}

func idsOf(items []Item) string {
	var ids []string
	for _, item := range items {
		ids = append(ids, string(item.ID))
	}
	return strings.Join(ids, " ")
}

func (d *diary) entryf(format string, args ...any) { fmt.Fprintf(&d.text, "\n# "+format+"\n", args...) }

// TestNags plays advisories and compares the diary.
func TestNags(t *testing.T) {
	var all strings.Builder
	for _, tc := range []struct {
		name string
		play func(d *diary)
	}{
		{"nobody does anything", func(d *diary) { d.until("2027-02-01 12:00") }},
		{"a fix team with duties assigned misses the fix", func(d *diary) {
			d.do(says("alice", CommandAck), says("alice", CommandTriage, "verdict=accepted"), joins("carol", "dave"),
				says("alice", CommandAssign, "duty=disclosure", "login=bob"), says("alice", CommandAssign, "duty=infra", "login=dave"),
				says("alice", CommandAssign, "duty=release", "login=mallory"), patched)
			d.until("2026-11-14 12:00")
		}},
		{"an SRC member moves the deadlines", func(d *diary) {
			d.until("2026-11-03 09:00")
			for _, id := range []ItemID{ItemAcknowledged, ItemTriage, ItemFixTeam, ItemDuties} {
				d.do(says("alice", CommandExtend, "item="+string(id), "until=2026-11-06T00:00:00Z"))
			}
			d.until("2026-11-06 12:00")
			d.do(says("alice", CommandWaive, "item=duties"), says("alice", CommandWaive, "item=triage"))
			d.until("2026-11-12 12:00")
		}},
		{"public already, on a Saturday night", func(d *diary) {
			d.do(says("alice", CommandAck), says("alice", CommandTriage, "verdict=accepted"), joins("carol", "dave"))
			d.until("2026-11-07 23:00")
			d.do(says("alice", CommandPublicDisclosure))
			d.until("2026-11-12 12:00")
		}},
		{"the reporter is told", func(d *diary) {
			d.do(says("alice", CommandAck), says("alice", CommandTriage, "verdict=accepted"), joins("carol", "dave"), readPRs)
			d.until("2026-11-02 11:00")
			d.do(fixReady, agreed)
			d.until("2026-11-09 17:00")
			d.entryf("given up at %s, and agreed on again", at(d.now))
			d.do(says("carol", CommandDisagree))
			d.until("2026-11-09 18:00")
			d.do(agreed)
			d.until("2026-11-11 15:00")
		}},
		{"a rejected report stays open", func(d *diary) {
			d.do(says("alice", CommandAck), says("alice", CommandTriage, "verdict=rejected"))
			d.until("2026-12-20 12:00")
		}},
	} {
		d := newDiary()
		tc.play(d)
		if doubled := slices.Compact(slices.Sorted(slices.Values(d.keys))); len(doubled) != len(d.keys) {
			t.Errorf("%s: a key came twice in %q", tc.name, d.keys)
		}
		all.WriteString("== " + tc.name + "\n" + d.text.String() + "\n")
	}
	golden.Check(t, "golden/nags.txt", all.String())
}

// TestNagsSurviveTheClock: however the clock jumps forth and back, nothing is told twice, and everything that an
// undisturbed clock would have had told is told.
func TestNagsSurviveTheClock(t *testing.T) {
	const end = "2027-01-05 12:00"
	calm := newDiary(joins("carol", "dave"))
	calm.until(end)
	for _, jump := range []time.Duration{time.Hour, 30 * time.Hour, 40 * day, 400 * day, -30 * time.Hour, -40 * day} {
		for _, moment := range []string{"2026-11-02 11:00", "2026-11-03 07:00", "2026-11-09 12:00", "2026-12-01 03:00"} {
			d := newDiary(joins("carol", "dave"))
			d.until(moment)
			right := d.now
			d.now = d.now.Add(jump)
			d.look()
			d.now = right
			d.until(end)
			checkSame(t, fmt.Sprintf("%s by %s", moment, jump), tellingsOf(calm), tellingsOf(d))
		}
	}
}

func tellingsOf(d *diary) map[string]int {
	count := map[string]int{}
	for _, key := range d.keys {
		for part := range strings.SplitSeq(strings.TrimPrefix(key, nagPrefix), "/") {
			count[part]++
		}
	}
	return count
}

func checkSame(t *testing.T, name string, want, got map[string]int) {
	t.Helper()
	for part, n := range got {
		if n > 1 {
			t.Errorf("%s: %s was told %d times", name, part, n)
		}
	}
	for part := range want {
		if got[part] == 0 && !strings.HasPrefix(part, tellInactive) {
			t.Errorf("%s: %s was not told", name, part)
		}
	}
}

// TestNagsAreNotToldAgain: a new database knows from the notes' keys what was told, and a restart changes nothing.
func TestNagsAreNotToldAgain(t *testing.T) {
	d := newDiary()
	d.until("2026-11-20 12:00")
	told := slices.Clone(d.keys)
	d.c.Told = nil
	for _, key := range told {
		tellings, ok := ParseNag(key)
		if !ok {
			t.Fatalf("%s cannot be read", key)
		}
		for _, telling := range tellings {
			telling.At = d.now
			d.c.Told = append(d.c.Told, telling)
		}
	}
	d.look()
	if len(d.keys) != len(told) {
		t.Errorf("told again: %s", d.keys[len(told):])
	}
}

func TestNagsNobody(t *testing.T) {
	for name, steps := range map[string][]step{
		"observe":       {configure(func(p *Process) { p.Mode = ModeObserve })},
		"thread closed": {edit(func(c *Case) { c.Advisory.ThreadOpen = false })},
		"published":     {published("2026-11-02 12:00")},
		"closed":        {edit(func(c *Case) { c.Advisory.State, c.Advisory.ThreadOpen = AdvisoryClosed, false })},
	} {
		d := newDiary(steps...)
		d.until("2027-01-01 12:00")
		if len(d.keys) > 0 {
			t.Errorf("%s: %s", name, d.keys)
		}
	}
}

// TestNagAddressees: a team of code owners is addressed as one, never one with others in it.
func TestNagAddressees(t *testing.T) {
	w := newWorld(reminding, joins("carol", "dave"), edit(func(c *Case) {
		c.CollaboratingTeams = []Fact[Team]{
			Know(Team{Org: "example", Slug: "cosign-codeowners", Members: []string{"dave"}}),
			Know(Team{Org: "example", Slug: "helpers", Members: []string{"carol", "mallory"}}), Unknown[Team]("GitHub answered 403"),
		}
	}))
	n := NagOf(w.process, w.c, w.report(), "nag/cvss.0.20261109T100000", w.now)
	if len(n.Soon) != 1 || strings.Join(n.Soon[0].To, " ") != "example/cosign-codeowners carol" {
		t.Errorf("%+v", n.Soon)
	}
}

func TestParseNag(t *testing.T) {
	for _, key := range []string{"", "nag/", "nag/cvss", "nag/cvss.x", "nag/cvss.1.soon", "nag/cvss.1.20261130T090000.2", "reply/1", "nag/triage.1/cvss.1"} {
		if got, ok := ParseNag(key); ok {
			t.Errorf("%s reads as %+v", key, got)
		}
	}
	if got, ok := ParseNag("nag/Accepted.0/cvss.2.20261130T090000"); !ok || len(got) != 2 || got[1].Step != 2 || !got[1].About.Equal(clock("2026-11-30 09:00")) {
		t.Errorf("got %+v %t", got, ok)
	}
}

func TestAwake(t *testing.T) {
	night := ReminderRules{Quiet: QuietHours{From: "20:00", To: "06:00"}}
	for _, tc := range []struct {
		name      string
		rules     ReminderRules
		now, want string
	}{
		{"by day", night, "2026-11-02 10:00", "2026-11-02 10:00"},
		{"late", night, "2026-11-02 20:00", "2026-11-03 06:00"},
		{"early", night, "2026-11-03 05:59", "2026-11-03 06:00"},
		{"Friday night", night, "2026-11-06 21:00", "2026-11-09 06:00"},
		{"Sunday", night, "2026-11-08 12:00", "2026-11-09 06:00"},
		{"over lunch", ReminderRules{Quiet: QuietHours{From: "12:00", To: "13:00"}}, "2026-11-02 12:30", "2026-11-02 13:00"},
		{"weekends count", ReminderRules{Weekends: true}, "2026-11-08 12:00", "2026-11-08 12:00"},
		{"year's end", night, "2026-12-31 22:00", "2027-01-01 06:00"},
		{"no quiet hours", ReminderRules{}, "2026-11-08 12:00", "2026-11-09 00:00"},
	} {
		if got := tc.rules.awake(clock(tc.now)); !got.Equal(clock(tc.want)) {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}

package render

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/golden"
	"github.com/embargo-app/embargo/internal/render/preview"
	"github.com/embargo-app/embargo/policy"
)

func (m moment) checklist() string { return Checklist(m.c, m.r, m.now) }

func TestChecklistGolden(t *testing.T) {
	for name, of := range moments {
		t.Run(name, func(t *testing.T) { golden.Check(t, "checklist/"+name+".md", of().checklist()) })
	}
}

var reItemMarker = regexp.MustCompile(`(?m)<!-- embargo:item (\S+) (\S+) -->$`)

func TestChecklistHasEveryItemOnce(t *testing.T) {
	for name, of := range moments {
		t.Run(name, func(t *testing.T) {
			m := of()
			got := map[string]string{}
			found := reItemMarker.FindAllStringSubmatch(m.checklist(), -1)
			for _, f := range found {
				got[f[1]] = f[2]
			}
			want := map[string]string{}
			for _, it := range m.r.Items {
				want[string(it.ID)] = string(it.State)
			}
			if diff := cmp.Diff(want, got); diff != "" || len(found) != len(want) {
				t.Errorf("%d markers, (-want +got):\n%s", len(found), diff)
			}
		})
	}
}

func TestChecklistNotifiesNobody(t *testing.T) {
	for name, of := range moments {
		m := of()
		m.r = onDuty(m.r, "alice", "x @bob", "carol[bot]", "-dave")
		m.r.Items[0].Owner, m.r.Items[0].Title = "@erin", "ask @frank"
		m.r.Items[1].Next = "Ask @grace about it with /triage."
		if html := preview.HTML(m.checklist()); strings.Contains(html, `class="mention"`) {
			t.Errorf("%s: the checklist mentions somebody:\n%s", name, html)
		}
	}
}

func TestChecklistStartsWithItsMarker(t *testing.T) {
	for name, of := range moments {
		if text := of().checklist(); !IsChecklist(text) || !strings.HasPrefix(text, ChecklistMarker+"\n") {
			t.Errorf("%s: begins with %.60q", name, text)
		}
	}
}

// Only midnight UTC may change a checklist whose report stays the same.
func TestChecklistIsTheSameAllDay(t *testing.T) {
	m := midWay()
	midnight := m.now.Truncate(24 * time.Hour)
	first := Checklist(m.c, m.r, midnight)
	zone := time.FixedZone("far east", 14*60*60)
	for _, later := range []time.Duration{time.Minute, 8 * time.Hour, 24*time.Hour - 1} {
		if got := Checklist(m.c, m.r, midnight.Add(later).In(zone)); got != first {
			t.Errorf("%v after midnight: %s", later, cmp.Diff(first, got))
		}
	}
	if Checklist(m.c, m.r, midnight.Add(24*time.Hour)) == first {
		t.Error("the next day's checklist counts the days like this one's")
	}
}

func TestChecklistMostUrgentFirst(t *testing.T) {
	states := []policy.State{policy.StatePending, policy.StateUnknown, policy.StateDueSoon, policy.StateOverdue, policy.StateViolated, policy.StateDone}
	var r policy.Report
	for i, s := range states {
		for _, days := range []int{0, 2, 1} { // no deadline, a later and an earlier one
			it := policy.Item{ID: policy.ItemID(fmt.Sprintf("%s-%d", s, days)), State: s, Need: policy.NeedRequired, Next: fmt.Sprint(i)}
			if days > 0 {
				it.Deadline = reported.AddDate(0, 0, days)
			}
			r.Items = append(r.Items, it)
		}
	}
	var got []string
	for _, f := range reItemMarker.FindAllStringSubmatch(moment{now: reported, r: r}.checklist(), -1) {
		got = append(got, f[1])
	}
	want := strings.Fields("violated-1 violated-2 violated-0 overdue-1 overdue-2 overdue-0 due-soon-1 due-soon-2 due-soon-0 " +
		"unknown-1 unknown-2 unknown-0 pending-1 pending-2 pending-0 done-0 done-2 done-1")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestItemGolden(t *testing.T) {
	all := []policy.State{policy.StateDone, policy.StatePending, policy.StateDueSoon, policy.StateOverdue,
		policy.StateViolated, policy.StateWaived, policy.StateUnknown, "of-tomorrow"}
	var b strings.Builder
	for _, s := range all {
		it := item("cvss")
		state(s, policy.Evidence{Text: "a fact", URL: thread}, policy.Evidence{Text: "another"})(&it)
		now := it.Deadline.AddDate(0, 0, -1)
		if s == policy.StateOverdue {
			now = it.Deadline.AddDate(0, 0, 2)
		}
		for _, d := range []detail{detailFull, detailBrief, detailBare} {
			b.WriteString(itemLine(it, now, d) + "\n")
		}
	}
	disabled := item("cvss")
	disabled.Need, disabled.State = policy.NeedDisabled, policy.StateWaived
	b.WriteString(itemLine(disabled, reported, detailFull) + "\n")
	golden.Check(t, "items.md", b.String())
}

// TestEveryRuleGolden writes every rule's line, with its own title, owner, next step and command, in every state.
func TestEveryRuleGolden(t *testing.T) {
	c := policy.Case{Advisory: policy.Advisory{
		Owner: "octo-org", Repo: "parser", GHSA: "GHSA-2222-3333-4444", State: policy.AdvisoryDraft, CreatedAt: reported, ThreadOpen: true,
	}}
	report := policy.Evaluate(policy.Process{}, c, reported.Add(time.Hour))
	states := []policy.State{policy.StateDone, policy.StatePending, policy.StateDueSoon, policy.StateOverdue,
		policy.StateViolated, policy.StateWaived, policy.StateUnknown}
	var b strings.Builder
	for _, it := range report.Items {
		b.WriteString("# " + string(it.ID) + "\n")
		for _, s := range states {
			shown := it
			shown.State, shown.Deadline = s, reported.AddDate(0, 0, 7)
			shown.Evidence = []policy.Evidence{{Text: "a fact", URL: thread}}
			now := shown.Deadline.AddDate(0, 0, -1)
			if s == policy.StateOverdue {
				now = shown.Deadline.AddDate(0, 0, 2)
			}
			b.WriteString(itemLine(shown, now, detailFull) + "\n")
		}
	}
	golden.Check(t, "rules.md", b.String())
}

// Whatever a report holds, the comment stays within what GitHub takes and tells how much it leaves out.
func TestChecklistStaysWithinLimit(t *testing.T) {
	nasty := strings.Repeat("<@$|`*_#", 40)
	for _, count := range []int{1, 19, 60, 600} {
		var r policy.Report
		for i := range count {
			it := policy.Item{ID: policy.ItemID(fmt.Sprintf("extra-%d", i)), Title: nasty, State: policy.StateOverdue, Next: nasty,
				Command: nasty, Owner: nasty, Deadline: reported}
			for range 40 {
				it.Evidence = append(it.Evidence, policy.Evidence{Text: nasty, URL: thread})
			}
			r.Items = append(r.Items, it)
		}
		text := moment{now: reported, r: r}.checklist()
		shown := len(reItemMarker.FindAllString(text, -1))
		if len(text) > Limit {
			t.Errorf("%d items: %d bytes", count, len(text))
		}
		if rest := fmt.Sprintf(wordsMoreItems, count-shown); shown < count != strings.Contains(text, rest) {
			t.Errorf("%d items, %d shown: the rest is not told", count, shown)
		}
	}
}

func TestOverview(t *testing.T) {
	slot := policy.Slot{Start: reported.AddDate(0, 0, 15), End: reported.AddDate(0, 0, 15).Add(4 * time.Hour)}
	agreed := slot
	agreed.Agreed = true
	for _, tt := range []struct {
		name string
		c    policy.Case
		r    policy.Report
		want string
	}{
		{"phase only", policy.Case{}, policy.Report{Phase: policy.PhaseFixing}, "Phase: **fix in development**"},
		{"phase not known here", policy.Case{}, policy.Report{Phase: "of_tomorrow"}, `Phase: **of\_tomorrow**`},
		{"proposed slot", policy.Case{}, policy.Report{Phase: policy.PhaseFixing, Slot: slot},
			"Phase: **fix in development**\nProposed release slot, not agreed yet: **Tue 24 Nov 2026 08:30–12:30 UTC** (in 15 days)\n" +
				"Begins at 00:30 Pacific · 09:30 Central Europe · 14:00 India · 17:30 Japan"},
		{"agreed slot", policy.Case{}, policy.Report{Phase: policy.PhaseReady, Slot: agreed},
			"Phase: **ready for release**\nRelease slot: **Tue 24 Nov 2026 08:30–12:30 UTC** (in 15 days)\n" +
				"Begins at 00:30 Pacific · 09:30 Central Europe · 14:00 India · 17:30 Japan"},
		{"published", policy.Case{Advisory: policy.Advisory{PublishedAt: reported}}, policy.Report{Phase: policy.PhaseReleased, Slot: agreed},
			"Phase: **published**\nPublished: **Mon 9 Nov 2026 08:30 UTC** (today)"},
		{"public already", policy.Case{}, policy.Report{Phase: policy.PhaseFixing, Timeline: policy.Timeline{Soon: true}},
			"Phase: **fix in development**\n" + wordsSoon},
		{"slowed down", policy.Case{}, policy.Report{Phase: policy.PhaseFixing, Timeline: policy.Timeline{Slow: true}},
			"Phase: **fix in development**\n" + wordsSlow},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := overview(tt.c, tt.r, reported); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestHeadline(t *testing.T) {
	for _, tt := range []struct {
		name string
		it   policy.Item
		want string
	}{
		{"command after the sentence", policy.Item{Owner: "SRC", Next: "Say that it arrived.", Command: "/ack"},
			"**Next step, for the SRC:** Say that it arrived: `/ack`."},
		{"command within the sentence", policy.Item{Owner: "alice", Next: "Write /ack in a comment.", Command: "/ack"},
			"**Next step, for `alice`:** Write `/ack` in a comment."},
		{"command in code already", policy.Item{Owner: "fix team", Next: "Write `/ack` now.", Command: "/ack"},
			"**Next step, for the fix team:** Write `/ack` now."},
		{"command only", policy.Item{Command: "/ack"}, "**Next step, for everyone involved:** `/ack`."},
		{"nothing said", policy.Item{Title: "Fix *ready*"}, `**Next step, for everyone involved:** see to “Fix \*ready\*”.`},
		{"deadline", policy.Item{Owner: "SRC", Next: "Do it.", Deadline: reported.AddDate(0, 0, 1)},
			"**Next step, for the SRC:** Do it, due Tue 10 Nov 2026 08:30 UTC (tomorrow)."},
		{"missed deadline", policy.Item{Owner: "SRC", Next: "Do it.", Deadline: reported.AddDate(0, 0, -2)},
			"**Next step, for the SRC:** Do it, was due Sat 7 Nov 2026 08:30 UTC (2 days ago)."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.it.State = policy.StatePending
			if got := headline(policy.Report{Items: []policy.Item{tt.it}}, reported); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

package policy

import (
	"testing"

	"github.com/embargo-app/embargo/internal/golden"
)

// banded is a process that leaves severe vulnerabilities less time.
var banded = configure(func(p *Process) {
	p.Severity.Bands = []SeverityBand{
		{From: 7, Deadlines: BandDeadlines{Release: span("14d")}},
		{From: 9, Deadlines: BandDeadlines{Fix: span("3d"), Release: span("7d")}},
	}
})

func vector(text string, score float64) step {
	return edit(func(c *Case) { c.Advisory.CVSS = append(c.Advisory.CVSS, CVSS{text, score}) })
}

func TestSeverityScore(t *testing.T) {
	word := func(severity string) step { return edit(func(c *Case) { c.Advisory.Severity = severity }) }
	ruled := func(level string) step { return says("alice", CommandSeverity, "level="+level) }
	const critical = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
	for _, tc := range []struct {
		name  string
		want  float64
		steps []step
	}{
		{"nothing recorded", 0, nil},
		{"GitHub's score", 9.1, []step{vector(critical, 9.1)}},
		{"the vector's own before GitHub shows one", 9.8, []step{vector(critical, 0)}},
		{"the higher of two", 9.8, []step{vector(lowV3, 2.1), vector(critical, 9.8)}},
		{"no valid vector, but a score", 7.5, []step{vector("CVSS:2.0/AV:N", 7.5)}},
		{"a word alone", 7, []step{word("high")}},
		{"an odd word", 0, []step{word("dire")}},
		{"ruled lower", 4, []step{vector(critical, 9.8), ruled("medium")}},
		{"ruled as recorded", 9.8, []step{vector(critical, 9.8), ruled("critical")}},
		{"ruled without a vector", 9, []step{ruled("critical")}},
		{"the ruling's comment was changed", 9.8, []step{vector(critical, 9.8), says("alice", CommandSeverity)}},
	} {
		w := newWorld(tc.steps...)
		if got := severityScore(w.c, Settle(w.c.Decisions)); got != tc.want {
			t.Errorf("%s: %g, want %g", tc.name, got, tc.want)
		}
	}
}

func TestDeadlinesFor(t *testing.T) {
	w := newWorld(banded)
	for score, want := range map[float64]string{0: "7d 21d", 6.9: "7d 21d", 7: "7d 14d", 8.9: "7d 14d", 9: "3d 7d", 10: "3d 7d"} {
		fix, release := DeadlinesFor(w.process, score)
		if got := fix.String() + " " + release.String(); got != want {
			t.Errorf("%g: %s, want %s", score, got, want)
		}
	}
	w.process.Deadlines = Deadlines{Fix: span("2d")} // a band never gives more time
	if fix, release := DeadlinesFor(w.process, 9.8); fix != span("2d") || release != span("7d") {
		t.Errorf("got %s and %s", fix, release)
	}
	if fix, release := DeadlinesFor(Process{}, 9.8); !fix.IsZero() || !release.IsZero() {
		t.Errorf("no limit became %s and %s", fix, release)
	}
}

func TestBandsMoveDeadlines(t *testing.T) {
	critical := vector("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8)
	w := newWorld(banded, critical)
	if got, want := w.item(ItemFixReady).Deadline, clock("2026-11-05 10:00"); !got.Equal(want) {
		t.Errorf("the fix is due %s, want %s", got, want)
	}
	if got, want := w.report().Timeline.Limit, clock("2026-11-09 10:00"); !got.Equal(want) {
		t.Errorf("the limit is %s, want %s", got, want)
	}
	if start, ok := suggestSlot(w.process, w.report().Timeline, w.now.AddDate(0, 1, 0), w.now); !ok || !start.Equal(clock("2026-11-09 16:00")) {
		t.Errorf("the last day is taken to be %s", start)
	}
	golden.Check(t, "golden/cvss-band.txt", describe(w.item(ItemCVSS)))
}

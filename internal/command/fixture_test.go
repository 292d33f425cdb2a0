package command

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/policy"
)

// The people of every test: sarah and simon are the SRC, frank and fiona the fix team, rita reported, stan is a
// collaborator who owns nothing, and nobody is an author whom GitHub does not name.
const (
	sarah  = "sarah"
	simon  = "simon"
	frank  = "frank"
	fiona  = "fiona"
	rita   = "rita"
	stan   = "stan"
	nobody = ""
)

// now is a Wednesday.
var now = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

func testProcess(tb testing.TB) policy.Process {
	tb.Helper()
	release, err := policy.ParseSpan("21d")
	if err != nil {
		tb.Fatal(err)
	}
	disabled := false
	return policy.Process{
		Deadlines: policy.Deadlines{Release: release},
		Release: policy.ReleaseRules{
			Time:          "16:00",
			AvoidWeekdays: []policy.Weekday{"Friday", "Saturday", "Sunday"},
			Blackouts:     []policy.Blackout{{From: policy.Date{Year: 2026, Month: 12, Day: 7}, To: policy.Date{Year: 2026, Month: 12, Day: 8}}},
		},
		Severity: policy.SeverityRules{SlowBelow: 4},
		Items: map[policy.ItemID]policy.ItemRule{
			"credits":      {Enabled: &disabled},
			"legal-review": {Title: "Legal has looked at it"},
		},
	}
}

func testCase(state policy.AdvisoryState) policy.Case {
	return policy.Case{
		Advisory: policy.Advisory{
			Owner: "octo-org", Repo: "parser", GHSA: "GHSA-2222-3333-4444",
			URL:   "https://github.com/octo-org/parser/security/advisories/GHSA-2222-3333-4444",
			State: state, Author: rita, PrivateReport: true, ThreadOpen: true,
			Users:     []string{frank, fiona, rita, stan},
			CreatedAt: now.Add(-24 * time.Hour), UpdatedAt: now,
		},
		Owners: policy.Know(policy.Owners{Logins: []string{frank, fiona}}),
		SRC:    policy.Know(policy.Team{Org: "octo-org", Slug: "src", Members: []string{sarah, simon}}),
	}
}

// try is one comment of a test and what must become of its only command.
type try struct {
	by, line string
	want     policy.Verdict
	detail   string
	args     map[string]string
}

// tryEach folds every try on its own, on top of the setup: comments as "login: /command".
func tryEach(t *testing.T, c policy.Case, setup []said, tries []try) {
	t.Helper()
	tryEachOf(t, testProcess(t), c, setup, tries)
}

// tryEachOf is tryEach in another process.
func tryEachOf(t *testing.T, p policy.Process, c policy.Case, setup []said, tries []try) {
	t.Helper()
	for _, tt := range tries {
		t.Run(tt.by+" "+tt.line, func(t *testing.T) {
			folder := NewFolder(p, c, now)
			say(t, folder, setup)
			got := folder.Fold(Comment{ID: 99, Author: tt.by, Body: tt.line, CreatedAt: now})
			if len(got) != 1 {
				t.Fatalf("got %d decisions, want 1", len(got))
			}
			want := policy.Decision{
				Comment: 99, Actor: tt.by, Command: got[0].Command, Right: got[0].Right,
				Verdict: tt.want, Detail: tt.detail, Args: tt.args, WrittenAt: now, FoldedAt: now,
			}
			if diff := cmp.Diff(want, got[0]); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// said is an earlier comment whose commands must all be accepted, or all be refused.
type said struct {
	by, body string
	refused  bool
	ago      time.Duration // before now
}

func say(t *testing.T, folder *Folder, setup []said) {
	t.Helper()
	for i, s := range setup {
		for _, d := range folder.Fold(Comment{ID: int64(i + 1), Author: s.by, Body: s.body, CreatedAt: now.Add(-s.ago)}) {
			if accepted := d.Verdict == policy.VerdictAccepted; accepted == s.refused {
				t.Fatalf("%s: %s: %s %s", s.by, s.body, d.Verdict, d.Detail)
			}
		}
	}
}

// args makes a decision's arguments from keys and values.
func args(pairs ...string) map[string]string {
	m := make(map[string]string, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return m
}

// Short names for the verdicts.
const (
	accepted  = policy.VerdictAccepted
	answered  = policy.VerdictAnswered
	malformed = policy.VerdictMalformed
	forbidden = policy.VerdictForbidden
	refused   = policy.VerdictRefused
)

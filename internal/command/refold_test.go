package command

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/policy"
)

// TestRefold decides comments again a month later, when sarah has left the SRC and rita has joined it.
func TestRefold(t *testing.T) {
	later := now.AddDate(0, 1, 0)
	src := Precedent{Right: policy.RightSRC, At: now}
	fixTeam := Precedent{Right: policy.RightFixTeam, At: now}
	for _, test := range []struct {
		name     string
		by, body string
		accepted map[int]Precedent
		want     []policy.Decision
	}{
		{
			"who has left keeps what was decided", sarah, "/waive private-fork a change of configuration", map[int]Precedent{0: src},
			[]policy.Decision{{Command: "waive", Right: policy.RightSRC, Args: args("item", "private-fork"), Verdict: accepted, FoldedAt: now}},
		},
		{
			"who has come gains nothing by old words", rita, "/ack", nil,
			[]policy.Decision{{Command: "ack", Verdict: refused, Detail: detailNotThen, FoldedAt: later}},
		},
		{
			"who is nobody stays so", stan, "/ack", nil,
			[]policy.Decision{{Command: "ack", Verdict: forbidden, FoldedAt: later}},
		},
		{
			"a day that has passed since was in the future then", frank, "/release-day 2026-12-02", map[int]Precedent{0: fixTeam},
			[]policy.Decision{{
				Command: "release-day", Right: policy.RightFixTeam, Args: args("start", "2026-12-02T16:00:00Z"), Verdict: accepted, FoldedAt: now,
			}},
		},
		{
			"an unwise day was insisted on", sarah, "/release-day 2026-12-04 the only day that all have", map[int]Precedent{0: src},
			[]policy.Decision{{
				Command: "release-day", Right: policy.RightSRC, Args: args("start", "2026-12-04T16:00:00Z", "override", "true"), Verdict: accepted, FoldedAt: now,
			}},
		},
		{
			"an unwise day was refused, for the reason of then", frank, "/release-day 2026-12-04", nil,
			[]policy.Decision{{
				Command: "release-day", Args: args("start", "2026-12-04T16:00:00Z"), Verdict: refused, Detail: "weekday", FoldedAt: later,
			}},
		},
		{
			"what the rules forbid by now was allowed then", frank, "/slow on holiday", map[int]Precedent{0: fixTeam},
			[]policy.Decision{{Command: "slow", Right: policy.RightFixTeam, Verdict: accepted, FoldedAt: now}},
		},
		{
			"several, each as it was", sarah, "/ack\n/assign triage @simon\n/nonsense\n/help", map[int]Precedent{1: src},
			[]policy.Decision{
				{Command: "ack", Verdict: forbidden, FoldedAt: later},
				{Command: "assign", Right: policy.RightSRC, Args: args("duty", "triage", "login", "simon"), Verdict: accepted, FoldedAt: now},
				{Verdict: policy.VerdictUnrecognised, FoldedAt: later},
				{Command: "help", Verdict: forbidden, FoldedAt: later},
			},
		},
		{
			"what cannot be read is not accepted", sarah, "/waive", map[int]Precedent{0: src},
			[]policy.Decision{{Command: "waive", Verdict: malformed, Detail: detailItem, FoldedAt: now}},
		},
		{
			"no text, no command", sarah, "> /ack", map[int]Precedent{0: src}, nil,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := testCase(policy.AdvisoryDraft)
			c.SRC.Value.Members = []string{simon, rita}
			folder := NewFolder(testProcess(t), c, later)
			got := folder.Refold(Comment{ID: 7, Author: test.by, Body: test.body, CreatedAt: now.Add(-time.Second)}, test.accepted)
			for i := range test.want {
				test.want[i].Comment, test.want[i].Index, test.want[i].Actor, test.want[i].WrittenAt = 7, i, test.by, now.Add(-time.Second)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			// The next comment is decided at its own time and with its author's own right.
			next := folder.Fold(Comment{ID: 8, Author: sarah, Body: "/ack", CreatedAt: later})
			if len(next) != 1 || next[0].Verdict != forbidden || !next[0].FoldedAt.Equal(later) {
				t.Errorf("the comment after it: %+v", next)
			}
		})
	}
}

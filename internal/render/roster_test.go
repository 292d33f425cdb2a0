package render

import (
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/golden"
	"github.com/embargo-app/embargo/policy"
)

func TestRoster(t *testing.T) {
	leaf := func(state policy.RosterState, text string) policy.Reason {
		return policy.Reason{State: state, Text: text}
	}
	fine := leaf(policy.RosterPassed, "the roster is as the process demands")
	joins := func(state policy.RosterState, below ...policy.Reason) policy.Reason {
		return policy.Reason{State: state, Text: "`dan` (`Umbrella`) joins", Below: below}
	}
	for name, view := range map[string]RosterView{
		"mistake":  {Mistakes: []string{".github/embargo.yml:7: src.size: \"<img src=x> @bob `x`\" must be a mapping of keys to values"}},
		"mistakes": {Mistakes: []string{".github/embargo.yml:7: a", ".github/embargo.yml:8: b"}},
		"absent":   {Absent: true, Verdict: policy.RosterVerdict{State: policy.RosterFailed}},
		"same":     {Verdict: policy.RosterVerdict{State: policy.RosterPassed, Reasons: []policy.Reason{fine}}},
		"passes": {Verdict: policy.RosterVerdict{State: policy.RosterPassed, Changed: true, Reasons: []policy.Reason{
			joins(policy.RosterPassed, leaf(policy.RosterFailed, "`bob` objects"), leaf(policy.RosterPassed, "a majority of the SRC: 2 of 3 needed, 2 so far (`ann`, `eve`)")), fine}}},
		"until": {Verdict: policy.RosterVerdict{State: policy.RosterWaiting, Changed: true, PassesAt: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC),
			Reasons: []policy.Reason{joins(policy.RosterWaiting, leaf(policy.RosterWaiting, "lazy consensus")), fine}}},
		"waits": {Verdict: policy.RosterVerdict{State: policy.RosterWaiting, Changed: true, Reasons: []policy.Reason{joins(policy.RosterWaiting), fine}}},
		"fails": {Verdict: policy.RosterVerdict{State: policy.RosterFailed, Changed: true, Reasons: []policy.Reason{
			joins(policy.RosterPassed), {State: policy.RosterFailed, Text: "the roster would break the process", Below: []policy.Reason{leaf(policy.RosterFailed, "the SRC has 5 members; it may have at most 4")}}}}},
	} {
		t.Run(name, func(t *testing.T) {
			title, summary := Roster(view)
			golden.Check(t, "roster/"+name+".md", "# "+title+"\n\n"+summary)
		})
	}
}

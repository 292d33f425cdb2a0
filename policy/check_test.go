package policy

import (
	"testing"
)

func TestCheckFix(t *testing.T) {
	item := func(id ItemID, need Need, state State) Item { return Item{ID: id, Need: need, State: state} }
	done := item(ItemCVSS, NeedRequired, StateDone)
	tests := []struct {
		name     string
		state    AdvisoryState
		phase    Phase
		public   bool
		items    []Item
		want     CheckConclusion
		wordless bool
		missing  int
	}{
		{"all done", AdvisoryDraft, PhaseReady, false, []Item{done}, CheckPass, false, 0},
		{"waived counts", AdvisoryDraft, PhaseReady, false, []Item{done, item(ItemCVE, NeedRequired, StateWaived)}, CheckPass, false, 0},
		{"something missing", AdvisoryDraft, PhaseFixing, false, []Item{done, item(ItemCVE, NeedRequired, StatePending)}, CheckFail, false, 1},
		{"unknown is missing", AdvisoryDraft, PhaseFixing, false, []Item{item(ItemFixTeam, NeedRequired, StateUnknown)}, CheckFail, false, 1},
		{"violated is missing", AdvisoryDraft, PhaseFixing, false, []Item{item(ItemCollaborators, NeedRequired, StateViolated)}, CheckFail, false, 1},
		{"advice does not count", AdvisoryDraft, PhaseReady, false, []Item{done, item(ItemDuties, NeedAdvice, StatePending)}, CheckPass, false, 0},
		{"what comes after does not count", AdvisoryDraft, PhaseReady, false, []Item{done, item(ItemRelease, NeedAfter, StatePending)}, CheckPass, false, 0},
		{"given up", AdvisoryClosed, PhaseAbandoned, false, []Item{item(ItemCVE, NeedRequired, StatePending)}, CheckNeutral, false, 1},
		{"public before publication, all done", AdvisoryDraft, PhaseReady, true, []Item{done}, CheckNeutral, true, 0},
		{"public before publication, missing", AdvisoryDraft, PhaseFixing, true, []Item{item(ItemCVE, NeedRequired, StatePending)}, CheckNeutral, true, 0},
		{"public after publication", AdvisoryPublished, PhaseReleased, true, []Item{done}, CheckPass, false, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := CheckFix(Report{Phase: tt.phase, Items: tt.items}, Advisory{State: tt.state}, tt.public)
			if got.Conclusion != tt.want || got.Wordless != tt.wordless || len(got.Missing) != tt.missing {
				t.Errorf("got %s, wordless %t, missing %v", got.Conclusion, got.Wordless, got.Missing)
			}
			if got.Wordless && len(got.Missing)+len(got.Settled) > 0 {
				t.Error("a wordless check carries items")
			}
		})
	}
}

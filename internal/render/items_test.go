package render

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/policy"
)

func TestItemStatesAreReadBack(t *testing.T) {
	want := map[policy.ItemID]policy.State{}
	body := ChecklistMarker + "\n"
	for id, state := range map[policy.ItemID]policy.State{"cvss": policy.StateDone, "due-soon": policy.StateDueSoon, "odd -->": policy.StateWaived} {
		want[id] = state
		body += "text " + itemMarker(id, state) + "\n"
	}
	if diff := cmp.Diff(want, ItemStates(body)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := Visible(body + testFolded().Line(Limit, testSeal)); got != body {
		t.Errorf("visible is %q, want %q", got, body)
	}
	if got := Visible(body); got != body {
		t.Errorf("visible is %q, want %q", got, body)
	}
}

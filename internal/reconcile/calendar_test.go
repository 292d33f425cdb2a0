package reconcile

import (
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// TestWithdrawnSlot: a slot that is given up is taken back wherever its invitation may have arrived, and only there.
func TestWithdrawnSlot(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	invited := []policy.Sent{{Kind: letterSlot, Occasion: "0", Channel: "src@example.org", Mail: true, At: now}}
	for name, tc := range map[string]struct {
		facts policy.Case
		want  int
	}{
		"told":         {policy.Case{Sent: invited}, 1},
		"perhaps told": {policy.Case{Unsure: invited}, 1},
		"not told":     {policy.Case{}, 0},
	} {
		o := &observation{facts: tc.facts, calendar: []store.CalendarRow{{
			Ref: "octo-org/parser/GHSA-2222-3333-4444", Name: store.CalendarSlot, Starts: now.Add(24 * time.Hour), Ends: now.Add(28 * time.Hour),
			Sequence: 1, Cancelled: true, ChangedAt: now,
		}}}
		if got := slotLetters(lettering{observation: o, now: now}); len(got) != tc.want {
			t.Errorf("%s: %d letters, want %d", name, len(got), tc.want)
		}
	}
}

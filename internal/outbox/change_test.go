package outbox

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/store"
)

func TestOnlyTheAppsOwnChangesAreRecorded(t *testing.T) {
	set := map[string]string{"cvss": "set by comment 7"}
	for _, test := range []struct {
		name          string
		result        Result
		attempts      int
		was           string
		before, after map[string]string
	}{
		{"changed", done(noteChanged), 0, recordSet, map[string]string{"cvss": recordSet}, set},
		{"set for the first time", done(noteChanged), 0, "", nil, set},
		{"standing, by somebody else", done(noteStanding), 0, recordSet, nil, nil},
		{"standing, by an attempt whose answer was lost", done(noteStanding), 1, recordSet, nil, set},
		{"dropped", dropped("superseded"), 1, recordSet, nil, nil},
		{"failed", Result{}, 1, recordSet, nil, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := test.result.changing(store.ActionRow{Attempts: test.attempts}, "cvss", test.was, "set by comment 7")
			if diff := cmp.Diff(test.before, got.Before) + cmp.Diff(test.after, got.After); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if got.State != test.result.State || got.Note != test.result.Note {
				t.Errorf("the result became %+v", got)
			}
		})
	}
}

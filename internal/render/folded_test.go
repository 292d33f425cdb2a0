package render

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestFoldedIsReadBack(t *testing.T) {
	edited := map[int64]time.Time{
		1002: time.Date(2026, 11, 23, 9, 0, 1, 0, time.UTC),
		1010: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC),
	}
	body := ChecklistMarker + "\ntext\n" + Folded(edited)
	if diff := cmp.Diff(edited, ParseFolded(body)); diff != "" {
		t.Error(diff)
	}
	if line := Folded(nil); line != "" {
		t.Errorf("nothing edited gives %q, want nothing", line)
	}
	for _, body := range []string{"", "text", "\n<!-- embargo:folded 1@", "\n<!-- embargo:folded x@1 1@x 7 -->"} {
		if got := ParseFolded(body); len(got) != 0 {
			t.Errorf("ParseFolded(%q) = %v, want nothing", body, got)
		}
	}
}

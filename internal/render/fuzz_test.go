package render

import (
	"fmt"
	"hash/fnv"
	"strings"
	"testing"
)

// weakSeal stands for the real one: what the fuzzer cannot guess.
func weakSeal(text string) string {
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(text)) // never fails
	return fmt.Sprintf("%x", sum.Sum64())
}

// FuzzMarkers: the hidden lines of a comment are read from whatever people may have put there: a key is read only as it
// was written, and what the checklist remembers only under its seal.
func FuzzMarkers(f *testing.F) {
	folded := " 5@1793610000 7.0:src@1793610000 8.2:fix-team@-1"
	for _, seed := range []string{
		NoteMarker("reply/1002") + "\ntext", NoteMarker("a--b>") + "\r\n", "\ufeff" + ChecklistMarker + "\n", " " + ChecklistMarker,
		ChecklistMarker + "\n" + foldedPrefix + folded + foldedSeal + weakSeal(folded) + foldedSuffix,
		"x\n" + foldedPrefix + folded + foldedSeal + "0" + foldedSuffix, noteOpen + "%2" + markClose, noteOpen + "%2D%2D" + markClose,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		if key, ok := NoteKey(body); ok && !strings.Contains(body, NoteMarker(key)) {
			t.Errorf("%q is read as the key %q", body, key)
		}
		if again, ok := NoteKey(NoteMarker(body)); body != "" && (!ok || again != body) {
			t.Errorf("the key %q reads back as %q", body, again)
		}
		if marker := NoteMarker(body); strings.Count(marker, "-->") != 1 || strings.ContainsAny(marker, "\r\n") {
			t.Errorf("the key %q leaves its marker: %q", body, marker)
		}
		if _, ok := ParseFolded(body, func(string) string { return "a seal that nobody has" }); ok && !strings.Contains(body, "a seal that nobody has") {
			t.Errorf("%q is believed without a seal", body)
		}
		f, ok := ParseFolded(body, weakSeal)
		if !ok {
			return
		}
		if again, ok := ParseFolded("\n"+f.Line(1<<20, weakSeal), weakSeal); len(f.Edited)+len(f.Accepted) > 0 && (!ok || len(again.Accepted) != len(f.Accepted) || len(again.Edited) != len(f.Edited)) {
			t.Errorf("%+v is written so that it reads as %+v", f, again)
		}
	})
}

package render

import (
	"fmt"
	"hash/crc32"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/policy"
)

// testSeal is no secret, but depends on the text.
func testSeal(text string) string { return fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(text))) }

func testFolded() Folded {
	at := time.Date(2026, 11, 23, 9, 0, 1, 0, time.UTC)
	return Folded{
		Edited: map[int64]time.Time{1010: at.Add(time.Hour), 1002: at},
		Accepted: []FoldedCommand{
			{Comment: 1002, Index: 0, Right: policy.RightSRC, At: at},
			{Comment: 1002, Index: 11, Right: policy.RightSRC, At: at},
			{Comment: 1004, Index: 1, Right: policy.RightFixTeam, At: at.Add(time.Minute)},
		},
	}
}

func TestFoldedIsReadBack(t *testing.T) {
	line := testFolded().Line(Limit, testSeal)
	want := "<!-- embargo:folded 1002@1795424401 1010@1795428001 1002.0:src@1795424401 1002.11:src@1795424401 " +
		"1004.1:fix-team@1795424461 seal:" + testSeal(" 1002@1795424401 1010@1795428001 1002.0:src@1795424401 "+
		"1002.11:src@1795424401 1004.1:fix-team@1795424461") + " -->\n"
	if line != want {
		t.Errorf("got  %q\nwant %q", line, want)
	}
	if strings.Contains(strings.TrimSuffix(strings.TrimPrefix(line, "<!--"), "-->\n"), "--") {
		t.Error("two hyphens end the comment early")
	}
	got, ok := ParseFolded(ChecklistMarker+"\ntext\n"+line, testSeal)
	if diff := cmp.Diff(testFolded(), got); diff != "" || !ok {
		t.Error(ok, diff)
	}
	if line := (Folded{}).Line(Limit, testSeal); line != "" {
		t.Errorf("nothing to remember gives %q, want nothing", line)
	}
}

func TestFoldedCountsForNothingUnlessItIsOurs(t *testing.T) {
	line := testFolded().Line(Limit, testSeal)
	resealed := func(text string) string {
		return foldedPrefix + text + foldedSeal + testSeal(text) + foldedSuffix + "\n"
	}
	for name, body := range map[string]string{
		"no line":             "",
		"not on its own line": line,
		"another right":       "\n" + strings.Replace(line, "fix-team", "src", 1),
		"another comment":     "\n" + strings.Replace(line, "1004.1", "1005.1", 1),
		"one more":            "\n" + strings.Replace(line, " seal:", " 9.0:src@1 seal:", 1),
		"no seal":             "\n<!-- embargo:folded 1002@1795424401 -->\n",
		"an empty seal":       "\n<!-- embargo:folded 1002@1795424401 seal: -->\n",
		"cut off":             "\n" + strings.TrimSuffix(line, " -->\n"),
		"sealed nonsense":     "\n" + resealed(" nonsense"),
		"a sealed odd number": "\n" + resealed(" 12.x:src@17"),
		"a sealed odd id":     "\n" + resealed(" x@17"),
	} {
		if got, ok := ParseFolded(body, testSeal); ok || len(got.Edited)+len(got.Accepted) > 0 {
			t.Errorf("%s: %v, %v, want nothing", name, got, ok)
		}
	}
}

func TestFoldedKeepsToItsRoom(t *testing.T) {
	whole := testFolded().Line(Limit, testSeal)
	for room := range len(whole) + 1 {
		line := testFolded().Line(room, testSeal)
		if len(line) > room {
			t.Fatalf("%d bytes in a room of %d", len(line), room)
		}
		got, ok := ParseFolded("\n"+line, testSeal)
		if line == "" {
			continue
		}
		if !ok || len(got.Edited) != 2 {
			t.Fatalf("in a room of %d the edits are lost: %q", room, line)
		}
		if n := len(got.Accepted); n > 0 && got.Accepted[n-1].Comment != 1004 {
			t.Errorf("in a room of %d the newest command is left out: %q", room, line)
		}
	}
}

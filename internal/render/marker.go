package render

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/embargo-app/embargo/policy"
)

// ChecklistMarker is the first line of the one checklist comment of an advisory.
const ChecklistMarker = "<!-- embargo:checklist v1 -->"

const (
	noteOpen  = "<!-- embargo:note "
	markClose = " -->"
	// byteOrderMark is tolerated before a marker: to overlook a comment of ours means to post it twice,
	// forever, while a foreign comment with such a start is told apart by its author.
	byteOrderMark = "\uFEFF"
)

// NoteMarker is the first line of every comment of ours that is not the checklist. Any key may be given;
// what is not a letter, a digit or one of "._/:-" is percent-encoded, so that a key can't end the marker.
func NoteMarker(key string) string {
	return noteOpen + encodeKey(key) + markClose
}

// NoteKey reads the key of a NoteMarker that stands at the very start of body, alone on its line.
// A byte order mark before it and either kind of line end after it are tolerated, nothing else is.
func NoteKey(body string) (key string, ok bool) {
	line := firstLine(body)
	encoded, found := strings.CutPrefix(line, noteOpen)
	if !found {
		return "", false
	}
	encoded, found = strings.CutSuffix(encoded, markClose)
	if !found || encoded == "" {
		return "", false
	}
	key, err := url.PathUnescape(encoded)
	if err != nil || encodeKey(key) != encoded {
		return "", false
	}
	return key, true
}

// IsChecklist tells whether body is a checklist comment, by the marker at its very start, with the same
// tolerance as NoteKey.
func IsChecklist(body string) bool { return firstLine(body) == ChecklistMarker }

func firstLine(body string) string {
	line, _, _ := strings.Cut(strings.TrimPrefix(body, byteOrderMark), "\n")
	return strings.TrimSuffix(line, "\r")
}

func encodeKey(key string) string {
	var b strings.Builder
	for i := range len(key) {
		c := key[i]
		// Two hyphens in a row could close an HTML comment.
		if safeKeyByte(c) && (c != '-' || i == 0 || key[i-1] != '-') {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}

func safeKeyByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("._/:-", c) >= 0
}

// itemMarker ends an item's line. Item ids come from process files, so they are encoded like keys.
func itemMarker(id policy.ItemID, state policy.State) string {
	return "<!-- embargo:item " + encodeKey(string(id)) + " " + encodeKey(string(state)) + markClose
}

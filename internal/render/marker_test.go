package render

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNoteKey(t *testing.T) {
	for _, tt := range []struct {
		name, body, key string
	}{
		{"alone", "<!-- embargo:note reply/12 -->", "reply/12"},
		{"with text", "<!-- embargo:note reply/12 -->\nhello", "reply/12"},
		{"carriage return", "<!-- embargo:note reply/12 -->\r\nhello", "reply/12"},
		{"byte order mark", "\uFEFF<!-- embargo:note reply/12 -->\nhello", "reply/12"},
		{"not at the start", "hello\n<!-- embargo:note reply/12 -->", ""},
		{"blank before", " <!-- embargo:note reply/12 -->", ""},
		{"line end before", "\n<!-- embargo:note reply/12 -->", ""},
		{"two byte order marks", "\uFEFF\uFEFF<!-- embargo:note reply/12 -->", ""},
		{"text behind on the line", "<!-- embargo:note reply/12 --> hello", ""},
		{"no key", "<!-- embargo:note  -->", ""},
		{"blank in the key", "<!-- embargo:note a b -->", ""},
		{"marker in the key", "<!-- embargo:note a --> -->", ""},
		{"encoding that we don't write", "<!-- embargo:note %61 -->", ""},
		{"broken encoding", "<!-- embargo:note %6 -->", ""},
		{"not closed", "<!-- embargo:note reply/12", ""},
		{"checklist", ChecklistMarker, ""},
		{"empty", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if key, ok := NoteKey(tt.body); key != tt.key || ok != (tt.key != "") {
				t.Errorf("got %q, %v, want %q", key, ok, tt.key)
			}
		})
	}
}

func TestNoteMarkerKeepsEveryKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.OneOf(rapid.String(), rapid.StringMatching(`[-%> a/]+`)).Draw(t, "key")
		marker := NoteMarker(key)
		got, ok := NoteKey(marker + "\ntext")
		if got != key || ok != (key != "") {
			t.Fatalf("%s gives %q, %v, want %q", marker, got, ok, key)
		}
		inner := strings.TrimSuffix(strings.TrimPrefix(marker, "<!--"), "-->")
		if strings.Contains(inner, "--") || strings.ContainsAny(inner, "<>\r\n") {
			t.Fatalf("%s can be left", marker)
		}
	})
}

func TestIsChecklist(t *testing.T) {
	for body, want := range map[string]bool{
		ChecklistMarker:                       true,
		ChecklistMarker + "\r\ntext":          true,
		"\uFEFF" + ChecklistMarker + "\n":     true,
		ChecklistMarker + " text":             false,
		"> " + ChecklistMarker:                false,
		"text\n" + ChecklistMarker:            false,
		"<!-- embargo:checklist v2 -->\ntext": false,
		"<!-- embargo:note checklist -->":     false,
		"":                                    false,
	} {
		if got := IsChecklist(body); got != want {
			t.Errorf("%q: %v", body, got)
		}
	}
}

package nearest

import (
	"strings"
	"testing"
)

func TestTo(t *testing.T) {
	known := []string{"ack", "assign", "status", "to", "releaseDay", strings.Repeat("x", 65)}
	for word, want := range map[string]string{
		"akc": "ack", "asign": "assign", "Assignn": "assign", "stats": "status", "tsatus": "status", "releaseday": "releaseDay",
		"frobnicate": "", "": "", "zz": "", strings.Repeat("x", 64): "", strings.Repeat("x", 65): "",
	} {
		if got := To(word, known); got != want {
			t.Errorf("To(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestEdits(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"", "ab", 2}, {"abc", "abc", 0}, {"abc", "acb", 2}, {"kitten", "sitting", 3}} {
		if got := edits(test.a, test.b); got != test.want {
			t.Errorf("edits(%q, %q) = %d, want %d", test.a, test.b, got, test.want)
		}
	}
}

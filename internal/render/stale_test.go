package render

import (
	"strings"
	"testing"
)

func TestStaleProcess(t *testing.T) {
	if got := StaleProcess(nil); got != "" {
		t.Errorf("nothing is stale, but %q", got)
	}
	got := StaleProcess([]StaleFile{
		{Name: "acme/.github:.github/embargo.yml", Replaced: true}, {Name: "acme/cosign:.github/embargo.yml"},
	})
	want := "\n<sub>The process file `acme/.github:.github/embargo.yml` has a mistake; the last good version is in force.</sub>\n" +
		"\n<sub>The process file `acme/cosign:.github/embargo.yml` has a mistake and is not in force.</sub>\n"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if hostile := StaleProcess([]StaleFile{{Name: "a`b <!-- embargo:note x --> @all"}}); strings.Contains(hostile, "<!--") || strings.Contains(hostile, "@all") {
		t.Errorf("not inert: %q", hostile)
	}
}

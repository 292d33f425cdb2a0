package config

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestPrintReadsBack prints every preset, and the full file, and reads them again.
func TestPrintReadsBack(t *testing.T) {
	full, err := os.ReadFile("testdata/full.yml")
	if err != nil {
		t.Fatal(err)
	}
	files := []string{string(full)}
	for _, name := range Presets() {
		files = append(files, "preset: "+name)
	}
	for _, text := range files {
		resolved, err := Resolve(parse(t, "org.yml", text), nil)
		if err != nil {
			t.Fatal(err)
		}
		printed, err := resolved.Print()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Resolve(parse(t, "printed", printed), nil)
		if err != nil {
			t.Fatalf("%v in\n%s", err, printed)
		}
		if diff := cmp.Diff(resolved.Process, again.Process, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("(-want +got):\n%s\n%s", diff, printed)
		}
	}
}

func TestPrintNamesOrigins(t *testing.T) {
	resolved, err := Resolve(parse(t, "org.yml", "mode: enforce\nitems: {cvss: {severity: advice}}"), parse(t, "repo.yml", "deadlines:\n  fix: 5d"))
	if err != nil {
		t.Fatal(err)
	}
	printed, err := resolved.Print()
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Join(strings.Fields(printed), " ")
	for _, want := range []string{"preset: sigstore # the default", "mode: enforce # org.yml:1", "fix: 5d # repo.yml:2",
		"cvss: severity: advice # org.yml:2", "acknowledge: 24h # preset sigstore:"} {
		if !strings.Contains(words, want) {
			t.Errorf("no %q in\n%s", want, printed)
		}
	}
}

package config

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func readDoc(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile("../docs/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestSettingsAreDocumented wants a row with the default for each setting.
func TestSettingsAreDocumented(t *testing.T) {
	doc := readDoc(t, "configuration.md")
	for _, s := range Settings() {
		row := "| `" + s.Name + "` | "
		switch {
		case s.Required:
			row += "required |"
		case s.Default != "":
			row += "`" + s.Default + "` |"
		}
		if !strings.Contains(doc, row) {
			t.Errorf("docs/configuration.md has no row %s", row)
		}
	}
}

// TestProcessKeysAreDocumented wants each key of the process file in the reference.
func TestProcessKeysAreDocumented(t *testing.T) {
	doc := readDoc(t, "configuration.md")
	resolved, err := Resolve(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range slices.Sorted(maps.Keys(resolved.origins)) {
		file, _ := preset(defaultPreset)
		if file.isLeaf(key) && !strings.Contains(doc, "`"+key+"`") {
			t.Errorf("docs/configuration.md does not explain %s", key)
		}
	}
	for _, name := range Presets() {
		if !strings.Contains(readDoc(t, "presets.md"), "| "+name+" |") {
			t.Errorf("docs/presets.md does not name the source of %s", name)
		}
	}
}

var processBlock = regexp.MustCompile("(?s)```yaml\n(version: 1\n.*?)```")

// TestDocumentedProcessFilesAreValid resolves every process file that the documentation shows.
func TestDocumentedProcessFilesAreValid(t *testing.T) {
	for _, name := range []string{"configuration.md", "presets.md", "artifacts.md", "deadlines.md", "prenotice.md", "../README.md"} {
		blocks := processBlock.FindAllStringSubmatch(readDoc(t, name), -1)
		if len(blocks) == 0 {
			t.Errorf("%s shows no process file", name)
		}
		for _, block := range blocks {
			if _, err := Resolve(parse(t, name, block[1]), nil); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

package house

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const root = "../.."

// sources reads every Go file of the module below a name's ending.
func sources(t *testing.T, ending string, read func(path, text string)) {
	t.Helper()
	seen := 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != root && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata"):
			return filepath.SkipDir
		case entry.IsDir() || !strings.HasSuffix(path, ending):
			return nil
		}
		text, err := os.ReadFile(path)
		seen++
		read(path, string(text))
		return err
	})
	if err != nil || seen < 100 {
		t.Fatalf("%d files, %v", seen, err)
	}
}

var (
	declaredTest = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark|Example)[A-Za-z0-9_]*)\(`)
	namedTest    = regexp.MustCompile("`((?:Test|Fuzz|Benchmark)[A-Z][A-Za-z0-9]*)`")
	namedStory   = regexp.MustCompile("`([a-z0-9-]+)\\.txtar`")
)

// TestDocsNameRealTests: every test and story that docs/threat-model.md rests a mitigation on, and that
// docs/crash-tests.md tells of, exists.
func TestDocsNameRealTests(t *testing.T) {
	declared := map[string]bool{}
	sources(t, "_test.go", func(_, text string) {
		for _, match := range declaredTest.FindAllStringSubmatch(text, -1) {
			declared[match[1]] = true
		}
	})
	for path, atLeast := range map[string]int{"docs/threat-model.md": 40, "docs/crash-tests.md": 4} {
		text, err := os.ReadFile(root + "/" + path)
		if err != nil {
			t.Fatal(err)
		}
		named := namedTest.FindAllStringSubmatch(string(text), -1)
		if len(named) < atLeast {
			t.Errorf("%s names only %d tests", path, len(named))
		}
		for _, match := range named {
			if !declared[match[1]] {
				t.Errorf("%s names %s, which is no test", path, match[1])
			}
		}
		for _, match := range namedStory.FindAllStringSubmatch(string(text), -1) {
			if _, err := os.Stat(root + "/testdata/scenarios/" + match[1] + ".txtar"); err != nil {
				t.Errorf("%s: %v", path, err)
			}
		}
	}
}

// TestEveryMitigationHasATest: each row of the tables in docs/threat-model.md names a test, or says that there is none.
func TestEveryMitigationHasATest(t *testing.T) {
	text, err := os.ReadFile(root + "/docs/threat-model.md")
	if err != nil {
		t.Fatal(err)
	}
	checkRows(t, string(text))
}

// checkRows wants a test, or the word "none", in the last column of every table whose head ends with "test".
func checkRows(t *testing.T, text string) {
	t.Helper()
	inTable, rows := false, 0
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		cells := strings.Split(strings.Trim(line, "|"), "|")
		last := strings.TrimSpace(cells[len(cells)-1])
		switch {
		case !strings.HasPrefix(line, "|"):
			inTable = false
		case last == "test":
			inTable = true
		case inTable && !strings.HasPrefix(last, "---"):
			rows++
			if !namedTest.MatchString(last) && !namedStory.MatchString(last) && !strings.HasPrefix(last, "none") {
				t.Errorf("docs/threat-model.md: no test in the row %s", line)
			}
		}
	}
	if rows < 20 {
		t.Errorf("docs/threat-model.md has only %d mitigations", rows)
	}
}

// TestFuzzTargetsHaveCorpora: every fuzz target has inputs that were found interesting, in the tree, which a plain run
// of the tests plays.
func TestFuzzTargetsHaveCorpora(t *testing.T) {
	target := regexp.MustCompile(`(?m)^func (Fuzz[A-Za-z0-9_]*)\(`)
	targets := 0
	sources(t, "_test.go", func(path, text string) {
		for _, match := range target.FindAllStringSubmatch(text, -1) {
			targets++
			corpus, err := os.ReadDir(filepath.Join(filepath.Dir(path), "testdata", "fuzz", match[1]))
			if err != nil || len(corpus) == 0 {
				t.Errorf("%s in %s has no corpus: run it, and keep what was found", match[1], path)
			}
		}
	})
	if targets < 30 {
		t.Errorf("only %d fuzz targets", targets)
	}
}

// TestSuppressionsGiveReasons: whoever silences gosec says why on the same line. (For nolint a linter checks it.)
func TestSuppressionsGiveReasons(t *testing.T) {
	reasoned := regexp.MustCompile(`#nosec G\d{3}(,G\d{3})* -- \S+ \S+`)
	found := 0
	sources(t, ".go", func(path, text string) {
		for line := range strings.Lines(text) {
			if _, mark, marked := strings.Cut(line, "// #"+"nosec"); marked {
				found++
				if !reasoned.MatchString("#nosec" + mark) {
					t.Errorf("%s: no rule or no reason: %s", path, strings.TrimSpace(line))
				}
			}
		}
	})
	settings, err := os.ReadFile(root + "/.golangci.yml")
	if err != nil {
		t.Fatal(err)
	}
	disabled, _, _ := strings.Cut(string(settings), "\n  settings:")
	if !strings.Contains(disabled, "default: all") || slices.Contains(strings.Fields(disabled), "gosec") || found == 0 {
		t.Error("gosec is not on")
	}
}

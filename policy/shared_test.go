package policy

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The rules rest upon two libraries. What they must do is checked here against other people's answers: a part that
// is always there, and everything when EMBARGO_SHARED_DATA names the folder with the full sets, or when that folder
// lies beside the project's. "make conformance" prints the counts.

// besideProject is where the full sets lie for those who have them.
const besideProject = "../../shared/data"

func sharedData() string {
	if folder := os.Getenv("EMBARGO_SHARED_DATA"); folder != "" {
		return folder
	}
	if info, err := os.Stat(besideProject); err == nil && info.IsDir() {
		return besideProject
	}
	return ""
}

func readFile(t *testing.T, elements ...string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(elements...))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestCodeOwnersPatterns(t *testing.T) {
	files := []string{filepath.Join("testdata", "codeowners", "hmarr", "patterns.json")}
	if sharedData() != "" {
		shared, err := filepath.Glob(filepath.Join(sharedData(), "codeowners", "*", "patterns.json"))
		if err != nil || len(shared) == 0 {
			t.Fatalf("no conformance suites in %s (%v)", sharedData(), err)
		}
		files = append(files, shared...)
	}
	for _, file := range files {
		var suite []struct {
			Name, Pattern string
			Paths         map[string]bool
		}
		if err := json.Unmarshal(readFile(t, file), &suite); err != nil {
			t.Fatal(err)
		}
		checked, mismatches := 0, 0
		for _, pattern := range suite {
			rules, err := parseOwnersFile([]byte(pattern.Pattern + " @owner"))
			if err != nil || len(rules) != 1 {
				t.Errorf("%s: %s: %v", file, pattern.Name, err)
				continue
			}
			for path, want := range pattern.Paths {
				checked++
				if got, err := rules[0].Match(takeLiterally(path)); err != nil || got != want {
					mismatches++
					t.Errorf("%s: %s: %s matches %s: %v, %v", file, pattern.Name, pattern.Pattern, path, got, err)
				}
			}
		}
		t.Logf("%s: %d patterns, %d paths, %d mismatches", filepath.Base(filepath.Dir(file)), len(suite), checked, mismatches)
		if checked == 0 {
			t.Errorf("%s: nothing was checked", file)
		}
	}
}

func TestRealCodeOwners(t *testing.T) {
	if sharedData() == "" {
		return // the cases are recreated in TestParseCodeOwners
	}
	want := map[string]string{
		"cosign": "cosign-codeowners", "fulcio": "fulcio-codeowners", "rekor": "rekor-codeowners",
		"policy-controller": "policy-controller-codeowners", "sigstore-js": "codeowners-sigstore-js",
		"gitsign": "error: no line names an owner", "sigstore-python": "error: line 1",
	}
	for name, expected := range want {
		content := readFile(t, sharedData(), "codeowners", "sigstore", name+".CODEOWNERS")
		names, err := ParseCodeOwners("CODEOWNERS", content, CodeOwnersRules{Paths: "default"}, "sigstore")
		got := strings.Join(names.Teams, " ")
		if err != nil {
			got = "error: " + strings.TrimPrefix(err.Error(), "CODEOWNERS: ")
		}
		if !strings.HasPrefix(got, expected) {
			t.Errorf("%s: %s, want %s", name, got, expected)
		}
	}
	t.Logf("%d real files", len(want))
}

// scored is a vector and the scores that implementations give it.
type scored struct {
	vector string
	scores []float64
}

// checkScores compares scores: the nearest of the known ones must be near, and its band the same.
func checkScores(t *testing.T, name string, vectors []scored) {
	t.Helper()
	differ, bands := 0, 0
	for _, v := range vectors {
		rating, err := rate(v.vector)
		if err != nil {
			t.Errorf("%s: %s: %v", name, v.vector, err)
			continue
		}
		got := rating.Score
		// These lists give the base score of 3.x vectors, but the whole one of 4.0 vectors.
		if (name == "known" || name == "real") && rating.Version != "4.0" {
			got = rating.Base
		}
		if slices.ContainsFunc(v.scores, func(score float64) bool { return math.Abs(got-score) > 0.05 }) {
			differ++
		}
		if slices.ContainsFunc(v.scores, func(score float64) bool { return Band(got) != Band(score) || math.Abs(got-score) > 0.15 }) {
			bands++
			t.Errorf("%s: %s is %.1f, others say %v", name, v.vector, got, v.scores)
		}
	}
	t.Logf("%s: %d vectors, %d differ by 0.1 within the band, %d mismatches", name, len(vectors), differ, bands)
	if len(vectors) == 0 {
		t.Errorf("%s: nothing was checked", name)
	}
}

// scoredLines reads lines of a vector and its scores, separated by blanks; "#" begins a remark.
func scoredLines(t *testing.T, content []byte, scoreColumns ...int) []scored {
	t.Helper()
	var vectors []scored
	lines := bufio.NewScanner(bytes.NewReader(content))
	for lines.Scan() {
		line, _, _ := strings.Cut(lines.Text(), "#")
		fields := strings.Fields(line)
		if len(fields) == 0 || !strings.HasPrefix(fields[0], "CVSS:") {
			continue
		}
		v := scored{vector: fields[0]}
		for _, column := range scoreColumns {
			score, err := strconv.ParseFloat(fields[column], 64)
			if err != nil {
				t.Fatal(err)
			}
			v.scores = append(v.scores, score)
		}
		vectors = append(vectors, v)
	}
	return vectors
}

func TestCVSSScores(t *testing.T) {
	checkScores(t, "known", scoredLines(t, readFile(t, "testdata", "cvss", "scores.txt"), 1))
	if sharedData() == "" {
		return
	}
	folder := filepath.Join(sharedData(), "cvss")
	checkScores(t, "real", scoredLines(t, readFile(t, folder, "real-vectors.tsv"), 2))
	for _, list := range []string{"v30_score.list", "v31_score.list", "v4_score.list"} {
		checkScores(t, list, scoredLines(t, readFile(t, folder, "claircore", list), 1))
	}
	packed, err := gzip.NewReader(bytes.NewReader(readFile(t, folder, "v4-base-exhaustive.tsv.gz")))
	if err != nil {
		t.Fatal(err)
	}
	var all bytes.Buffer
	if _, err := all.ReadFrom(packed); err != nil {
		t.Fatal(err)
	}
	checkScores(t, "all 4.0 base vectors", scoredLines(t, all.Bytes(), 1, 2, 3))
}

func TestSharedCVSSErrors(t *testing.T) {
	if sharedData() == "" {
		return // the kinds of error are recreated in TestCVSSErrorsNameTheMetric
	}
	for _, list := range []string{"v3_error.list", "v4_error.list"} {
		checked := 0
		for line := range strings.Lines(string(readFile(t, sharedData(), "cvss", "claircore", list))) {
			vector, valid := strings.CutSuffix(strings.TrimSpace(line), "#OK")
			if vector = strings.TrimSpace(vector); vector == "" {
				continue
			}
			checked++
			// The list for 4.0 counts a valid 3.1 vector as an error.
			valid = valid || vector == "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N"
			if _, err := rate(vector); (err == nil) != valid {
				t.Errorf("%s: %q: error %v", list, vector, err)
			}
		}
		t.Logf("%s: %d lines", list, checked)
	}
}

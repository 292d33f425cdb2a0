package command

import (
	"strings"
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestPullRequests(t *testing.T) {
	home := testCase(policy.AdvisoryDraft).Advisory
	for word, want := range map[string]string{
		"#1":                             "octo-org/parser#1",
		"other/Repo.go_x#12":             "other/Repo.go_x#12",
		"https://github.com/a/b/pull/3":  "a/b#3",
		"https://GitHub.com/a/b/pull/3/": "a/b#3",
		"https://github.com/a/b/pull/3/commits?x=1#y": "a/b#3",
		"": "", "12": "", "#0": "", "#01": "", "#-1": "", "#1234567890": "", "a#1": "", "a/b/c#1": "", "a/..#1": "",
		"-a/b#1": "", "a--b/c#1": "", "a/b#": "", "@a/b#1": "", "a/b#1.": "",
		"http://github.com/a/b/pull/3":           "",
		"https://github.com.evil.org/a/b/pull/3": "",
		"https://evil.org/a/b/pull/3":            "",
		"https://me@github.com/a/b/pull/3":       "",
		"https://github.com/a/b/issues/3":        "",
		"https://github.com/a/b/pull/3/merge":    "",
		"https://github.com/a/%2e%2e/pull/3":     "",
	} {
		if got, ok := parsePullRequest(word, home); got != want || ok != (want != "") {
			t.Errorf("parsePullRequest(%q) = %q, %v; want %q", word, got, ok, want)
		}
	}
	home.URL = "https://github.example.com/octo-org/parser/security/advisories/GHSA-2222-3333-4444"
	if got, _ := parsePullRequest("https://github.example.com/a/b/pull/3", home); got != "a/b#3" {
		t.Errorf("on another GitHub host: got %q", got)
	}
}

func TestTooManyPullRequests(t *testing.T) {
	var many strings.Builder
	for i := range maxPullRequests + 1 {
		many.WriteString(" #" + strings.Repeat("1", i%9+1) + " a/r" + strings.Repeat("x", i) + "#1")
	}
	tryOne := Fold(testProcess(t), testCase(policy.AdvisoryDraft), Comment{Author: frank, Body: "/fix-ready" + many.String(), CreatedAt: now}, now)
	if d := tryOne[0]; d.Verdict != malformed || d.Detail != detailTooManyPRs {
		t.Errorf("got %s %s", d.Verdict, d.Detail)
	}
}

func FuzzPullRequest(f *testing.F) {
	for _, seed := range []string{"#1", "a/b#2", "https://github.com/a/b/pull/3/files", "a/b#9999999999", "%2f#1"} {
		f.Add(seed)
	}
	home := testCase(policy.AdvisoryDraft).Advisory
	f.Fuzz(func(t *testing.T, word string) {
		ref, ok := parsePullRequest(word, home)
		if !ok {
			return
		}
		if refs, err := policy.ParsePullRequests(ref); err != nil || len(refs) != 1 || refs[0].String() != ref {
			t.Errorf("%q became %q, which policy reads as %v (%v)", word, ref, refs, err)
		}
	})
}

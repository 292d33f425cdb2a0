package announce

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/embargo-app/embargo/internal/golden"
	"github.com/embargo-app/embargo/policy"
)

// known is an advisory about which everything is known.
func known() (policy.Process, policy.Case) {
	process := policy.Process{
		Release:      policy.ReleaseRules{TagPrefix: "v"},
		Announcement: policy.AnnouncementRules{Project: "Parser", VersionCommand: "parser version"},
	}
	return process, policy.Case{
		Advisory: policy.Advisory{
			Owner: "octo-org", Repo: "parser", GHSA: "GHSA-2222-3333-4444", CVE: "CVE-2026-10001",
			URL:     "https://github.example/octo-org/parser/security/advisories/GHSA-2222-3333-4444",
			Summary: "A check is\n skipped", Severity: "high",
			CVSS: []policy.CVSS{{Vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N"}},
			Description: "### Impact\n\nA crafted file passes.\n\n### Patches\n_Has the problem been patched? What versions should users upgrade to?_\n\n" +
				"### Workarounds\n\nCheck twice:\n\n    # parser --twice\n\n#### On Windows\n\nThere is none.\n\n### References\n\nhttps://example.org\n",
			Vulnerabilities: []policy.Vulnerability{
				{Ecosystem: "go", Package: "github.com/octo-org/parser", Affected: ">= 2.0.0, < 2.4.1", Patched: "2.4.1"},
				{Ecosystem: "npm", Package: "parser", Affected: "< 1.0.2", Patched: ">= 1.0.2"},
			},
			Credits: []policy.Credit{
				{Login: "riley", Type: "reporter", State: "accepted"}, {Login: "Riley", Type: "finder"},
				{Login: "modest", Type: "analyst", State: "declined"}, {Login: "slow", Type: "analyst", State: "pending"},
				{Login: "kim", Type: "remediation_developer"},
			},
			PublishedAt: time.Date(2026, 11, 24, 16, 5, 0, 0, time.UTC),
		},
		Releases: policy.Know([]policy.Release{
			{Tag: "v2.4.1", URL: "https://github.example/octo-org/parser/releases/tag/v2.4.1"},
			{Tag: "v1.0.2", URL: "https://github.example/octo-org/parser/releases/tag/v1.0.2", Draft: true},
		}),
	}
}

// TestGolden writes announcements by the default template, from one about which everything is known to an empty one.
func TestGolden(t *testing.T) {
	for name, change := range map[string]func(*policy.Process, *policy.Case){
		"full":  func(*policy.Process, *policy.Case) {},
		"empty": func(p *policy.Process, c *policy.Case) { *p, *c = policy.Process{}, policy.Case{} },
		"bare": func(p *policy.Process, c *policy.Case) {
			p.Announcement = policy.AnnouncementRules{}
			c.Advisory.CVE, c.Advisory.CVSS, c.Advisory.Credits, c.Advisory.Description = "", nil, nil, "It breaks."
			c.Advisory.Vulnerabilities = c.Advisory.Vulnerabilities[:1]
		},
	} {
		t.Run(name, func(t *testing.T) {
			process, c := known()
			change(&process, &c)
			text := Write(FactsOf(process, c))
			for part, got := range map[string]string{"subject": text.Subject + "\n", "txt": text.Plain, "md": text.Markdown} {
				golden.Check(t, name+"."+part, got)
			}
		})
	}
}

func TestSections(t *testing.T) {
	tests := map[string]struct{ description, mitigations, rest string }{
		"none":              {"It breaks.", "", "It breaks."},
		"GitHub's form":     {"### Impact\nBad.\n\n### Workarounds\nNone known.\n\n### References\nx\n", "None known.", "### Impact\nBad.\n\n### References\nx"},
		"an empty one":      {"### Impact\nBad.\n\n### Workarounds\n_Is there a way for users to fix or remediate the vulnerability without upgrading?_\n", "", "### Impact\nBad."},
		"at the end":        {"Bad.\r\n\r\n## Mitigation\r\n\r\nTurn it off.\r\n", "Turn it off.", "Bad."},
		"with a colon":      {"Bad.\n\n**Work-arounds:**\n\nTurn it off.\n\n**Patches**\n\nYes.", "Turn it off.", "Bad.\n\n**Patches**\n\nYes."},
		"underlined":        {"Mitigations\n---\nOff.\n\nImpact\n===\nBad.", "Off.", "Impact\n===\nBad."},
		"with subtitles":    {"## Mitigations and workarounds\nA\n### B\nC\n## D\nE", "A\n### B\nC", "## D\nE"},
		"two of them":       {"# Mitigations\nA\n# Impact\nB\n# Workarounds\nC", "A\nC", "# Impact\nB"},
		"only a word":       {"The mitigations are weak.\n\nMitigations\n\nX", "", "The mitigations are weak.\n\nMitigations\n\nX"},
		"in code":           {"```\n# Mitigations\n```\nX", "", "```\n# Mitigations\n```\nX"},
		"a comment":         {"Bad.\n\n<!-- a note\nto us -->\n\n# Workarounds\nOff.", "Off.", "Bad."},
		"a shell's comment": {"Bad.\n\n```\n# one\n\n# two\n```", "", "Bad.\n\n```\n# one\n\n# two\n```"},
	}
	for name, test := range tests {
		mitigations, rest := Sections(test.description)
		if mitigations != test.mitigations || rest != test.rest {
			t.Errorf("%s:\ngot  %q\nand  %q\nwant %q\nand  %q", name, mitigations, rest, test.mitigations, test.rest)
		}
	}
}

// TestSubjectCanBeMailed: whatever a reporter writes into the summary, the subject is one that a mail may have.
func TestSubjectCanBeMailed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		process, c := known()
		c.Advisory.Summary = rapid.String().Draw(t, "before") + "\x1b[31m\u0085\x00\u2028" + rapid.String().Draw(t, "after")
		subject := Write(FactsOf(process, c)).Subject
		bad := strings.ContainsFunc(subject, func(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' })
		if bad || subject == "" || utf8.RuneCountInString(subject) > maxSubject || !utf8.ValidString(subject) {
			t.Errorf("%q", subject)
		}
	})
}

// TestSectionsLoseNothing: whatever a description looks like, each of its words stands in one of the two parts, but
// for headings of the section and comments.
func TestSectionsLoseNothing(t *testing.T) {
	line := rapid.SampledFrom([]string{
		"", "word%d", "# Impact%d", "## Workarounds", "**Mitigations**", "Mitigations\n===", "```", "> word%d", "- word%d", "    word%d", "word%d\n---", "<b>word%d</b>",
	})
	rapid.Check(t, func(t *rapid.T) {
		var words []string
		var text strings.Builder
		for i, pattern := range rapid.SliceOfN(line, 0, 20).Draw(t, "lines") {
			word := "word" + string(rune('a'+i))
			if strings.Contains(pattern, "word%d") {
				words = append(words, word)
			}
			text.WriteString(strings.ReplaceAll(pattern, "word%d", word) + "\n")
		}
		mitigations, rest := Sections(text.String())
		for _, word := range words {
			if strings.Count(mitigations+"\n"+rest, word) != 1 {
				t.Fatalf("%q stands %d times in %q and %q", word, strings.Count(mitigations+rest, word), mitigations, rest)
			}
		}
	})
}

// TestLargest: the embedded template writes even the largest facts there can be.
func TestLargest(t *testing.T) {
	long := strings.Repeat("ü ", 200_000)
	many := make([]string, 1000)
	f := Facts{
		Project: long, Repository: long, URL: long, ID: long, CVE: long, GHSA: long, Summary: long, Severity: long, Score: long,
		Vector: long, VersionCommand: long, Mitigations: long, Details: long, Published: long,
	}
	for i := range many {
		many[i] = long
	}
	f.Versions = many
	for range 1000 {
		f.Packages = append(f.Packages, Package{Name: long, Ecosystem: long, Affected: long, Fixed: many})
		f.Releases = append(f.Releases, Release{Version: long, Tag: long, URL: long})
		f.Credits = append(f.Credits, Credit{Login: long, URL: long, Role: long})
	}
	text := Write(f)
	if n := len([]rune(text.Subject)); n > maxSubject || !strings.HasSuffix(text.Subject, "…") {
		t.Errorf("the subject has %d characters", n)
	}
	if !strings.Contains(text.Plain, more) || !strings.Contains(text.Markdown, more) {
		t.Error("nothing says that something was left out")
	}
}

// FuzzSections: no description makes it fail, and running it again on what it left finds no section any more.
func FuzzSections(f *testing.F) {
	for _, seed := range []string{"", "### Workarounds\nX\n", "**Mitigation**\n\nX\n# Y", "Mitigations\n---", "<!-- x", "\r\n# Workarounds\r\n\r\n> # Mitigations"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, description string) {
		mitigations, rest := Sections(description)
		if len(mitigations)+len(rest) > 2*len(description)+2 {
			t.Errorf("%q became longer: %q and %q", description, mitigations, rest)
		}
	})
}

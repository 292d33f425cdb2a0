package policy

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestParseCodeOwners(t *testing.T) {
	for _, tc := range []struct {
		name, content  string
		logins, teams  []string
		anyLogins, any []string // with paths: any
	}{
		{
			name:    "dependency files belong to others",
			content: "* @sigstore/cosign-codeowners\n\n/.github/ @sigstore/dep-maintainers\n/release/ @sigstore/dep-maintainers\ngo.mod @sigstore/dep-maintainers\ngo.sum @sigstore/other\n",
			teams:   []string{"cosign-codeowners"}, any: []string{"cosign-codeowners", "other"},
		},
		{
			name:    "the last line for everything wins",
			content: "* @alice\n/docs/ @bob\n** @Carol @sigstore/a @carol # both\r\n/src @sigstore/b\n/src @sigstore/c\n",
			logins:  []string{"Carol"}, teams: []string{"a"}, anyLogins: []string{"Carol"}, any: []string{"a", "c"},
		},
		{
			name:    "every way to say everything",
			content: "**/* @a\n/** @b\n/* @c\n",
			logins:  []string{"b"}, anyLogins: []string{"b", "c"},
		},
		{
			name:    "characters that mean nothing special",
			content: "* @alice\n/app/[slug]/ @bob\n/größe/a\\ b,c:^ @carol\n",
			logins:  []string{"alice"}, anyLogins: []string{"alice", "bob", "carol"},
		},
		{
			name:    "an excluded team beside a person",
			content: "* @Sigstore/Dep-Maintainers @alice",
			logins:  []string{"alice"}, anyLogins: []string{"alice"},
		},
	} {
		rules := CodeOwnersRules{Paths: "default", ExcludeTeams: []string{"dep-maintainers"}}
		for _, paths := range []string{"default", "any"} {
			rules.Paths = paths
			want := OwnerNames{tc.logins, tc.teams}
			if paths == "any" {
				want = OwnerNames{tc.anyLogins, tc.any}
			}
			got, err := ParseCodeOwners("CODEOWNERS", []byte(tc.content), rules, "sigstore")
			if err != nil || !slices.Equal(got.Logins, want.Logins) || !slices.Equal(got.Teams, want.Teams) {
				t.Errorf("%s, paths %s: %v, %v; want %v", tc.name, paths, got, err, want)
			}
		}
	}
}

// numbered are so many owners.
func numbered(n int) string {
	var owners strings.Builder
	for i := range n {
		fmt.Fprintf(&owners, " @owner-%d", i)
	}
	return owners.String()
}

func TestAsManyCodeOwnersAsCanBeAskedAbout(t *testing.T) {
	for n, want := range map[int]bool{200: true, 201: false} {
		names, err := ParseCodeOwners("CODEOWNERS", []byte("*"+numbered(n)+" @owner-0"), CodeOwnersRules{Paths: "default"}, "o")
		if (err == nil && len(names.Logins) == n) != want {
			t.Errorf("%d owners: %d count, %v", n, len(names.Logins), err)
		}
	}
}

func TestCodeOwnersErrorsNameTheLine(t *testing.T) {
	for _, tc := range []struct{ name, content, want string }{
		{"an owner without a pattern, as sigstore-python's", "@sigstore/codeowners-sigstore-python\n\n# The CODEOWNERS are managed via a GitHub team\n", "CODEOWNERS: line 1: an owner without a pattern"},
		{"two owners without a pattern", "\n@alice @bob", "line 2: an owner without a pattern"},
		{"a mail address without a pattern", "* @a\nalice@example.org @bob", "line 2: an owner without a pattern"},
		{"only comments, as gitsign's", "# the current list is:\n#\n# lukehinds\n", "CODEOWNERS: no line names an owner"},
		{"empty", "", "no line names an owner"},
		{"no line for everything", "/docs @alice\n/* @bob", "no line for everything"},
		{"a line for everything without owners", "* @alice\n\n*", "line 3: the line for everything names no owner"},
		{"an owner that is no login", "* @alice\n/docs bob", "line 2:"},
		{"a mail address", "# who\n* alice@example.org", "line 2: a mail address"},
		{"another organisation's team", "* @sigstor/team", "line 1: a team of another organisation"},
		{"nobody left", "* @sigstore/dep-maintainers", "line 1: no owner is left"},
		{"a line that would not be read", "* @alice\n#" + strings.Repeat("x", 70_000) + "\n* @bob", "line 2: too long"},
		{"more owners than can be asked about", "* @alice\n*" + numbered(201), "line 2: more than 200 people and teams"},
		{"a large file", strings.Repeat("# \n", 2<<20), "larger than 3 MB"},
		{"a negation, which GitHub does not know", "* @alice\n!docs @bob", "line 2:"},
	} {
		_, err := ParseCodeOwners("CODEOWNERS", []byte(tc.content),
			CodeOwnersRules{Paths: "default", ExcludeTeams: []string{"dep-maintainers"}}, "sigstore")
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: error %v, want one with %q", tc.name, err, tc.want)
		}
	}
	_, err := ParseCodeOwners("docs/CODEOWNERS", []byte("* @sigstore/dep-maintainers\n*\n"), CodeOwnersRules{Paths: "any"}, "sigstore")
	if err == nil || !strings.Contains(err.Error(), "docs/CODEOWNERS: line 2") {
		t.Errorf("nobody owns anything: %v", err)
	}
}

func ExampleParseCodeOwners() {
	content := "* @sigstore/rekor-codeowners @alice\ngo.mod @sigstore/dep-maintainers\n"
	owners, err := ParseCodeOwners(".github/CODEOWNERS", []byte(content), CodeOwnersRules{Paths: "default"}, "sigstore")
	fmt.Println(owners.Logins, owners.Teams, err)
	_, err = ParseCodeOwners("CODEOWNERS", []byte("@sigstore/python"), CodeOwnersRules{}, "sigstore")
	fmt.Println(err)
	// Output:
	// [alice] [rekor-codeowners] <nil>
	// CODEOWNERS: line 1: an owner without a pattern before it; write "* @sigstore/python" (or "/@sigstore/python" if a path is meant)
}

package command

import (
	"strings"
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestAssign(t *testing.T) {
	tryEach(t, testCase(policy.AdvisoryTriage), nil, []try{
		{by: sarah, line: "/assign triage @alice", want: accepted, args: args("duty", "triage", "login", "alice")},
		{by: sarah, line: "/assign Infra simon", want: accepted, args: args("duty", "infra", "login", "simon")},
		{by: frank, line: "/assign release @Frank", want: accepted, args: args("duty", "release", "login", "Frank")},
		{by: frank, line: "/assign disclosure @fiona", want: forbidden, detail: detailSelfOnly,
			args: args("duty", "disclosure", "login", "fiona")},
		{by: rita, line: "/assign triage @rita", want: forbidden},
		{by: sarah, line: "/assign", want: malformed, detail: detailDuty},
		{by: sarah, line: "/assign cleaning @alice", want: malformed, detail: detailDuty},
		{by: sarah, line: "/assign triage", want: malformed, detail: detailLogin, args: args("duty", "triage")},
		{by: sarah, line: "/assign triage @alice @bob", want: malformed, detail: detailExtra,
			args: args("duty", "triage", "login", "alice")},
	})
}

func TestLogins(t *testing.T) {
	for word, want := range map[string]bool{
		"a": true, "A1": true, "octo-cat": true, "@octo-cat": true, "0": true, "a-b-c": true,
		strings.Repeat("x", 39): true, strings.Repeat("x", 40): false,
		"": false, "@": false, "@@a": false, "-a": false, "a-": false, "a--b": false, "a_b": false, "a.b": false,
		"a/b": false, "аlice": false, "a\u200bb": false, "bot[bot]": false, "a\n": false,
	} {
		if _, got := parseLogin(word); got != want {
			t.Errorf("parseLogin(%q): got %v, want %v", word, got, want)
		}
	}
}

func FuzzLogin(f *testing.F) {
	for _, seed := range []string{"@alice", "a--b", "-", "@org/team", "ſ", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, word string) {
		login, ok := parseLogin(word)
		if ok && (login == "" || len(login) > maxLogin || strings.ContainsAny(login, "@/ _.\n\r\t<>`")) {
			t.Errorf("%q passes for a login", login)
		}
		if org, slug, ok := parseTeam(word); ok && (org == "" || slug == "" || strings.ContainsAny(org+slug, "@/ \n<>`")) {
			t.Errorf("%q passes for a team", word)
		}
	})
}

package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestApprove(t *testing.T) {
	tryEach(t, testCase(policy.AdvisoryDraft), nil, []try{
		{by: sarah, line: "/approve @olga wrote the code", want: accepted, args: args("login", "olga")},
		{by: sarah, line: "/approve @Octo-Org/Parser_Team they own it", want: accepted, args: args("team", "octo-org/parser_team")},
		{by: sarah, line: "/approve octo-org/crypto they own it", want: accepted, args: args("team", "octo-org/crypto")},
		{by: sarah, line: "/approve @other/team they own it", want: refused, detail: detailOtherOrg, args: args("team", "other/team")},
		{by: sarah, line: "/approve @octo-org/ they own it", want: malformed, detail: detailTeam},
		{by: sarah, line: "/approve @olga", want: malformed, detail: detailReason, args: args("login", "olga")},
		{by: sarah, line: "/approve", want: malformed, detail: detailLogin},
		{by: frank, line: "/approve @olga wrote the code", want: forbidden},
	})
}

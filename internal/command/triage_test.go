package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestTriage(t *testing.T) {
	tryEach(t, testCase(policy.AdvisoryTriage), nil, []try{
		{by: sarah, line: "/triage accepted we can reproduce it", want: accepted, args: args("verdict", "accepted")},
		{by: sarah, line: "/triage Upstream it is in zlib", want: accepted, args: args("verdict", "upstream")},
		{by: sarah, line: "/triage rejected works as meant", want: accepted, args: args("verdict", "rejected")},
		{by: sarah, line: "/triage", want: malformed, detail: detailTriage},
		{by: sarah, line: "/triage maybe later", want: malformed, detail: detailTriage},
		{by: sarah, line: "/triage accepted", want: malformed, detail: detailReason, args: args("verdict", "accepted")},
		{by: sarah, line: "/triage accepted ...", want: malformed, detail: detailReason, args: args("verdict", "accepted")},
		{by: sarah, line: "/triage accepted \u200b", want: malformed, detail: detailReason, args: args("verdict", "accepted")},
		{by: sarah, line: "/triage accepted 再現できた", want: accepted, args: args("verdict", "accepted")},
		{by: frank, line: "/triage accepted yes", want: forbidden},
	})
}

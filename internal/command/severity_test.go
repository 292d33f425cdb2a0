package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestSeverity(t *testing.T) {
	tryEach(t, testCase(policy.AdvisoryDraft), nil, []try{
		{by: sarah, line: "/severity high exploitable by default", want: accepted, args: args("level", "high")},
		{by: sarah, line: "/severity Critical exploitable by default", want: accepted, args: args("level", "critical")},
		{by: sarah, line: "/severity moderate why not", want: malformed, detail: detailLevel},
		{by: sarah, line: "/severity high", want: malformed, detail: detailReason, args: args("level", "high")},
		{by: frank, line: "/severity high exploitable by default", want: forbidden},
	})
}

package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestReporterDeadline(t *testing.T) {
	tryEach(t, testCase(policy.AdvisoryDraft), nil, []try{
		{by: sarah, line: "/reporter-deadline 2026-12-15", want: accepted, args: args("time", "2026-12-16T00:00:00Z")},
		{by: sarah, line: "/reporter-deadline 2026-12-15 12:00", want: accepted, args: args("time", "2026-12-15T12:00:00Z")},
		{by: sarah, line: "/reporter-deadline today", want: accepted, args: args("time", "2026-11-26T00:00:00Z")},
		{by: sarah, line: "/reporter-deadline yesterday", want: refused, detail: detailPast, args: args("time", "2026-11-25T00:00:00Z")},
		{by: sarah, line: "/reporter-deadline whenever", want: malformed, detail: detailDate},
		{by: frank, line: "/reporter-deadline 2026-12-15", want: forbidden},
	})
}

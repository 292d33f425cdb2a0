package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestExtend(t *testing.T) {
	tryEach(t, testCase(policy.AdvisoryDraft), nil, []try{
		{by: sarah, line: "/extend cvss 2026-11-30 waiting for rita", want: accepted,
			args: args("item", "cvss", "until", "2026-12-01T00:00:00Z")},
		{by: sarah, line: "/extend cvss next friday 18:30 waiting for rita", want: accepted,
			args: args("item", "cvss", "until", "2026-12-04T18:30:00Z")},
		{by: sarah, line: "/extend cvss today busy", want: accepted, args: args("item", "cvss", "until", "2026-11-26T00:00:00Z")},
		{by: sarah, line: "/extend cvss yesterday busy", want: refused, detail: detailPast,
			args: args("item", "cvss", "until", "2026-11-25T00:00:00Z")},
		{by: sarah, line: "/extend credits 2026-11-30 busy", want: refused, detail: detailDisabled,
			args: args("item", "credits", "until", "2026-12-01T00:00:00Z")},
		{by: sarah, line: "/extend cvss 2026-11-30", want: malformed, detail: detailReason,
			args: args("item", "cvss", "until", "2026-12-01T00:00:00Z")},
		{by: sarah, line: "/extend cvss a week", want: malformed, detail: detailDate, args: args("item", "cvss")},
		{by: sarah, line: "/extend 2026-11-30 busy", want: malformed, detail: detailItem},
		{by: frank, line: "/extend cvss 2026-11-30 busy", want: forbidden},
	})
}

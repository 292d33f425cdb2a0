package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestWaive(t *testing.T) {
	tryEach(t, testCase(policy.AdvisoryDraft), nil, []try{
		{by: sarah, line: "/waive private-fork configuration only", want: accepted, args: args("item", "private-fork")},
		{by: sarah, line: "/waive Legal-Review not needed", want: accepted, args: args("item", "legal-review")},
		{by: sarah, line: "/waive credits nobody wants them", want: refused, detail: detailDisabled, args: args("item", "credits")},
		{by: sarah, line: "/waive everything please", want: malformed, detail: detailItem},
		{by: sarah, line: "/waive", want: malformed, detail: detailItem},
		{by: sarah, line: "/waive cvss", want: malformed, detail: detailReason, args: args("item", "cvss")},
		{by: frank, line: "/waive cvss not needed", want: forbidden},
	})
	tryEach(t, testCase(policy.AdvisoryPublished), nil, []try{
		{by: sarah, line: "/waive announced mailed by hand", want: accepted, args: args("item", "announced")},
	})
}

package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestDone(t *testing.T) {
	tryEach(t, testCase(policy.AdvisoryDraft), nil, []try{
		{by: frank, line: "/done legal-review", want: accepted, args: args("item", "legal-review")},
		{by: sarah, line: "/done Legal-Review", want: accepted, args: args("item", "legal-review")},
		{by: sarah, line: "/done cvss", want: refused, detail: detailByEvidence, args: args("item", "cvss")},
		{by: sarah, line: "/done legal-review undo", want: refused, detail: detailNotDone, args: args("item", "legal-review", "act", "undo")},
		{by: sarah, line: "/done legal-review really", want: malformed, detail: detailExtra, args: args("item", "legal-review")},
		{by: sarah, line: "/done something", want: malformed, detail: detailItem},
		{by: sarah, line: "/done", want: malformed, detail: detailItem},
		{by: rita, line: "/done legal-review", want: forbidden},
	})
	tryEach(t, testCase(policy.AdvisoryDraft), []said{{by: frank, body: "/done legal-review"}}, []try{
		{by: fiona, line: "/done legal-review undo", want: accepted, args: args("item", "legal-review", "act", "undo")},
	})
}

package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestDisagree(t *testing.T) {
	c := testCase(policy.AdvisoryDraft)
	tryEach(t, c, nil, []try{{by: sarah, line: "/disagree too soon", want: refused, detail: detailNoProposal}})
	tryEach(t, c, []said{{by: frank, body: "/release-day thursday"}}, []try{
		{by: sarah, line: "/disagree too soon", want: accepted},
		{by: frank, line: "/disagree a test fails", want: accepted},
		{by: sarah, line: "/disagree", want: malformed, detail: detailReason},
		{by: rita, line: "/disagree too soon", want: forbidden},
	})
}

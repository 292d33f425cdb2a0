package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestSlow(t *testing.T) {
	c := testCase(policy.AdvisoryDraft)
	tryEach(t, c, nil, []try{
		{by: frank, line: "/slow holidays", want: refused, detail: detailNotLow},
		{by: frank, line: "/slow", want: malformed, detail: detailReason},
		{by: rita, line: "/slow holidays", want: forbidden},
	})
	tryEach(t, c, []said{{by: sarah, body: "/low-risk needs local access"}}, []try{
		{by: frank, line: "/slow holidays", want: accepted},
		{by: sarah, line: "/slow holidays", want: accepted},
	})
	c.Advisory.CVSS = []policy.CVSS{{Vector: "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N", Score: 1.8}}
	tryEach(t, c, nil, []try{{by: frank, line: "/slow holidays", want: accepted}})
	c.Advisory.CVSS = []policy.CVSS{{Vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", Score: 7.5}}
	tryEach(t, c, nil, []try{{by: frank, line: "/slow holidays", want: refused, detail: detailNotLow}})
}

package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestRequestCVE(t *testing.T) {
	c := testCase(policy.AdvisoryDraft)
	tryEach(t, c, nil, []try{
		{by: frank, line: "/request-cve", want: accepted},
		{by: sarah, line: "/request-cve", want: accepted},
		{by: sarah, line: "/request-cve now", want: malformed, detail: detailExtra},
		{by: rita, line: "/request-cve", want: forbidden},
	})
	c.Advisory.CVE = "CVE-2026-12345"
	tryEach(t, c, nil, []try{{by: frank, line: "/request-cve", want: refused, detail: detailHasCVE}})
}

package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestLowRisk(t *testing.T) {
	tryEach(t, testCase(policy.AdvisoryDraft), nil, []try{
		{by: sarah, line: "/low-risk needs local access", want: accepted},
		{by: sarah, line: "/low-risk", want: malformed, detail: detailReason},
		{by: frank, line: "/low-risk needs local access", want: forbidden},
	})
}

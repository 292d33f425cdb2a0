package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestHelp(t *testing.T) {
	tryEach(t, testCase(policy.AdvisoryPublished), nil, []try{
		{by: rita, line: "/help", want: answered},
		{by: frank, line: "/help", want: answered},
		{by: sarah, line: "/help", want: answered},
		{by: stan, line: "/help", want: forbidden},
		{by: sarah, line: "/help me", want: malformed, detail: detailExtra},
	})
}

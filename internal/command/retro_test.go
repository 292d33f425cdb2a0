package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestRetro(t *testing.T) {
	tryEach(t, testCase(policy.AdvisoryPublished), nil, []try{
		{by: frank, line: "/retro", want: accepted},
		{by: sarah, line: "/retro", want: accepted},
		{by: sarah, line: "/retro now", want: malformed, detail: DetailExtra},
		{by: rita, line: "/retro", want: forbidden},
	})
}

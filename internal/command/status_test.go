package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestStatus(t *testing.T) {
	tryEach(t, testCase(policy.AdvisoryClosed), nil, []try{
		{by: rita, line: "/status", want: answered},
		{by: fiona, line: "/status", want: answered},
		{by: simon, line: "/status", want: answered},
		{by: stan, line: "/status", want: forbidden},
		{by: nobody, line: "/status", want: forbidden},
	})
}

package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestAck(t *testing.T) {
	tryEach(t, testCase(policy.AdvisoryTriage), nil, []try{
		{by: sarah, line: "/ack", want: accepted},
		{by: "SARAH", line: "/ack", want: accepted},
		{by: frank, line: "/ack", want: forbidden},
		{by: rita, line: "/ack", want: forbidden},
		{by: stan, line: "/ack", want: forbidden},
		{by: nobody, line: "/ack", want: forbidden},
		{by: sarah, line: "/ack thanks", want: malformed, detail: detailExtra},
	})
	tryEach(t, testCase(policy.AdvisoryClosed), nil, []try{
		{by: sarah, line: "/ack", want: refused, detail: detailClosed},
	})
}

package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestCreateFork(t *testing.T) {
	c := testCase(policy.AdvisoryDraft)
	tryEach(t, c, nil, []try{
		{by: frank, line: "/create-fork", want: accepted},
		{by: sarah, line: "/create-fork", want: accepted},
		{by: sarah, line: "/create-fork parser", want: malformed, detail: detailExtra},
		{by: rita, line: "/create-fork", want: forbidden},
	})
	c.Advisory.PrivateFork = "octo-org/parser-ghsa-2222-3333-4444"
	tryEach(t, c, nil, []try{{by: frank, line: "/create-fork", want: refused, detail: detailHasFork}})
}

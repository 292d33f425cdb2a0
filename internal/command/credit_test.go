package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestCredit(t *testing.T) {
	tryEach(t, testCase(policy.AdvisoryDraft), nil, []try{
		{by: rita, line: "/credit @rita", want: accepted, args: args("login", "rita")},
		{by: rita, line: "/credit @Rita FINDER", want: accepted, args: args("login", "Rita", "credit", "finder")},
		{by: rita, line: "/credit none", want: accepted, args: args("login", "rita", "credit", "none")},
		{by: rita, line: "/credit @stan", want: forbidden, detail: detailOwnCredit, args: args("login", "stan")},
		{by: frank, line: "/credit none", want: accepted, args: args("login", "rita", "credit", "none")},
		{by: frank, line: "/credit @stan tool", want: accepted, args: args("login", "stan", "credit", "tool")},
		{by: sarah, line: "/credit stan none", want: accepted, args: args("login", "stan", "credit", "none")},
		{by: sarah, line: "/credit @stan hero", want: malformed, detail: detailCredit, args: args("login", "stan")},
		{by: sarah, line: "/credit none of us", want: malformed, detail: detailExtra, args: args("credit", "none")},
		{by: sarah, line: "/credit", want: malformed, detail: detailLogin},
		{by: stan, line: "/credit @stan", want: forbidden},
	})
}

func TestCreditOfNobody(t *testing.T) {
	c := testCase(policy.AdvisoryDraft)
	c.Advisory.PrivateReport = false
	tryEach(t, c, nil, []try{
		{by: sarah, line: "/credit none", want: refused, detail: detailNoReporter, args: args("credit", "none")},
	})
	tryEach(t, c, []said{{by: sarah, body: "/reporter @olga private"}}, []try{
		{by: sarah, line: "/credit none", want: accepted, args: args("login", "olga", "credit", "none")},
	})
}

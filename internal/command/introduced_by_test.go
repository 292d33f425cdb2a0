package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestIntroducedBy(t *testing.T) {
	tries := []try{
		{by: frank, line: "/introduced-by #3 #4", want: accepted, args: args("prs", "octo-org/parser#3 octo-org/parser#4")},
		{by: sarah, line: "/introduced-by other/project#9", want: accepted, args: args("prs", "other/project#9")},
		{by: sarah, line: "/introduced-by", want: malformed, detail: detailPullRequest},
		{by: rita, line: "/introduced-by #3", want: forbidden},
	}
	tryEach(t, testCase(policy.AdvisoryDraft), nil, tries)
	tryEach(t, testCase(policy.AdvisoryPublished), nil, tries)
}

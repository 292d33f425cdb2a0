package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestFixReady(t *testing.T) {
	tryEach(t, testCase(policy.AdvisoryDraft), nil, []try{
		{by: frank, line: "/fix-ready #12", want: accepted, args: args("prs", "octo-org/parser#12")},
		{by: sarah, line: "/fix-ready #12, octo-org/fixes#7  #12", want: accepted, args: args("prs", "octo-org/parser#12 octo-org/fixes#7")},
		{by: frank, line: "/fix-ready https://github.com/octo-org/parser/pull/12/files#diff-1", want: accepted,
			args: args("prs", "octo-org/parser#12")},
		{by: frank, line: "/fix-ready", want: malformed, detail: detailPullRequest},
		{by: frank, line: "/fix-ready it is done", want: malformed, detail: detailPullRequest},
		{by: frank, line: "/fix-ready #12 and #13", want: malformed, detail: detailPullRequest, args: args("prs", "octo-org/parser#12")},
		{by: rita, line: "/fix-ready #12", want: forbidden},
	})
}

package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestUpstream(t *testing.T) {
	tryEach(t, testCase(policy.AdvisoryDraft), nil, []try{
		{by: sarah, line: "/upstream golang.org/x/net 2026-12-01", want: accepted,
			args: args("project", "golang.org/x/net", "time", "2026-12-01T00:00:00Z")},
		{by: sarah, line: "/upstream libstdc++ next tuesday 10:00", want: accepted,
			args: args("project", "libstdc++", "time", "2026-12-01T10:00:00Z")},
		{by: sarah, line: "/upstream 2026-12-01", want: malformed, detail: detailDate, args: args("project", "2026-12-01")},
		{by: sarah, line: "/upstream <b> 2026-12-01", want: malformed, detail: detailProject},
		{by: sarah, line: "/upstream", want: malformed, detail: detailProject},
		{by: frank, line: "/upstream zlib 2026-12-01", want: forbidden},
	})
}

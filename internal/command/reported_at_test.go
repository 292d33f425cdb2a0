package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestReportedAt(t *testing.T) {
	tryEach(t, testCase(policy.AdvisoryTriage), nil, []try{
		{by: sarah, line: "/reported-at 2026-11-20 09:30", want: accepted, args: args("time", "2026-11-20T09:30:00Z")},
		{by: sarah, line: "/reported-at 2026-11-20", want: accepted, args: args("time", "2026-11-20T00:00:00Z")},
		{by: sarah, line: "/reported-at yesterday 23:59 UTC", want: accepted, args: args("time", "2026-11-24T23:59:00Z")},
		{by: sarah, line: "/reported-at 2026-11-20T09:30:00+02:00", want: accepted, args: args("time", "2026-11-20T07:30:00Z")},
		{by: sarah, line: "/reported-at today", want: accepted, args: args("time", "2026-11-25T00:00:00Z")},
		{by: sarah, line: "/reported-at tomorrow", want: refused, detail: detailFuture, args: args("time", "2026-11-26T00:00:00Z")},
		{by: sarah, line: "/reported-at", want: malformed, detail: detailDate},
		{by: sarah, line: "/reported-at 0026-11-20", want: malformed, detail: detailDate},
		{by: sarah, line: "/reported-at 2026-11-20 by mail", want: malformed, detail: detailExtra, args: args("time", "2026-11-20T00:00:00Z")},
		{by: frank, line: "/reported-at yesterday", want: forbidden},
	})
}

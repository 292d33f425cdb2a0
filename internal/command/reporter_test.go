package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestReporter(t *testing.T) {
	tryEach(t, testCase(policy.AdvisoryTriage), nil, []try{
		{by: sarah, line: "/reporter @olga private", want: accepted, args: args("login", "olga", "channel", "private")},
		{by: sarah, line: "/reporter olga PUBLIC", want: accepted, args: args("login", "olga", "channel", "public")},
		{by: sarah, line: "/reporter private", want: malformed, detail: detailChannel, args: args("login", "private")},
		{by: sarah, line: "/reporter @olga", want: malformed, detail: detailChannel, args: args("login", "olga")},
		{by: sarah, line: "/reporter @-olga private", want: malformed, detail: detailLogin},
		{by: frank, line: "/reporter @olga private", want: forbidden},
	})
}

func TestReporterGivesTheRight(t *testing.T) {
	tryEach(t, testCase(policy.AdvisoryTriage), []said{{by: sarah, body: "/ack\n/reporter @stan private"}}, []try{
		{by: stan, line: "/status", want: answered},
	})
}

package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestRetro(t *testing.T) {
	tryEach(t, testCase(policy.AdvisoryDraft), nil, []try{
		{by: frank, line: "/retro", want: answered},
		{by: sarah, line: "/retro now", want: malformed, detail: detailExtra},
		{by: sarah, line: "/retro send now", want: malformed, detail: detailExtra, args: args("act", "send")},
		{by: sarah, line: "/retro send", want: refused, detail: detailUnpublished, args: args("act", "send")},
		{by: frank, line: "/retro send", want: forbidden, detail: detailSRCOnly, args: args("act", "send")},
		{by: rita, line: "/retro", want: forbidden},
	})
	tryEach(t, testCase(policy.AdvisoryPublished), nil, []try{
		{by: frank, line: "/retro", want: accepted},
		{by: sarah, line: "/retro send", want: refused, detail: detailNoList, args: args("act", "send")},
	})
	p := testProcess(t)
	p.Announcement.Mail.To = []string{"dev@example.org", "users@example.org"}
	sent := func(to ...string) policy.Case {
		c := testCase(policy.AdvisoryPublished)
		for _, address := range to {
			c.Sent = append(c.Sent, policy.Sent{Kind: policy.SentRetrospective, Channel: address, Mail: true, At: now})
		}
		return c
	}
	tryEachOf(t, p, sent(), nil, []try{
		{by: sarah, line: "/retro send", want: accepted, args: args("act", "send")},
		{by: sarah, line: "/retro send edited", want: accepted, args: args("act", "send", "edited", "true")},
	})
	tryEachOf(t, p, sent("dev@example.org"), nil, []try{
		{by: sarah, line: "/retro send", want: accepted, args: args("act", "send")},
	})
	tryEachOf(t, p, sent(p.Announcement.Mail.To...), nil, []try{
		{by: sarah, line: "/retro send", want: refused, detail: detailSentAlready, args: args("act", "send")},
	})
}

package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestAnnounce(t *testing.T) {
	c := testCase(policy.AdvisoryDraft)
	send := args("act", "send")
	tryEach(t, c, nil, []try{
		{by: frank, line: "/announce preview", want: accepted, args: args("act", "preview")},
		{by: sarah, line: "/announce send", want: accepted, detail: detailFirstOfTwo, args: send},
		{by: sarah, line: "/announce hold", want: accepted, args: args("act", "hold")},
		{by: frank, line: "/announce send", want: forbidden, detail: detailSRCOnly, args: send},
		{by: frank, line: "/announce hold", want: forbidden, detail: detailSRCOnly, args: args("act", "hold")},
		{by: rita, line: "/announce preview", want: forbidden},
		{by: sarah, line: "/announce", want: malformed, detail: detailAct},
		{by: sarah, line: "/announce now", want: malformed, detail: detailAct},
	})
	once := []said{{by: sarah, body: "/announce send"}}
	tryEach(t, c, once, []try{
		{by: simon, line: "/announce send", want: accepted, args: send},
		{by: "Sarah", line: "/announce send", want: refused, detail: detailSamePerson, args: send},
	})
	tryEach(t, c, append(once, said{by: simon, body: "/announce send"}), []try{
		{by: sarah, line: "/announce send", want: refused, detail: detailArmed, args: send},
		{by: sarah, line: "/announce hold", want: accepted, args: args("act", "hold")},
	})
	tryEach(t, c, append(once, said{by: simon, body: "/announce hold"}), []try{
		{by: simon, line: "/announce send", want: accepted, detail: detailFirstOfTwo, args: send},
	})
}

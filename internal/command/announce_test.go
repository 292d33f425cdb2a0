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
		{by: sarah, line: "/announce send", want: accepted, detail: DetailFirstOfTwo, args: send},
		{by: sarah, line: "/announce hold", want: accepted, args: args("act", "hold")},
		{by: frank, line: "/announce send", want: forbidden, detail: DetailSRCOnly, args: send},
		{by: frank, line: "/announce hold", want: forbidden, detail: DetailSRCOnly, args: args("act", "hold")},
		{by: rita, line: "/announce preview", want: forbidden},
		{by: sarah, line: "/announce", want: malformed, detail: DetailAct},
		{by: sarah, line: "/announce now", want: malformed, detail: DetailAct},
	})
	once := []said{{by: sarah, body: "/announce send"}}
	tryEach(t, c, once, []try{
		{by: simon, line: "/announce send", want: accepted, args: send},
		{by: "Sarah", line: "/announce send", want: refused, detail: DetailSamePerson, args: send},
	})
	tryEach(t, c, append(once, said{by: simon, body: "/announce send"}), []try{
		{by: sarah, line: "/announce send", want: refused, detail: DetailArmed, args: send},
		{by: sarah, line: "/announce hold", want: accepted, args: args("act", "hold")},
	})
	tryEach(t, c, append(once, said{by: simon, body: "/announce hold"}), []try{
		{by: simon, line: "/announce send", want: accepted, detail: DetailFirstOfTwo, args: send},
	})
}

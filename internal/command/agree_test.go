package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestAgree(t *testing.T) {
	c := testCase(policy.AdvisoryDraft)
	tryEach(t, c, nil, []try{{by: sarah, line: "/agree", want: refused, detail: detailNoProposal}})
	proposed := []said{{by: frank, body: "/release-day thursday"}}
	tryEach(t, c, proposed, []try{
		{by: sarah, line: "/agree", want: accepted},
		{by: fiona, line: "/agree", want: accepted},
		{by: sarah, line: "/agree with pleasure", want: malformed, detail: detailExtra},
		{by: rita, line: "/agree", want: forbidden},
	})
	tryEach(t, c, append(proposed, said{by: sarah, body: "/disagree too soon"}), []try{{by: simon, line: "/agree", want: accepted}})
}

func TestAgreeToASlotThatHasPassed(t *testing.T) {
	c := testCase(policy.AdvisoryDraft)
	c.Decisions = []policy.Decision{{
		Command: policy.CommandReleaseDay, Actor: frank, Right: policy.RightFixTeam, Verdict: accepted,
		Args: args("start", "2026-11-24T16:00:00Z"), WrittenAt: now.AddDate(0, 0, -3),
	}}
	tryEach(t, c, nil, []try{{by: sarah, line: "/agree", want: refused, detail: detailPast}})
}

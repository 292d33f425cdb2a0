package command

import (
	"testing"
	"time"

	"github.com/embargo-app/embargo/policy"
)

// readyCase is a draft in its release slot, with every other item waived.
func readyCase(t *testing.T) policy.Case {
	t.Helper()
	c := testCase(policy.AdvisoryDraft)
	add := func(command, by string, right policy.Right, pairs ...string) {
		c.Decisions = append(c.Decisions, policy.Decision{
			Comment: int64(len(c.Decisions) + 1), Command: command, Actor: by, Right: right, Verdict: accepted,
			Args: args(pairs...), WrittenAt: now.AddDate(0, 0, -3), FoldedAt: now.AddDate(0, 0, -3),
		})
	}
	add(policy.CommandReleaseDay, sarah, policy.RightSRC, policy.ArgStart, now.Add(-time.Hour).Format(time.RFC3339),
		policy.ArgOverride, "true")
	add(policy.CommandAgree, frank, policy.RightFixTeam)
	for _, id := range policy.ItemIDs(testProcess(t)) {
		if id != policy.ItemReleaseDay {
			add(policy.CommandWaive, sarah, policy.RightSRC, policy.ArgItem, string(id))
		}
	}
	return c
}

func TestPublish(t *testing.T) {
	once := []said{{by: sarah, body: "/publish", ago: time.Hour}}
	tryEach(t, readyCase(t), nil, []try{
		{by: sarah, line: "/publish", want: accepted, detail: detailFirstOfTwo},
		{by: frank, line: "/publish", want: forbidden},
		{by: sarah, line: "/publish now", want: malformed, detail: detailExtra},
	})
	tryEach(t, readyCase(t), once, []try{
		{by: simon, line: "/publish", want: accepted},
		{by: "SARAH", line: "/publish", want: refused, detail: detailSamePerson},
	})
	tryEach(t, testCase(policy.AdvisoryTriage), nil, []try{
		{by: sarah, line: "/publish", want: refused, detail: detailNotAccepted},
	})
	tryEach(t, testCase(policy.AdvisoryPublished), nil, []try{
		{by: sarah, line: "/publish", want: refused, detail: detailPublished},
	})
}

func TestPublishPairsWithinADay(t *testing.T) {
	for ago, detail := range map[time.Duration]string{
		24 * time.Hour:             "",
		24*time.Hour + time.Second: detailFirstOfTwo,
	} {
		tryEach(t, readyCase(t), []said{{by: sarah, body: "/publish", ago: ago}}, []try{
			{by: simon, line: "/publish", want: accepted, detail: detail},
		})
	}
	// A pair is used up: the next word is a first one again.
	tryEach(t, readyCase(t), []said{{by: sarah, body: "/publish", ago: 2 * time.Hour}, {by: simon, body: "/publish", ago: time.Hour}},
		[]try{{by: sarah, line: "/publish", want: accepted, detail: detailFirstOfTwo}})
}

func TestPublishOnlyWhenReady(t *testing.T) {
	once := []said{{by: sarah, body: "/publish", ago: time.Hour}}
	second := func(detail string) []try { return []try{{by: simon, line: "/publish", want: refused, detail: detail}} }

	tryEach(t, testCase(policy.AdvisoryDraft), once, second(detailNoSlot))

	waived := readyCase(t)
	waived.Decisions = waived.Decisions[1:] // no slot is agreed, and none is needed
	waived.Decisions[0].Command, waived.Decisions[0].Right = policy.CommandWaive, policy.RightSRC
	waived.Decisions[0].Args = args(policy.ArgItem, string(policy.ItemReleaseDay))
	tryEach(t, waived, once, []try{{by: simon, line: "/publish", want: accepted}})

	early := readyCase(t)
	early.Decisions[0].Args[policy.ArgStart] = now.Add(time.Second).Format(time.RFC3339)
	tryEach(t, early, once, second(detailOutsideSlot))

	late := readyCase(t)
	late.Decisions[0].Args[policy.ArgStart] = now.Add(-4 * time.Hour).Format(time.RFC3339)
	tryEach(t, late, once, second(detailOutsideSlot))

	unready := readyCase(t)
	unready.Decisions = unready.Decisions[:2]
	tryEach(t, unready, once, second(detailNotReady))
}

package command

import (
	"testing"
	"time"

	"github.com/embargo-app/embargo/policy"
)

// distributors is the test's process with a notice to two lists, a day ahead.
func distributors(tb testing.TB) policy.Process {
	tb.Helper()
	p := testProcess(tb)
	p.Prenotice = policy.PrenoticeRules{Days: 1, To: []string{"distros@example.org", "more@example.org"}}
	return p
}

// agreedCase is a draft whose slot, a week from now, both sides agreed to.
func agreedCase(t *testing.T) policy.Case {
	t.Helper()
	c := testCase(policy.AdvisoryDraft)
	c.Decisions = Fold(distributors(t), c, Comment{ID: 1, Author: sarah, CreatedAt: now, Body: "/release-day 2026-12-02"}, now)
	c.Decisions = append(c.Decisions,
		Fold(distributors(t), c, Comment{ID: 2, Author: frank, CreatedAt: now, Body: "/agree"}, now)...)
	return c
}

func TestPrenotice(t *testing.T) {
	both := "distros@example.org more@example.org"
	send := args("act", "send", "to", both)
	plain := args("act", "send")
	once := []said{{by: sarah, body: "/prenotice send"}}
	twice := []said{once[0], {by: simon, body: "/prenotice send"}}
	elsewhere := agreedCase(t)
	elsewhere.Sent = []policy.Sent{
		{Kind: policy.SentPrenotice, Occasion: "2026-12-02T16:00:00Z", Channel: "distros@example.org", Mail: true, At: now},
		{Kind: policy.SentPrenotice, Occasion: "2026-12-02T16:00:00Z", Channel: "More@example.org", Mail: true, At: now},
	}
	for _, tc := range []struct {
		name  string
		c     policy.Case
		setup []said
		tries []try
	}{
		{"first words", agreedCase(t), nil, []try{
			{by: frank, line: "/prenotice preview", want: answered, args: args("act", "preview")},
			{by: sarah, line: "/prenotice send", want: accepted, detail: detailFirstOfTwo, args: send},
			{by: sarah, line: "/prenotice hold", want: accepted, args: args("act", "hold")},
			{by: frank, line: "/prenotice send", want: forbidden, detail: detailSRCOnly, args: plain},
			{by: frank, line: "/prenotice hold", want: forbidden, detail: detailSRCOnly, args: args("act", "hold")},
			{by: rita, line: "/prenotice preview", want: forbidden},
			{by: sarah, line: "/prenotice", want: malformed, detail: detailAct},
		}},
		{"second words", agreedCase(t), once, []try{
			{by: simon, line: "/prenotice send", want: accepted, args: send},
			{by: "Sarah", line: "/prenotice send", want: refused, detail: detailSamePerson, args: plain},
		}},
		{"armed", agreedCase(t), twice, []try{
			{by: sarah, line: "/prenotice send", want: refused, detail: detailPrenoticeArmed, args: plain},
			{by: sarah, line: "/prenotice hold", want: accepted, args: args("act", "hold")},
		}},
		{"held", agreedCase(t), append(twice, said{by: simon, body: "/prenotice hold"}), []try{
			{by: simon, line: "/prenotice send", want: accepted, detail: detailFirstOfTwo, args: send},
		}},
		{"the day moved", agreedCase(t), append(twice, said{by: sarah, body: "/release-day 2026-12-03"}, said{by: frank, body: "/agree"}), []try{
			{by: simon, line: "/prenotice send", want: accepted, detail: detailFirstOfTwo, args: send},
		}},
		{"no day agreed", testCase(policy.AdvisoryDraft), nil, []try{
			{by: sarah, line: "/prenotice preview", want: answered, args: args("act", "preview")},
			{by: sarah, line: "/prenotice send", want: refused, detail: detailNoSlot, args: plain},
		}},
		{"told", elsewhere, nil, []try{
			{by: sarah, line: "/prenotice send", want: refused, detail: detailToldAlready, args: plain},
		}},
		{"public", agreedCase(t), []said{{by: sarah, body: "/public-disclosure https://example.org/1"}}, []try{
			{by: sarah, line: "/prenotice send", want: refused, detail: detailPublicAlready, args: plain},
		}},
		{"published", testCase(policy.AdvisoryPublished), nil, []try{
			{by: sarah, line: "/prenotice send", want: refused, detail: detailPublished, args: plain},
		}},
	} {
		t.Run(tc.name, func(t *testing.T) { tryEachOf(t, distributors(t), tc.c, tc.setup, tc.tries) })
	}
	tryEach(t, testCase(policy.AdvisoryDraft), nil, []try{
		{by: sarah, line: "/prenotice preview", want: refused, detail: detailNoPrenotice, args: args("act", "preview")},
	})
}

// TestReleaseDayWithinTheDistributorsTime: what distributors were promised is a rule of its own, named so.
func TestReleaseDayWithinTheDistributorsTime(t *testing.T) {
	limit, err := policy.ParseSpan("14d")
	if err != nil {
		t.Fatal(err)
	}
	p := distributors(t)
	p.Prenotice.MaxEmbargo = limit
	c := testCase(policy.AdvisoryDraft)
	c.Sent = []policy.Sent{{Kind: policy.SentPrenotice, Channel: "distros@example.org", Mail: true, At: now.Add(-7 * 24 * time.Hour)}}
	tryEachOf(t, p, c, nil, []try{
		{by: sarah, line: "/release-day 2026-12-03", want: refused, detail: string(policy.SlotDistributors),
			args: args("start", "2026-12-03T16:00:00Z")},
		{by: sarah, line: "/release-day 2026-12-02", want: accepted, args: args("start", "2026-12-02T16:00:00Z")},
	})
}

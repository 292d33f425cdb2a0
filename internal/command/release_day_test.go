package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestReleaseDay(t *testing.T) {
	thursday := args("start", "2026-11-26T16:00:00Z")
	friday := args("start", "2026-11-27T16:00:00Z")
	tryEach(t, testCase(policy.AdvisoryDraft), nil, []try{
		{by: frank, line: "/release-day 2026-11-26", want: accepted, args: thursday},
		{by: sarah, line: "/release-day 2026-11-26 16:00", want: accepted, args: thursday},
		{by: sarah, line: "/release-day 2026-11-26 16:00 UTC", want: accepted, args: thursday},
		{by: sarah, line: "/release-day 2026-11-26T17:00:00+01:00", want: accepted, args: thursday},
		{by: frank, line: "/release-day tomorrow", want: accepted, args: thursday},
		{by: frank, line: "/release-day thursday", want: accepted, args: thursday},
		{by: frank, line: "/release-day thursday the fix is ready", want: accepted, args: thursday},
		{by: frank, line: "/release-day today", want: accepted, args: args("start", "2026-11-25T16:00:00Z")},
		{by: frank, line: "/release-day next tuesday", want: accepted, args: args("start", "2026-12-01T16:00:00Z")},

		{by: frank, line: "/release-day friday", want: refused, detail: "weekday", args: friday},
		{by: frank, line: "/release-day 2026-11-26 09:00", want: refused, detail: "hour", args: args("start", "2026-11-26T09:00:00Z")},
		{by: frank, line: "/release-day 2026-12-07", want: refused, detail: "blackout", args: args("start", "2026-12-07T16:00:00Z")},
		{by: frank, line: "/release-day yesterday", want: refused, detail: "past", args: args("start", "2026-11-24T16:00:00Z")},
		{by: frank, line: "/release-day 2025-11-26", want: refused, detail: "past", args: args("start", "2025-11-26T16:00:00Z")},
		{by: sarah, line: "/release-day 2027-02-02 16:00 we need it", want: refused, detail: "too-late", args: args("start", "2027-02-02T16:00:00Z")},
		{by: sarah, line: "/release-day friday 16:00 we must", want: refused, detail: "weekday", args: friday},

		{by: frank, line: "/release-day", want: malformed, detail: detailDate},
		{by: frank, line: "/release-day soon", want: malformed, detail: detailDate},
		{by: frank, line: "/release-day 2026-02-30", want: malformed, detail: detailDate},
		{by: frank, line: "/release-day 2026-11-26 4pm", want: malformed, detail: detailTime},
		{by: frank, line: "/release-day 2026-11-26 16:00 CET", want: malformed, detail: detailZone},
		{by: rita, line: "/release-day thursday", want: forbidden},
	})
}

func TestReleaseDayOnAnUnwiseDay(t *testing.T) {
	proposed := []said{{by: frank, body: "/release-day friday 16:00", refused: true}}
	friday := args("start", "2026-11-27T16:00:00Z")
	tryEach(t, testCase(policy.AdvisoryDraft), proposed, []try{
		{by: sarah, line: "/release-day friday 16:00 it is exploited already", want: accepted,
			args: args("start", "2026-11-27T16:00:00Z", "override", "true")},
		{by: sarah, line: "/release-day friday 16:00", want: refused, detail: "weekday", args: friday},
		{by: frank, line: "/release-day friday 16:00 it is exploited already", want: refused, detail: "weekday", args: friday},
		{by: sarah, line: "/release-day saturday 16:00 it is exploited already", want: refused, detail: "weekday",
			args: args("start", "2026-11-28T16:00:00Z")},
	})
}

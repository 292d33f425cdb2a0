package command

import (
	"testing"
	"time"
)

func TestWhen(t *testing.T) {
	at := func(text string) time.Time {
		moment, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	const (
		sunday    = "2026-11-22T23:59:59Z"
		monday    = "2026-11-23T00:00:00Z"
		wednesday = "2026-11-25T12:00:00Z"
		newYear   = "2026-12-31T20:00:00-05:00" // 1 January in UTC, a Friday
		leap      = "2028-02-28T08:00:00Z"
	)
	for _, tt := range []struct{ written, line, want, rest string }{
		{wednesday, "2026-11-26", "2026-11-26T00:00:00Z", ""},
		{wednesday, "2026-11-26 16:00", "2026-11-26T16:00:00Z", ""},
		{wednesday, "2026-11-26\t16:00  utc", "2026-11-26T16:00:00Z", ""},
		{wednesday, "2026-11-26 16:00Z", "2026-11-26T16:00:00Z", ""},
		{wednesday, "2026-11-26 16:00UTC x", "2026-11-26T16:00:00Z", "x"},
		{wednesday, "2026-11-26T16:00:00Z", "2026-11-26T16:00:00Z", ""},
		{wednesday, "2026-11-26T16:00Z", "2026-11-26T16:00:00Z", ""},
		{wednesday, "2026-11-26T16:00:00.9+05:30", "2026-11-26T10:30:00Z", ""},
		{wednesday, "2026-11-26 because", "2026-11-26T00:00:00Z", "because"},
		{wednesday, "2026-11-26 2 weeks", "2026-11-26T00:00:00Z", "2 weeks"},
		{wednesday, "2026-11-26 16:00 IT said so", "2026-11-26T16:00:00Z", "IT said so"},
		{wednesday, "today", "2026-11-25T00:00:00Z", ""},
		{wednesday, "Tomorrow", "2026-11-26T00:00:00Z", ""},
		{wednesday, "yesterday", "2026-11-24T00:00:00Z", ""},
		{wednesday, "thursday", "2026-11-26T00:00:00Z", ""},
		{wednesday, "wednesday", "2026-12-02T00:00:00Z", ""},
		{wednesday, "tuesday", "2026-12-01T00:00:00Z", ""},
		{wednesday, "next tuesday", "2026-12-01T00:00:00Z", ""},
		{wednesday, "next wednesday", "2026-12-02T00:00:00Z", ""},
		{wednesday, "NEXT Thursday 09:15 ok", "2026-12-03T09:15:00Z", "ok"},
		{wednesday, "next sunday", "2026-12-06T00:00:00Z", ""},
		{wednesday, "on tuesday", "2026-12-01T00:00:00Z", ""},
		{wednesday, "Tuesday, 16:00", "2026-12-01T16:00:00Z", ""},
		{wednesday, "on next tuesday, 16:00", "2026-12-01T16:00:00Z", ""},
		{wednesday, "on", detailDate, ""},
		{monday, "tuesday", "2026-11-24T00:00:00Z", ""},
		{monday, "next tuesday", "2026-12-01T00:00:00Z", ""},
		{monday, "next monday", "2026-11-30T00:00:00Z", ""},
		{sunday, "tuesday", "2026-11-24T00:00:00Z", ""},
		{sunday, "next tuesday", "2026-11-24T00:00:00Z", ""},
		{sunday, "next sunday", "2026-11-29T00:00:00Z", ""},
		{sunday, "tomorrow", "2026-11-23T00:00:00Z", ""},
		{newYear, "today", "2027-01-01T00:00:00Z", ""},
		{newYear, "next monday", "2027-01-04T00:00:00Z", ""},
		{leap, "tomorrow", "2028-02-29T00:00:00Z", ""},
		{leap, "2028-02-29", "2028-02-29T00:00:00Z", ""},

		{wednesday, "", detailDate, ""},
		{wednesday, "next", detailDate, ""},
		{wednesday, "next week", detailDate, ""},
		{wednesday, "next next tuesday", detailDate, ""},
		{wednesday, "2026-02-29", detailDate, ""},
		{wednesday, "2026-13-01", detailDate, ""},
		{wednesday, "26-11-26", detailDate, ""},
		{wednesday, "11/26/2026", detailDate, ""},
		{wednesday, "2026-11-26T16:00:00", detailDate, ""},
		{wednesday, "1999-12-31", detailDate, ""},
		{wednesday, "9999-12-31", detailDate, ""},
		{wednesday, "16:00", detailDate, ""},
		{wednesday, "2026-11-26 24:00", detailTime, ""},
		{wednesday, "2026-11-26 16:60", detailTime, ""},
		{wednesday, "2026-11-26 9:00", detailTime, ""},
		{wednesday, "2026-11-26 16:00:00", detailTime, ""},
		{wednesday, "2026-11-26 4pm", detailTime, ""},
		{wednesday, "2026-11-26 16h", detailTime, ""},
		{wednesday, "2026-11-26 16:00+01:00", detailTime, ""},
		{wednesday, "2026-11-26 16:00 PST", detailZone, ""},
		{wednesday, "2026-11-26 16:00 +01:00 x", detailZone, ""},
		{wednesday, "2026-11-26 04:00 pm", detailZone, ""},
		{wednesday, "2026-11-26 16:00 Europe/Berlin", detailZone, ""},
	} {
		r := reader{written: at(tt.written).UTC(), rest: tt.line, args: map[string]string{}}
		r.moment("time", startOfDay)
		got := r.args["time"]
		if r.fault != "" {
			got, r.rest = r.fault, ""
		}
		if got != tt.want || r.rest != tt.rest {
			t.Errorf("written %s: %q is %s, rest %q; want %s, rest %q", tt.written, tt.line, got, r.rest, tt.want, tt.rest)
		}
	}
}

func FuzzWhen(f *testing.F) {
	for _, seed := range []string{"2026-11-26 16:00 UTC", "next tuesday", "2026-11-26T16:00:00+14:00", "tomorrow 24:00", "9999-12-31", "next"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		r := reader{written: now, rest: line, args: map[string]string{}}
		r.slot("start")
		text, ok := r.args["start"]
		if ok == (r.fault != "") {
			t.Fatalf("%q gives both or neither of %q and fault %q", line, text, r.fault)
		}
		if moment, err := time.Parse(time.RFC3339, text); ok && (err != nil || moment.Location() != time.UTC || !sensible(moment)) {
			t.Errorf("%q became %q (%v)", line, text, err)
		}
	})
}

package render

import (
	"testing"
	"time"
)

func TestCoarseCountsCalendarDays(t *testing.T) {
	at := func(text string) time.Time {
		when, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for _, tt := range []struct{ when, now, want string }{
		{"2026-11-10T00:00:00Z", "2026-11-10T23:59:59Z", "today"},
		{"2026-11-10T23:59:59Z", "2026-11-10T00:00:00Z", "today"},
		{"2026-11-11T00:00:00Z", "2026-11-10T23:59:59Z", "tomorrow"},
		{"2026-11-09T23:59:59Z", "2026-11-10T00:00:00Z", "yesterday"},
		{"2026-11-12T00:00:00Z", "2026-11-10T23:00:00Z", "in 2 days"},
		{"2026-11-08T23:00:00Z", "2026-11-10T00:00:00Z", "2 days ago"},
		{"2027-01-01T00:00:00Z", "2026-12-31T23:00:00Z", "tomorrow"},
		{"2028-03-01T00:00:00Z", "2028-02-28T00:00:00Z", "in 2 days"},
		{"2026-11-10T23:30:00-05:00", "2026-11-10T12:00:00Z", "tomorrow"}, // it is 04:30 UTC
		{"2026-11-10T12:00:00Z", "2026-11-10T01:00:00+09:00", "tomorrow"}, // it is the 9th, UTC
		{"1969-12-31T23:00:00Z", "1970-01-01T01:00:00Z", "yesterday"},
		{"1969-12-31T00:00:00Z", "1969-12-31T23:00:00Z", "today"},
		{"9999-12-31T00:00:00Z", "0001-01-01T00:00:00Z", "in 3652058 days"},
	} {
		if got := Ago(at(tt.when), at(tt.now)); got != tt.want {
			t.Errorf("%s seen at %s: %s, want %s", tt.when, tt.now, got, tt.want)
		}
	}
}

func TestSpan(t *testing.T) {
	start := time.Date(2026, 11, 24, 22, 0, 0, 0, time.UTC)
	for hours, want := range map[int]string{
		0: "Tue 24 Nov 2026 22:00 UTC",
		1: "Tue 24 Nov 2026 22:00–23:00 UTC",
		4: "Tue 24 Nov 2026 22:00 UTC – Wed 25 Nov 2026 02:00 UTC",
	} {
		if got := Slot(start, start.Add(time.Duration(hours)*time.Hour)); got != want {
			t.Errorf("%d hours: %s, want %s", hours, got, want)
		}
	}
}

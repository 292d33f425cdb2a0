package render

import (
	"testing"
	"time"
)

func TestElsewhere(t *testing.T) {
	tests := []struct{ name, utc, want string }{
		{"winter", "2026-11-24T16:00:00Z", "08:00 Pacific · 17:00 Central Europe · 21:30 India · Wed 01:00 Japan"},
		{"summer", "2027-07-06T16:00:00Z", "09:00 Pacific · 18:00 Central Europe · 21:30 India · Wed 01:00 Japan"},
		{"summer time begins in America first", "2027-03-15T16:00:00Z", "09:00 Pacific · 17:00 Central Europe · 21:30 India · Tue 01:00 Japan"},
		{"and ends in Europe first", "2026-10-26T16:00:00Z", "09:00 Pacific · 17:00 Central Europe · 21:30 India · Tue 01:00 Japan"},
		{"the hour that America skips", "2027-03-14T10:00:00Z", "03:00 Pacific · 11:00 Central Europe · 15:30 India · 19:00 Japan"},
		{"the year's end", "2026-12-31T16:00:00Z", "08:00 Pacific · 17:00 Central Europe · 21:30 India · Fri 01:00 Japan"},
		{"a leap day", "2028-02-29T16:00:00Z", "08:00 Pacific · 17:00 Central Europe · 21:30 India · Wed 01:00 Japan"},
		{"the day before, on the Pacific", "2026-11-24T02:00:00Z", "Mon 18:00 Pacific · 03:00 Central Europe · 07:30 India · 11:00 Japan"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			at, err := time.Parse(time.RFC3339, tt.utc)
			if err != nil {
				t.Fatal(err)
			}
			if got := Elsewhere(at); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

package render

import (
	"strings"
	"time"
	_ "time/tzdata" // the image holds no time zone files
)

// regions are where the people of an international project are likely to read a time.
var regions = []struct{ name, zone string }{
	{"Pacific", "America/Los_Angeles"},
	{"Central Europe", "Europe/Berlin"},
	{"India", "Asia/Kolkata"},
	{"Japan", "Asia/Tokyo"},
}

// Elsewhere writes a moment in the regions' local times, in one line; the weekday stands where it is another
// than in UTC.
func Elsewhere(t time.Time) string {
	utc := t.UTC()
	parts := make([]string, 0, len(regions))
	for _, region := range regions {
		zone, err := time.LoadLocation(region.zone)
		if err != nil {
			continue // cannot be: the zones are compiled in
		}
		local := utc.In(zone)
		form := "15:04"
		if local.Weekday() != utc.Weekday() {
			form = "Mon 15:04"
		}
		parts = append(parts, local.Format(form)+" "+region.name)
	}
	return strings.Join(parts, " · ")
}

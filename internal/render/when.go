package render

import (
	"fmt"
	"time"

	"github.com/embargo-app/embargo/policy"
)

// Moment writes a moment: "Tue 10 Nov 2026 14:00 UTC".
func Moment(t time.Time) string { return t.UTC().Format(policy.TimeFormat) }

// Slot writes the time from start to end, without what they have in common: "Tue 24 Nov 2026 16:00–20:00 UTC".
func Slot(start, end time.Time) string {
	switch {
	case !end.After(start):
		return Moment(start)
	case day(start) == day(end):
		return start.UTC().Format("Mon 2 Jan 2006 15:04") + end.UTC().Format("–15:04 UTC")
	}
	return Moment(start) + " – " + Moment(end)
}

// Ago says how far t is from now in whole UTC calendar days, such as "in 3 days": it changes once a day, at
// midnight UTC.
func Ago(t, now time.Time) string {
	switch days := day(t) - day(now); {
	case days == 0:
		return "today"
	case days == 1:
		return "tomorrow"
	case days == -1:
		return "yesterday"
	case days > 0:
		return fmt.Sprintf("in %d days", days)
	default:
		return fmt.Sprintf("%d days ago", -days)
	}
}

// day numbers the UTC calendar days; it holds for every time, where a Duration between two of them would overflow.
func day(t time.Time) int64 {
	const seconds = 24 * 60 * 60
	unix := t.Unix()
	if unix < 0 {
		return (unix+1)/seconds - 1
	}
	return unix / seconds
}

package config

import (
	"fmt"

	"github.com/embargo-app/embargo/policy"
)

// reminders checks when people are reminded.
func (v *validator) reminders(r policy.ReminderRules) {
	switch quiet := r.Quiet; {
	case (quiet.From == "") != (quiet.To == ""):
		v.refusef("reminders.quiet", "has one end only; give both from and to, or \"\" for both")
	case quiet.From != "" && quiet.From == quiet.To:
		v.refusef("reminders.quiet", "begins and ends at %q; give two different hours, or \"\" for both", quiet.From)
	}
	for i, span := range r.Again {
		key := fmt.Sprintf("reminders.again[%d]", i)
		switch {
		case span.IsZero() || isNoTime(span):
			v.refusef(key, "%q leaves no time; write a span such as 24h, 7d or 1bd", span)
		case i > 0 && span.NoLongerThan(r.Again[i-1]):
			v.refusef(key, "%q is no longer than %q before it; write them in ascending order", span, r.Again[i-1])
		}
	}
	v.someTime("reminders.inactive_after", r.InactiveAfter, `7d or 5bd, or "" for never`)
}

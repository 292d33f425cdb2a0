package command

import (
	"regexp"
	"strings"
	"time"

	"github.com/embargo-app/embargo/policy"
)

// edge is the moment of a day that is meant where no time is given.
type edge int

const (
	startOfDay edge = iota
	endOfDay        // the first moment of the next day
)

// moment reads a date with an optional time as the argument key, in RFC 3339 and UTC.
func (r *reader) moment(key string, at edge) {
	r.when(key, func(day policy.Date) time.Time {
		if at == endOfDay {
			return day.End()
		}
		return day.Start()
	})
}

// slot reads a date with an optional time; without one the process's release time is meant.
func (r *reader) slot(key string) {
	r.when(key, policy.ReleaseTime(r.process).On)
}

// when reads "DATE", "DATE TIME", "DATE TIME UTC" or an RFC 3339 time.
func (r *reader) when(key string, without func(policy.Date) time.Time) {
	if r.fault != "" {
		return
	}
	moment, ok := parseRFC3339(r.peek())
	if ok {
		r.take()
	} else {
		day, ok := r.day()
		if !ok {
			r.fail(detailDate)
			return
		}
		moment = without(day)
		if looksLikeTime.MatchString(r.peek()) {
			clock, ok := parseClock(r.peek())
			if !ok {
				r.fail(detailTime)
				return
			}
			r.take()
			moment = clock.On(day)
			r.zone()
		}
	}
	if !sensible(moment) {
		r.fail(detailDate)
	}
	if r.fault != "" {
		return
	}
	r.args[key] = moment.Format(time.RFC3339)
}

// sensible keeps slips such as the year 206 out of the record.
func sensible(moment time.Time) bool { return 2000 <= moment.Year() && moment.Year() < 2200 }

// parseRFC3339 reads a moment such as 2026-11-26T16:00:00Z; the seconds may be left out.
func parseRFC3339(word string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00"} {
		if moment, err := time.Parse(layout, word); err == nil {
			return moment.UTC().Truncate(time.Second), true
		}
	}
	return time.Time{}, false
}

// day reads a calendar day. Days in words count from the day on which the comment was written, UTC:
// "thursday" is the first Thursday after that day, "next thursday" the Thursday of the following week,
// where weeks begin on Monday. "on" before a day, and a comma after it, are how people write.
func (r *reader) day() (day policy.Date, ok bool) {
	if strings.EqualFold(r.peek(), "on") {
		r.take()
	}
	word := dayWord(r.peek())
	if word == "" {
		return policy.Date{}, false
	}
	r.take()
	if date, err := policy.ParseDate(word); err == nil {
		return date, true
	}
	days, ok := map[string]int{"yesterday": -1, "today": 0, "tomorrow": 1}[word]
	if !ok {
		days, ok = r.weekday(word)
	}
	return policy.DateOf(r.written.UTC().AddDate(0, 0, days)), ok
}

// weekday reads "thursday" or "next thursday", whose first word is taken already, as a number of days ahead.
func (r *reader) weekday(word string) (days int, ok bool) {
	next := word == "next"
	if next {
		word = dayWord(r.peek())
		r.take()
	}
	wanted, err := policy.ParseWeekday(word)
	if err != nil || word == "" {
		return 0, false
	}
	days = 1
	if next {
		days = 7 - daysSinceMonday(r.written) // the coming Monday
	}
	for !wanted.Is(r.written.UTC().AddDate(0, 0, days).Weekday()) {
		days++
	}
	return days, true
}

func dayWord(word string) string { return strings.TrimSuffix(strings.ToLower(word), ",") }

func daysSinceMonday(moment time.Time) int { return (int(moment.UTC().Weekday()) + 6) % 7 }

// looksLikeTime catches what somebody meant as a time of day, so that it is not taken for the start of a reason.
var looksLikeTime = regexp.MustCompile(`\A[0-9]{1,2}(?::[0-9].*|\.[0-9]{2}|[hH][0-9]*|[aApP][mM])\z`)

// parseClock reads a time of day, UTC: "16:00", with "Z" or "UTC" after it if need be.
func parseClock(word string) (policy.ClockTime, bool) {
	word = strings.TrimSuffix(strings.TrimSuffix(strings.ToUpper(word), "Z"), "UTC")
	clock, err := policy.ParseClockTime(word)
	return clock, err == nil && word != ""
}

// zone takes the word UTC and stops at the name of any other zone, which must not pass for a reason.
func (r *reader) zone() {
	switch word := strings.ToUpper(r.peek()); {
	case word == "UTC":
		r.take()
	case otherZones[word] || otherZone.MatchString(word):
		r.fail(detailZone)
	}
}

var otherZone = regexp.MustCompile(`\A(?:(?:UTC|GMT)?[+-][0-9].*|[AP]M|[A-Z]+/[A-Z_]+)\z`)

var otherZones = func() map[string]bool {
	zones := make(map[string]bool)
	for name := range strings.FieldsSeq(`ACDT ACST ADT AEDT AEST AKDT AKST AST AWST BRT BST CDT CEST CET CST CT EDT EEST
		EET EST ET GMT HKT HST IDT IST JST KST MDT MSK MST MT NZDT NZST PDT PHT PKT PST PT SAST SGT WEST WET WIB`) {
		zones[name] = true
	}
	return zones
}()

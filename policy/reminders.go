package policy

import "time"

// ReminderRules say when people are reminded, and how often.
type ReminderRules struct {
	// Quiet are the hours in which nobody is written to, unless everything is due as soon as possible.
	Quiet QuietHours `yaml:"quiet" json:"quiet"`
	// Weekends says that Saturday and Sunday are days like any other.
	Weekends bool `yaml:"weekends" json:"weekends"`
	// Again are the times after a deadline at which its item is brought up again, in ascending order; after the last
	// one each time twice as long. Never again when there are none.
	Again []Span `yaml:"again" json:"again"`
	// InactiveAfter is how long nothing may happen to an advisory before it is brought up; for ever when zero.
	InactiveAfter Span `yaml:"inactive_after" json:"inactive_after"`
}

// QuietHours are hours of each day, UTC, perhaps over midnight; none when both ends are "".
type QuietHours struct {
	From ClockTime `yaml:"from" json:"from"`
	To   ClockTime `yaml:"to" json:"to"`
}

// awake is the first moment, now or later, at which people may be written to.
func (r ReminderRules) awake(now time.Time) time.Time {
	now = now.UTC()
	// A weekend may end in quiet hours and quiet hours in a weekend; after both a second time every hour is fine.
	for range 4 {
		switch end := r.Quiet.end(now); {
		case !r.Weekends && !isBusinessDay(now):
			now = DateOf(now).End()
		case end.After(now):
			now = end
		default:
			return now
		}
	}
	return now
}

// asleep is the first moment after one at which people may be written to, from which on they may not; the zero time when
// there is none.
func (r ReminderRules) asleep(now time.Time) (first time.Time) {
	day := DateOf(now)
	for range 8 { // a weekend is in any of them
		starts := []time.Time{day.Start()}
		if _, ok := r.Quiet.From.minutes(); ok {
			starts = append(starts, r.Quiet.From.On(day))
		}
		for _, at := range starts {
			if at.After(now) && r.awake(at).After(at) && (first.IsZero() || at.Before(first)) {
				first = at
			}
		}
		day = day.next()
	}
	return first
}

// end is when the quiet hours end that hold now; the zero time when none do.
func (q QuietHours) end(now time.Time) time.Time {
	from, some := q.From.minutes()
	to, both := q.To.minutes()
	if !some || !both || from == to {
		return time.Time{}
	}
	today := DateOf(now)
	minute := now.Hour()*60 + now.Minute()
	switch evening := minute >= from; {
	case from < to && evening && minute < to, from > to && minute < to:
		return q.To.On(today)
	case from > to && evening:
		return q.To.On(today.next())
	}
	return time.Time{}
}

// The steps at which people are reminded of an item. Step stepAgain+n is its n-th repetition after the deadline.
const (
	stepSoon    = 0 // it becomes due soon: whoever does it is told
	stepOwner   = 1 // half of what was left is over: whoever has the duty is told
	stepOverdue = 2 // the SRC is told
	stepAgain   = 3 // the SRC is told again, also in its private channel

	// lastStep bounds the repetitions; the last ones are years apart.
	lastStep = stepAgain + 24
)

// ladder are the moments at which an item is spoken of first.
type ladder struct {
	soon  time.Time // it becomes due soon
	owner time.Time // whoever has the duty is told; as early as soon when nobody is told apart
	due   time.Time // zero when nobody is ever told
}

// stepAt is the moment of a step; the zero time when there is no such step.
func (r ReminderRules) stepAt(l ladder, step int) time.Time {
	n := step - stepAgain
	switch last := len(r.Again) - 1; {
	case step == stepSoon:
		return l.soon
	case step == stepOwner:
		return l.owner
	case step == stepOverdue:
		return l.due
	case last < 0:
		return time.Time{}
	case n <= last:
		return r.Again[n].After(l.due)
	default:
		return r.Again[last].times(1 << (n - last)).After(l.due)
	}
}

// times is a span so many times as long, or the longest there is.
func (s Span) times(n int) Span {
	if n > maxSpan || s.count*n > maxSpan {
		s.count = maxSpan
		return s
	}
	s.count *= n
	return s
}

// stepsBy is the last step whose moment has come, and the moment of the next one. Nothing has come yet when it is
// negative; the zero time means that nothing more comes.
func (r ReminderRules) stepsBy(l ladder, now time.Time) (step int, next time.Time) {
	for step = -1; step < lastStep; step++ {
		next = r.stepAt(l, step+1)
		if next.IsZero() || next.After(now) {
			return step, next
		}
	}
	return step, time.Time{}
}

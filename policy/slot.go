package policy

import "time"

// SlotCode names, stably, what speaks against a release slot.
type SlotCode string

// What may speak against a slot. The unwise ones become the slot when an SRC member repeats the proposal with a
// reason; the others never do.
const (
	SlotPast     SlotCode = "past"
	SlotTooLate  SlotCode = "too-late"          // after the last release day
	SlotReporter SlotCode = "reporter-deadline" // the reporter will have spoken
	SlotUpstream SlotCode = "upstream"          // before an upstream project discloses
	SlotWeekday  SlotCode = "weekday"           // unwise
	SlotHour     SlotCode = "hour"              // unwise
	SlotBlackout SlotCode = "blackout"          // unwise
	// SlotDistributors says that it is after the moment from which distributors, who were told, may speak.
	SlotDistributors SlotCode = "distributors"
	// The time ahead that others were promised would be cut short; unwise.
	SlotPrenotice   SlotCode = "prenotice"   // distributors' time
	SlotUnannounced SlotCode = "unannounced" // between making the day public and the release
)

// Unwise tells whether the SRC may insist on a slot although this speaks against it.
func (c SlotCode) Unwise() bool {
	switch c {
	case SlotWeekday, SlotHour, SlotBlackout, SlotPrenotice, SlotUnannounced:
		return true
	}
	return false
}

// CheckSlot lists what speaks against a release slot that begins at start, the gravest first; nothing when it is
// good. What is public already is released at any hour.
func CheckSlot(process Process, timeline Timeline, start, now time.Time) []SlotCode {
	codes := standingProblems(&process, timeline, start)
	if !start.After(now) {
		codes = append([]SlotCode{SlotPast}, codes...)
	}
	return append(codes, tooShort(&process, timeline, start, now)...)
}

// standingProblems is CheckSlot without regard to the present.
func standingProblems(process *Process, timeline Timeline, start time.Time) []SlotCode {
	start = start.UTC()
	var codes []SlotCode
	if !timeline.Limit.IsZero() && !start.Before(timeline.lastDay().End()) {
		if timeline.Limit.Equal(timeline.Promised) {
			codes = append(codes, SlotDistributors)
		} else {
			codes = append(codes, SlotTooLate)
		}
	}
	if !timeline.ReporterDate.IsZero() && !start.Before(timeline.ReporterDate) {
		codes = append(codes, SlotReporter)
	}
	if start.Before(timeline.Earliest) {
		codes = append(codes, SlotUpstream)
	}
	if timeline.Soon {
		return codes
	}
	return append(codes, unwise(process, start)...)
}

func unwise(process *Process, start time.Time) []SlotCode {
	var codes []SlotCode
	for _, avoided := range process.Release.AvoidWeekdays {
		if avoided.Is(start.Weekday()) {
			codes = append(codes, SlotWeekday)
			break
		}
	}
	day := DateOf(start)
	if _, fixed := process.Release.Time.minutes(); fixed && !start.Equal(process.Release.Time.On(day)) {
		codes = append(codes, SlotHour)
	}
	if _, black := blackoutOn(*process, day); black {
		codes = append(codes, SlotBlackout)
	}
	return codes
}

// blackoutOn finds the black-out that covers the day.
func blackoutOn(process Process, day Date) (Blackout, bool) {
	for _, blackout := range process.Release.Blackouts {
		if !day.Before(blackout.From) && !blackout.To.Before(day) {
			return blackout, true
		}
	}
	return Blackout{}, false
}

const (
	// usualTime is an hour in which America, Europe and India are awake.
	usualTime ClockTime = "16:00"
	// searchDays bounds the search for a good slot.
	searchDays = 366
)

// suggestSlot finds a good slot: the first from the wanted day on, else the last before it, never earlier than
// tomorrow unless it is public already. A zero wanted takes the day on which the fix is due. False when no day is
// good, as when the reporter's date comes before upstream's.
func suggestSlot(process Process, timeline Timeline, wanted, now time.Time) (time.Time, bool) {
	if timeline.Soon {
		next := now.UTC().Truncate(time.Hour).Add(time.Hour)
		if next.Before(timeline.Earliest) {
			next = timeline.Earliest
		}
		return next, len(CheckSlot(process, timeline, next, now)) == 0
	}
	tomorrow := DateOf(now.UTC().AddDate(0, 0, 1))
	horizon := DateOf(tomorrow.Start().AddDate(0, 0, searchDays))
	first := wantedDay(timeline, wanted, tomorrow, horizon)
	good := func(day Date) bool {
		return len(CheckSlot(process, timeline, ReleaseTime(process).On(day), now)) == 0
	}
	for day, n := first, 0; n < searchDays && day.Before(horizon); day, n = day.next(), n+1 {
		if good(day) {
			return ReleaseTime(process).On(day), true
		}
	}
	for day, n := first.previous(), 0; n < searchDays && !day.Before(tomorrow); day, n = day.previous(), n+1 {
		if good(day) {
			return ReleaseTime(process).On(day), true
		}
	}
	return time.Time{}, false
}

// wantedDay keeps a wish, however absurd, within the days that are searched.
func wantedDay(timeline Timeline, wanted time.Time, tomorrow, horizon Date) Date {
	if wanted.IsZero() {
		wanted = timeline.Fix.After(timeline.Reported)
	}
	day := DateOf(wanted)
	if last := timeline.lastDay(); !last.IsZero() && last.Before(day) {
		day = last
	}
	if horizon.Before(day) {
		day = horizon
	}
	if day.Before(tomorrow) {
		day = tomorrow
	}
	return day
}

// ReleaseTime is the hour at which releases go out: the process's, or the usual one where it names none.
func ReleaseTime(process Process) ClockTime {
	if _, fixed := process.Release.Time.minutes(); fixed {
		return process.Release.Time
	}
	return usualTime
}

func (d Date) next() Date     { return DateOf(d.Start().AddDate(0, 0, 1)) }
func (d Date) previous() Date { return DateOf(d.Start().AddDate(0, 0, -1)) }

// bySlot tells whether the release and its advisory wait for the release slot, see Report.
func (v *view) bySlot() bool {
	advice := v.process.Items[ItemReleaseDay].Severity == string(NeedAdvice)
	return !v.leftOut(ItemReleaseDay) && !v.timeline.Soon && (v.slot.Agreed || !advice)
}

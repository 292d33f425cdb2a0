package policy

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Span is a length of time as a process writes it: "24h", "7d" (calendar days) or "1bd" (business days,
// Monday to Friday, UTC). The zero Span means that there is no such limit; it is written "".
type Span struct {
	count int
	unit  string // "h", "d" or "bd"; "" in the zero Span
}

// maxSpan keeps every date that a span leads to within the range of written dates.
const maxSpan = 99999

// ParseSpan reads a span; the error says what was expected.
func ParseSpan(text string) (Span, error) {
	if text == "" {
		return Span{}, nil
	}
	digits := strings.TrimRight(text, "bdh")
	unit := text[len(digits):]
	count, err := strconv.Atoi(digits)
	written := err == nil && strconv.Itoa(count) == digits && count >= 0 && count <= maxSpan
	if !written || unit != "h" && unit != "d" && unit != "bd" {
		return Span{}, fmt.Errorf("%q is no length of time: write a whole number of hours, days or business days, such as 24h, 7d or 1bd", clip(text))
	}
	return Span{count: count, unit: unit}, nil
}

// After is the moment at which the span is over when it starts at start, in UTC. Business days keep the time of
// day and count only the days from Monday to Friday that are entered: one business day after any moment of a
// Friday, Saturday or Sunday is the same time on Monday.
func (s Span) After(start time.Time) time.Time {
	start = start.UTC()
	switch s.unit {
	case "h":
		return start.Add(time.Duration(s.count) * time.Hour)
	case "d":
		return start.AddDate(0, 0, s.count)
	case "bd":
		return addBusinessDays(start, s.count)
	}
	return start
}

func addBusinessDays(start time.Time, count int) time.Time {
	day := start.AddDate(0, 0, count/5*7) // whole weeks change no weekday
	for left := count % 5; left > 0; {
		day = day.AddDate(0, 0, 1)
		if isBusinessDay(day) {
			left--
		}
	}
	// Whole weeks from a weekend end on the weekend, where the last day entered was the Friday before.
	for count > 0 && !isBusinessDay(day) {
		day = day.AddDate(0, 0, -1)
	}
	return day
}

// before is the last moment, never on a weekend for business days, from which the span is over at end.
func (s Span) before(end time.Time) time.Time {
	end = end.UTC()
	switch s.unit {
	case "h":
		return end.Add(-time.Duration(s.count) * time.Hour)
	case "d":
		return end.AddDate(0, 0, -s.count)
	}
	start := end.AddDate(0, 0, -s.count/5*7)
	for s.After(start).After(end) || !s.IsZero() && !isBusinessDay(start) {
		start = start.AddDate(0, 0, -1)
	}
	return start
}

func isBusinessDay(day time.Time) bool {
	return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
}

// NoLongerThan tells whether the span ends at or before the other one, whenever both start.
// A span that sets no limit is longer than any that does.
func (s Span) NoLongerThan(other Span) bool {
	if s.IsZero() || other.IsZero() {
		return other.IsZero()
	}
	// Only the weekday of the start makes a difference.
	monday := time.Date(2024, 1, 1, 12, 0, 0, 0, time.UTC)
	for day := range 7 {
		start := monday.AddDate(0, 0, day)
		if s.After(start).After(other.After(start)) {
			return false
		}
	}
	return true
}

// IsZero tells whether the span sets no limit.
func (s Span) IsZero() bool { return s.unit == "" }

// Equal tells whether both spans are written alike.
func (s Span) Equal(other Span) bool { return s == other }

// String writes the span as ParseSpan reads it.
func (s Span) String() string {
	if s.IsZero() {
		return ""
	}
	return strconv.Itoa(s.count) + s.unit
}

// MarshalText writes the span as a process file does.
func (s Span) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the span as a process file writes it.
func (s *Span) UnmarshalText(text []byte) error {
	span, err := ParseSpan(string(text))
	if err == nil {
		*s = span
	}
	return err
}

// Date is a calendar day, UTC, written 2026-12-24. The zero Date is no day; it is written "".
type Date struct{ Year, Month, Day int }

// ParseDate reads a day as 2026-12-24; the error says what was expected.
func ParseDate(text string) (Date, error) {
	if text == "" {
		return Date{}, nil
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil || day.Year() < 1 {
		return Date{}, fmt.Errorf("%q is no date: write year, month and day, such as 2026-12-24", clip(text))
	}
	return DateOf(day), nil
}

// DateOf is the day, UTC, to which a moment belongs.
func DateOf(moment time.Time) Date {
	year, month, day := moment.UTC().Date()
	return Date{Year: year, Month: int(month), Day: day}
}

// Start is the first moment of the day.
func (d Date) Start() time.Time {
	return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
}

// End is the first moment of the next day.
func (d Date) End() time.Time { return d.Start().AddDate(0, 0, 1) }

// Before tells whether the day lies before the other.
func (d Date) Before(other Date) bool { return d.Start().Before(other.Start()) }

// IsZero tells whether this is no day.
func (d Date) IsZero() bool { return d == Date{} }

// String writes the day as ParseDate reads it.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// MarshalText writes the day as a process file does.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the day as a process file writes it.
func (d *Date) UnmarshalText(text []byte) error {
	date, err := ParseDate(string(text))
	if err == nil {
		*d = date
	}
	return err
}

// ClockTime is a time of day, UTC, written "16:00"; "" for none.
type ClockTime string

// ParseClockTime reads a time of day as 16:00; the error says what was expected.
func ParseClockTime(text string) (ClockTime, error) {
	if text == "" {
		return "", nil
	}
	if _, ok := ClockTime(text).minutes(); !ok {
		return "", fmt.Errorf("%q is no time of day: write hours and minutes, UTC, such as 16:00", clip(text))
	}
	return ClockTime(text), nil
}

// minutes since midnight; false for none or a malformed one.
func (t ClockTime) minutes() (int, bool) {
	moment, err := time.Parse("15:04", string(t))
	if err != nil || len(t) != len("15:04") {
		return 0, false
	}
	return moment.Hour()*60 + moment.Minute(), true
}

// On is the moment of that day at which the clock shows this time; the day's start when there is no time.
func (t ClockTime) On(day Date) time.Time {
	minutes, _ := t.minutes()
	return day.Start().Add(time.Duration(minutes) * time.Minute)
}

// MarshalText writes the time as a process file does.
func (t ClockTime) MarshalText() ([]byte, error) { return []byte(t), nil }

// UnmarshalText reads the time as a process file writes it.
func (t *ClockTime) UnmarshalText(text []byte) error {
	clock, err := ParseClockTime(string(text))
	if err == nil {
		*t = clock
	}
	return err
}

// Weekday is an English weekday's name, such as "Friday".
type Weekday string

// ParseWeekday reads an English weekday's name in any case; the error says what was expected.
func ParseWeekday(text string) (Weekday, error) {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if asciiEqual(day.String(), text) {
			return Weekday(day.String()), nil
		}
	}
	return "", fmt.Errorf("%q is no weekday: write its English name, such as Friday", clip(text))
}

// Is tells whether this names that day.
func (w Weekday) Is(day time.Weekday) bool { return asciiEqual(string(w), day.String()) }

// MarshalText writes the name as a process file does.
func (w Weekday) MarshalText() ([]byte, error) { return []byte(w), nil }

// UnmarshalText reads the name as a process file writes it.
func (w *Weekday) UnmarshalText(text []byte) error {
	day, err := ParseWeekday(string(text))
	if err == nil {
		*w = day
	}
	return err
}

// clip keeps a value that is quoted in an error short.
func clip(text string) string {
	const most = 40
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// asciiEqual compares without regard to ASCII case. Unlike strings.EqualFold it takes no look-alike for a letter.
func asciiEqual(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

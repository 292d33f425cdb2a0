package policy

import (
	"encoding"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestSpanAfter(t *testing.T) {
	for _, tc := range []struct{ span, start, want string }{
		{"", "2026-11-02 10:00", "2026-11-02 10:00"},
		{"0h", "2026-11-02 10:00", "2026-11-02 10:00"},
		{"24h", "2026-12-31 23:30", "2027-01-01 23:30"},
		{"36h", "2028-02-28 12:00", "2028-03-01 00:00"}, // over a leap day
		{"7d", "2026-11-02 10:00", "2026-11-09 10:00"},
		{"1d", "2027-02-28 10:00", "2027-03-01 10:00"},
		{"1bd", "2026-11-02 10:00", "2026-11-03 10:00"}, // Monday
		{"1bd", "2026-11-06 10:00", "2026-11-09 10:00"}, // Friday
		{"1bd", "2026-11-07 10:00", "2026-11-09 10:00"}, // Saturday
		{"1bd", "2026-11-08 23:59", "2026-11-09 23:59"}, // Sunday
		{"5bd", "2026-11-07 10:00", "2026-11-13 10:00"},
		{"5bd", "2026-11-05 10:00", "2026-11-12 10:00"},
		{"7bd", "2026-11-05 10:00", "2026-11-16 10:00"},
		{"10bd", "2026-11-08 10:00", "2026-11-20 10:00"},
		{"3bd", "2026-12-31 10:00", "2027-01-05 10:00"},
	} {
		got := span(tc.span).After(clock(tc.start)).Format("2006-01-02 15:04")
		if got != tc.want {
			t.Errorf("%s after %s is %s, want %s", tc.span, tc.start, got, tc.want)
		}
	}
}

// Clocks are moved somewhere on these days, but not in UTC.
func TestSpanIgnoresDaylightSaving(t *testing.T) {
	pacific := time.FixedZone("PDT", -7*3600)
	got := span("1d").After(time.Date(2026, 10, 31, 20, 0, 0, 0, pacific))
	if want := clock("2026-11-02 03:00"); !got.Equal(want) || got.Location() != time.UTC {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestNoLongerThan(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want bool
	}{
		{"24h", "1d", true},
		{"1d", "24h", true},
		{"25h", "1d", false},
		{"1bd", "1d", false}, // over a weekend it is longer
		{"1bd", "3d", true},
		{"5bd", "7d", true},
		{"7d", "5bd", false},
		{"0h", "0bd", true},
		{"", "7d", false},
		{"7d", "", true},
		{"", "", true},
	} {
		if got := span(tc.a).NoLongerThan(span(tc.b)); got != tc.want {
			t.Errorf("%q no longer than %q: %v, want %v", tc.a, tc.b, got, tc.want)
		}
	}
}

func TestSpanEqual(t *testing.T) {
	if !cmp.Equal(span("24h"), span("24h")) || cmp.Equal(span("24h"), span("1d")) {
		t.Error("spans are equal when they are written alike")
	}
}

func TestDays(t *testing.T) {
	leap := Date{2028, 2, 28}
	if got := leap.next(); got != (Date{2028, 2, 29}) {
		t.Errorf("the day after %s is %s", leap, got)
	}
	if got := (Date{2027, 1, 1}).previous(); got != (Date{2026, 12, 31}) {
		t.Errorf("the day before new year is %s", got)
	}
	late := time.Date(2026, 12, 31, 20, 0, 0, 0, time.FixedZone("PST", -8*3600))
	if got := DateOf(late); got != (Date{2027, 1, 1}) {
		t.Errorf("UTC's day is %s", got)
	}
	if got := ClockTime("16:30").On(leap); !got.Equal(clock("2028-02-28 16:30")) {
		t.Errorf("got %s", got)
	}
	if !Weekday("Friday").Is(time.Friday) || Weekday("Friday").Is(time.Monday) {
		t.Error("Friday is not Friday")
	}
}

// written is every type that process files write as text.
type written struct {
	Span    Span      `json:"span,omitzero"`
	Date    Date      `json:"date,omitzero"`
	Clock   ClockTime `json:"clock,omitempty"`
	Weekday Weekday   `json:"weekday,omitempty"`
}

func TestWrittenForms(t *testing.T) {
	for _, text := range []string{
		`{}`,
		`{"span":"1bd","date":"2028-02-29","clock":"00:00","weekday":"Friday"}`,
		`{"span":"99999d","date":"0001-01-01","clock":"23:59","weekday":"Sunday"}`,
	} {
		var w written
		if err := json.Unmarshal([]byte(text), &w); err != nil {
			t.Fatal(err)
		}
		got, err := json.Marshal(w)
		if err != nil || string(got) != text {
			t.Errorf("%s became %s (%v)", text, got, err)
		}
	}
	var w written
	if err := json.Unmarshal([]byte(`{"weekday":"fRIDAY"}`), &w); err != nil || w.Weekday != "Friday" {
		t.Errorf("got %q, %v", w.Weekday, err)
	}
}

func TestMalformedTexts(t *testing.T) {
	for _, tc := range []struct {
		into encoding.TextUnmarshaler
		want string // the remedy that the error names
		bad  []string
	}{
		{new(Span), "24h, 7d or 1bd", []string{"7", "d", "-1d", "1w", "1.5h", "07d", "+7d", "7 d", "7dd", "7hd", "100000d", "1bdh", "99999999999999999999h", "٣d"}},
		{new(Date), "2026-12-24", []string{"2026-02-29", "2026-1-2", "24.12.2026", "2026-12-24T00:00:00Z", "0000-01-01", "today"}},
		{new(ClockTime), "16:00", []string{"24:00", "16:60", "4:00", "16", "16:00:00", "4pm"}},
		{new(Weekday), "Friday", []string{"", "Fri", "Fríday", "Friday ", "ſunday"}},
	} {
		for _, text := range tc.bad {
			err := tc.into.UnmarshalText([]byte(text))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("%T %q: error %v, want one that names %s", tc.into, text, err, tc.want)
			}
		}
	}
}

func TestErrorsQuoteLittle(t *testing.T) {
	_, err := ParseSpan(strings.Repeat("ü", 1000))
	if err == nil || len(err.Error()) > 250 {
		t.Errorf("got %v", err)
	}
}

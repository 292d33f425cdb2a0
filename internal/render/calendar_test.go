package render

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-ical"

	"github.com/embargo-app/embargo/policy"
)

var (
	slotStart = time.Date(2026, 11, 24, 16, 0, 0, 0, time.UTC)
	slotEntry = CalendarEntry{
		Ref: "sigstore/policy-controller/GHSA-2345-6789-cfgh", Name: "slot",
		URL:    "https://github.com/sigstore/policy-controller/security/advisories/GHSA-2345-6789-cfgh",
		Starts: slotStart, Ends: slotStart.Add(4 * time.Hour), Changed: time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC),
	}
)

// parseCalendar reads a calendar with a parser that has nothing to do with what wrote it, whose encoder then checks that each
// component has the properties it must have, and as often as it may.
func parseCalendar(t *testing.T, data []byte) *ical.Calendar {
	t.Helper()
	for line := range strings.SplitSeq(strings.TrimSuffix(string(data), "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") || !utf8.ValidString(line) {
			t.Errorf("a line that RFC 5545 does not allow: %q", line)
		}
	}
	calendar, err := ical.NewDecoder(bytes.NewReader(data)).Decode()
	if err != nil {
		t.Fatalf("%v in:\n%s", err, data)
	}
	if err := ical.NewEncoder(io.Discard).Encode(calendar); err != nil {
		t.Errorf("%v in:\n%s", err, data)
	}
	return calendar
}

// text gives a property's text, "" when there is none.
func text(t *testing.T, props ical.Props, name string) string {
	t.Helper()
	value, err := props.Text(name)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestCalendarFeed(t *testing.T) {
	due := CalendarEntry{Ref: slotEntry.Ref, URL: slotEntry.URL, Name: "due-1", Items: []string{"fix-ready", "cvss", "cve", "an-own-one"}, Starts: slotStart, Sequence: 3, Changed: slotStart}
	off := slotEntry
	off.Ref, off.Cancelled, off.Sequence = "sigstore/cosign/GHSA-2345-6789-cfgh", true, 1
	feed := CalendarFeed{Owner: "sigstore", Entries: []CalendarEntry{slotEntry, due, off}}
	data := feed.Write()
	if !bytes.Equal(data, feed.Write()) {
		t.Error("the same entries give another feed")
	}
	events := parseCalendar(t, data).Events()
	if len(events) != 3 {
		t.Fatalf("%d events", len(events))
	}
	uids := map[string]bool{}
	for i, want := range []struct {
		summary, sequence, transparency string
		status                          ical.EventStatus
		length                          time.Duration
	}{
		{"Release GHSA-2345-6789-cfgh (sigstore/policy-controller)", "0", "OPAQUE", ical.EventConfirmed, 4 * time.Hour},
		{"Due: Fix ready, CVSS recorded and 2 more – GHSA-2345-6789-cfgh (sigstore/policy-controller)", "3", "TRANSPARENT", ical.EventConfirmed, 0},
		{"Release GHSA-2345-6789-cfgh (sigstore/cosign)", "1", "TRANSPARENT", ical.EventCancelled, 4 * time.Hour},
	} {
		e := events[i]
		uids[text(t, e.Props, ical.PropUID)] = true
		start, err := e.DateTimeStart(nil)
		if err != nil {
			t.Fatal(err)
		}
		end, err := e.DateTimeEnd(nil)
		if err != nil {
			t.Fatal(err)
		}
		stamp, err := e.Props.DateTime(ical.PropDateTimeStamp, nil)
		if err != nil || !stamp.Equal(feed.Entries[i].Changed) {
			t.Errorf("entry %d: stamped %v, %v", i, stamp, err)
		}
		status, err := e.Status()
		if err != nil || status != want.status {
			t.Errorf("entry %d: status %v, %v", i, status, err)
		}
		if got := text(t, e.Props, ical.PropSummary); got != want.summary {
			t.Errorf("entry %d: %q", i, got)
		}
		if !start.Equal(slotStart) || start.Location() != time.UTC || end.Sub(start) != want.length {
			t.Errorf("entry %d: %v to %v", i, start, end)
		}
		if got := e.Props.Get(ical.PropSequence).Value; got != want.sequence {
			t.Errorf("entry %d: sequence %s", i, got)
		}
		if got := e.Props.Get(ical.PropTransparency).Value; got != want.transparency {
			t.Errorf("entry %d: %s", i, got)
		}
		if got, err := e.Props.URI(ical.PropURL); err != nil || !strings.HasSuffix(got.Path, "/security/advisories/GHSA-2345-6789-cfgh") {
			t.Errorf("entry %d: %v, %v", i, got, err)
		}
	}
	if got := text(t, events[1].Props, ical.PropDescription); got != "Fix ready\nCVSS recorded\nCVE assigned\nan-own-one" {
		t.Errorf("described as %q", got)
	}
	if len(uids) != 3 || !uids["slot.ghsa-2345-6789-cfgh@cosign.sigstore.embargo"] {
		t.Errorf("UIDs %v", uids)
	}
}

// TestEmptyCalendarFeed: RFC 5545 wants at least one component in every calendar.
func TestEmptyCalendarFeed(t *testing.T) {
	calendar := parseCalendar(t, CalendarFeed{Owner: "sigstore"}.Write())
	if len(calendar.Events()) != 0 || len(calendar.Children) != 1 {
		t.Errorf("%d events in %d components", len(calendar.Events()), len(calendar.Children))
	}
}

func TestCalendarInvitation(t *testing.T) {
	for method, cancelled := range map[string]bool{"REQUEST": false, "CANCEL": true} {
		entry := slotEntry
		entry.Cancelled = cancelled
		data, contentType, err := CalendarInvitation{
			Entry: entry, Organizer: "Embargo <embargo@example.org>", Attendees: []string{"src@example.org"},
		}.Write()
		if err != nil {
			t.Fatal(err)
		}
		calendar := parseCalendar(t, data)
		if got := text(t, calendar.Props, ical.PropMethod); got != method || !strings.HasSuffix(contentType, "; method="+method) {
			t.Errorf("method %s, %s, want %s", got, contentType, method)
		}
		event := calendar.Events()[0]
		if got := event.Props.Get(ical.PropOrganizer).Value; got != "mailto:embargo@example.org" {
			t.Errorf("organizer %s", got)
		}
		attendee := event.Props.Get(ical.PropAttendee)
		if attendee.Value != "mailto:src@example.org" || !strings.EqualFold(attendee.Params.Get(ical.ParamRSVP), "false") {
			t.Errorf("attendee %v", attendee)
		}
		if status, err := event.Status(); err != nil || (status == ical.EventCancelled) != cancelled {
			t.Errorf("status %v, %v", status, err)
		}
	}
	if _, _, err := (CalendarInvitation{Entry: slotEntry, Organizer: "nobody"}).Write(); err == nil {
		t.Error("an organizer without an address")
	}
}

// TestSlotNotice: the words name the advisory and say nothing of what it is about.
func TestSlotNotice(t *testing.T) {
	advisory := policy.Advisory{
		Owner: "sigstore", Repo: "cosign", GHSA: "GHSA-2345-6789-cfgh", Summary: "secret-canary", Description: "secret-canary",
		URL: "https://github.com/sigstore/cosign/security/advisories/GHSA-2345-6789-cfgh",
	}
	moved, off := slotEntry, slotEntry
	moved.Sequence, off.Cancelled, off.Sequence = 2, true, 3
	for word, entry := range map[string]CalendarEntry{"agreed": slotEntry, "changed": moved, "withdrawn": off} {
		subject, text := SlotNotice(advisory, entry, true)
		if subject != "GHSA-2345-6789-cfgh: release slot "+word || strings.Contains(text, "canary") || strings.Contains(text, "%!") {
			t.Errorf("%s:\n%s", subject, text)
		}
		if _, bare := SlotNotice(advisory, entry, false); strings.Contains(bare, "attached") || !strings.Contains(text, "attached") {
			t.Errorf("%s: says of a file what is not so", subject)
		}
		for _, want := range []string{"sigstore/cosign GHSA-2345-6789-cfgh", "Tue 24 Nov 2026 16:00–20:00 UTC", advisory.URL} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q in:\n%s", subject, want, text)
			}
		}
	}
}

package render

import (
	"fmt"
	"net/mail"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/embargo-app/embargo/policy"
)

// CalendarEntry is one entry of a calendar. It names the advisory by repository and GHSA id, and nothing of what the
// advisory is about: calendars are kept by others, and are shown to people who look over one's shoulder.
type CalendarEntry struct {
	Ref          string    // OWNER/REPO/GHSA
	URL          string    // of the advisory's page on GitHub
	Name         string    // tells one entry of the advisory from the next
	Items        []string  // ids of what is due then; none of a release slot
	Starts, Ends time.Time // Ends is zero for a deadline
	Sequence     int       // number of changes so far
	Cancelled    bool
	Changed      time.Time
}

// CalendarFeed is what somebody subscribes to.
type CalendarFeed struct {
	Owner   string
	Entries []CalendarEntry
}

// calendarRefresh is how often a program that subscribes is asked to look for changes.
const calendarRefresh = 15 * time.Minute

// Write writes the feed as RFC 5545 wants it. The same entries always give the same bytes.
func (f CalendarFeed) Write() []byte {
	calendar := newCalendar()
	calendar.SetName(fmt.Sprintf(wordsCalendarName, f.Owner))
	every := fmt.Sprintf("PT%dM", int(calendarRefresh.Minutes()))
	calendar.SetRefreshInterval(every)
	calendar.SetXPublishedTTL(every)
	if len(f.Entries) == 0 { // a calendar must hold something: let it be the time zone that would apply
		standard := calendar.AddTimezone("Etc/UTC").AddStandard()
		standard.SetProperty(ics.ComponentPropertyDtStart, "19700101T000000")
		standard.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetfrom), "+0000")
		standard.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetto), "+0000")
	}
	for _, entry := range f.Entries {
		calendar.AddVEvent(entry.event())
	}
	return []byte(calendar.Serialize(ics.WithNewLineWindows))
}

// CalendarInvitation is an entry that goes by mail, so that programs enter, move or remove it.
type CalendarInvitation struct {
	Entry CalendarEntry
	// Organizer and Attendees are mail addresses, with or without names.
	Organizer string
	Attendees []string
}

// Write writes the invitation as RFC 5546 wants it, with the media type that belongs to it. It fails for an address
// that is none.
func (i CalendarInvitation) Write() (data []byte, contentType string, err error) {
	method := ics.MethodRequest
	if i.Entry.Cancelled {
		method = ics.MethodCancel
	}
	event := i.Entry.event()
	organizer, err := mail.ParseAddress(i.Organizer)
	if err != nil {
		return nil, "", fmt.Errorf("the organizer's address: %w", err)
	}
	event.SetOrganizer("mailto:" + organizer.Address)
	for _, attendee := range i.Attendees {
		address, err := mail.ParseAddress(attendee)
		if err != nil {
			return nil, "", fmt.Errorf("an attendee's address: %w", err)
		}
		event.AddProperty(ics.ComponentPropertyAttendee, "mailto:"+address.Address, ics.WithRSVP(false))
	}
	calendar := newCalendar()
	calendar.SetMethod(method)
	calendar.AddVEvent(event)
	return []byte(calendar.Serialize(ics.WithNewLineWindows)), "text/calendar; charset=utf-8; method=" + string(method), nil
}

func newCalendar() *ics.Calendar {
	calendar := ics.NewCalendar()
	calendar.SetProductId("-//embargo-app//Embargo//EN")
	return calendar
}

// event makes an entry of the library's. Its UID never changes, and its time stamp only when the entry does.
func (e CalendarEntry) event() *ics.VEvent {
	owner, repo, ghsa := e.parts()
	event := ics.NewEvent(strings.ToLower(fmt.Sprintf("%s.%s@%s.%s.embargo", e.Name, ghsa, repo, owner)))
	event.SetDtStampTime(e.Changed)
	event.SetModifiedAt(e.Changed)
	event.SetSequence(e.Sequence)
	event.SetStartAt(e.Starts)
	status, transparency := ics.ObjectStatusConfirmed, ics.TransparencyTransparent // nobody is busy at a deadline
	if !e.Ends.IsZero() {
		event.SetEndAt(e.Ends)
		transparency = ics.TransparencyOpaque
	}
	if e.Cancelled {
		status, transparency = ics.ObjectStatusCancelled, ics.TransparencyTransparent
	}
	event.SetStatus(status)
	event.SetTimeTransparency(transparency)
	event.SetClass(ics.ClassificationConfidential)
	event.SetSummary(e.summary(ghsa, owner+"/"+repo))
	if len(e.Items) > titlesShown {
		event.SetDescription(strings.Join(e.titles(), "\n"))
	}
	event.SetURL(e.URL)
	return event
}

// titlesShown is how many items a summary names; the description names them all.
const titlesShown = 2

func (e CalendarEntry) summary(ghsa, repository string) string {
	if len(e.Items) == 0 {
		return fmt.Sprintf(wordsCalendarSlot, ghsa, repository)
	}
	titles := e.titles()
	due := strings.Join(titles[:min(len(titles), titlesShown)], ", ")
	if more := len(titles) - titlesShown; more > 0 {
		due += fmt.Sprintf(wordsCalendarMore, more)
	}
	return fmt.Sprintf(wordsCalendarDue, due, ghsa, repository)
}

func (e CalendarEntry) titles() []string {
	titles := make([]string, 0, len(e.Items))
	for _, id := range e.Items {
		titles = append(titles, policy.Title(policy.ItemID(id)))
	}
	return titles
}

func (e CalendarEntry) parts() (owner, repo, ghsa string) {
	owner, rest, _ := strings.Cut(e.Ref, "/")
	repo, ghsa, _ = strings.Cut(rest, "/")
	return owner, repo, ghsa
}

// SlotNotice tells the SRC of a release slot that was agreed, moved or given up; attached, that the invitation comes
// with it.
func SlotNotice(a policy.Advisory, e CalendarEntry, attached bool) (subject, text string) {
	words := wordsSlotAgreed
	switch {
	case e.Cancelled:
		words = wordsSlotWithdrawn
	case e.Sequence > 0:
		words = wordsSlotMoved
	}
	when := Slot(e.Starts, e.Ends)
	if !e.Cancelled {
		when += "\n" + fmt.Sprintf(wordsElsewhere, Elsewhere(e.Starts))
	}
	text = fmt.Sprintf(words.text, nameOf(a), when)
	if attached {
		text += words.file
	}
	return fmt.Sprintf(words.subject, a.GHSA), text + a.URL + "\n"
}

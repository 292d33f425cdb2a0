package policy

import (
	"strings"
	"time"
)

// The words about release slots, and about who is told of them beforehand.

func slotIs(start, end time.Time) string {
	layout := "15:04 UTC"
	if DateOf(start) != DateOf(end) {
		layout = TimeFormat
	}
	return start.UTC().Format("Mon 2 Jan 2006 15:04") + " to " + end.UTC().Format(layout) + " proposed"
}

func against(code SlotCode) string {
	switch code {
	case SlotTooLate:
		return "it lies after the last release day"
	case SlotReporter:
		return "the reporter will have made it public by then"
	case SlotUpstream:
		return "the upstream project discloses later"
	case SlotWeekday:
		return "releases avoid this day of the week"
	case SlotHour:
		return "it is not the hour for releases"
	case SlotBlackout:
		return "it falls into a time without releases"
	case SlotPrenotice:
		return "distributors would be told too shortly before it"
	case SlotDistributors:
		return "the distributors who were told may speak before it"
	case SlotUnannounced:
		return "it would be made public too shortly before it"
	}
	return "it lies in the past"
}

func slotBegins(start time.Time) string { return "the agreed slot begins " + at(start) }
func slotEnded(end time.Time) string    { return "the agreed slot ended " + at(end) }

func distributorsTold(notice []Sent) string {
	told := make([]string, len(notice))
	for i, sent := range notice {
		told[i] = sent.Channel
	}
	return "distributors told " + at(notice[0].At) + ": " + strings.Join(told, ", ")
}
func perhapsTold(sent Sent) string {
	return "it is not known whether the mail of " + at(sent.At) + " to " + sent.Channel + " arrived, and it is not repeated: ask there"
}
func tellDistributors(by time.Time) string { return "distributors are to be told by " + at(by) }
func askToTellDistributors(by time.Time, sends []Decision) string {
	if len(sends) > 0 {
		return tellDistributors(by) + ", once a second SRC member has asked for it after " + sends[0].Actor + ": " + usagePrenotice
	}
	return tellDistributors(by) + ", once two SRC members have asked for it: " + usagePrenotice
}
func distributorsAreTold(from time.Time, sends []Decision) string {
	who := make([]string, len(sends))
	for i, send := range sends {
		who[i] = send.Actor
	}
	return "distributors are told " + at(from) + ", or at once when that has passed, as " + strings.Join(who, " and ") + " asked"
}
func announceDay(by time.Time) string { return "the day is to be made public by " + at(by) }

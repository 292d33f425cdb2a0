package policy

import (
	"slices"
	"time"
)

// noticedAt is when the first distributors were told, or may have been; zero while none were.
func noticedAt(c *Case) time.Time {
	var first time.Time
	for _, sent := range slices.Concat(c.Sent, c.Unsure) {
		if sent.Kind == SentPrenotice {
			first = earlier(first, sent.At.UTC())
		}
	}
	return first
}

// embargoEnd is when distributors who were told at some moment may speak; zero when nothing says so.
func embargoEnd(process *Process, noticed time.Time) time.Time {
	if noticed.IsZero() || process.Prenotice.Days <= 0 || process.Prenotice.MaxEmbargo.IsZero() {
		return time.Time{}
	}
	return process.Prenotice.MaxEmbargo.After(noticed)
}

// tooShort lists the promised times ahead that a slot would cut short, seen from now. Once distributors were told,
// their time counts from there; what is public already needs no notice.
func tooShort(process *Process, timeline Timeline, start, now time.Time) []SlotCode {
	if timeline.Soon || !start.After(now) {
		return nil
	}
	var codes []SlotCode
	if days := process.Prenotice.Days; days > 0 {
		inTime := start.After(now.AddDate(0, 0, days))
		if !timeline.Noticed.IsZero() {
			inTime = !start.Before(timeline.Noticed.AddDate(0, 0, days))
		}
		if !inTime {
			codes = append(codes, SlotPrenotice)
		}
	}
	if ahead := process.Release.AnnouncedAhead; !ahead.IsZero() && !start.After(ahead.After(now)) {
		codes = append(codes, SlotUnannounced)
	}
	return codes
}

// PrenoticeAt is when distributors are to be told of a release that begins at start; zero when they are not told.
func PrenoticeAt(process Process, start time.Time) time.Time {
	if process.Prenotice.Days <= 0 || start.IsZero() {
		return time.Time{}
	}
	return start.AddDate(0, 0, -process.Prenotice.Days)
}

// noticeEvidence says, for an agreed slot, when others are told of it.
func (v *view) noticeEvidence() []Evidence {
	evidence := v.prenoticeEvidence()
	if ahead := v.process.Release.AnnouncedAhead; !ahead.IsZero() && !v.timeline.Soon {
		evidence = append(evidence, v.onPage(announceDay(ahead.before(v.slot.Start))))
	}
	return evidence
}

// noticeRunsOut is the first moment, or else the given one, at which there may no longer be time enough for the
// notices that a slot needs. Spans in days keep the time of day.
func (v *view) noticeRunsOut(start, latest time.Time) time.Time {
	wake := alarm{now: v.now, at: latest}
	if v.process.Prenotice.Days > 0 || !v.process.Release.AnnouncedAhead.IsZero() {
		wake.set(DateOf(v.now).Start().Add(start.Sub(DateOf(start).Start())))
		wake.set(v.process.Release.AnnouncedAhead.before(start))
	}
	return wake.at
}

package policy

import "time"

// defaultSlot is how long a release slot lasts where the process does not say.
const defaultSlot = 4 * time.Hour

// Timeline is what the process and the decisions so far make of an advisory's time.
type Timeline struct {
	Reported time.Time // when the clock started; zero when not known
	// Earliest is the moment before which nothing may be released, because an upstream project discloses then;
	// zero for none.
	Earliest time.Time
	// Limit is when the release is due at the latest, the reporter's date apart; zero for no limit.
	Limit time.Time
	// Fix and Release are the spans from the report that count for this severity; zero for no limit.
	Fix, Release Span
	// Noticed is when distributors were told, zero while they have not been.
	Noticed time.Time
	// Promised is when distributors who were told may speak; zero when nothing says so.
	Promised time.Time
	// ReporterDate is the moment from which the reporter will speak, zero for none.
	ReporterDate time.Time
	// Soon says that it is public already, so that everything is due as soon as possible.
	Soon bool
	// Slow says that the fix team took more time, and may: fix and release have no deadline of their own.
	Slow bool
	// Still says that no deadline counts: the report was rejected, or the advisory is closed or withdrawn.
	Still bool
}

// TimelineOf works out the timeline of a case with its ledger.
func TimelineOf(process Process, c Case, ledger Ledger) Timeline {
	t := Timeline{
		Reported:     c.Advisory.CreatedAt.UTC(),
		Earliest:     ledger.Upstream.Time,
		ReporterDate: ledger.ReporterDeadline.Time,
		Soon:         ledger.PublicDisclosure.Made(),
		Slow:         ledger.Slow.Made() && MaySlow(process, c, ledger),
		Still: ledger.Triage.Verdict == TriageRejected ||
			c.Advisory.State == AdvisoryClosed || c.Advisory.State == AdvisoryWithdrawn,
	}
	if ledger.ReportedAt.Decision.Made() {
		t.Reported = ledger.ReportedAt.Time
	}
	t.Fix, t.Release = DeadlinesFor(process, severityScore(c, ledger))
	t.Noticed = noticedAt(&c)
	t.Promised = embargoEnd(&process, t.Noticed)
	t.Limit = outerLimit(&ledger, t)
	return t
}

// outerLimit is the embargo's outer limit: the process's, moved by the SRC or by an upstream project that
// discloses later. Slow advisories and those whose report time is not known have only a limit that the SRC set.
// What distributors were promised holds unless the SRC has moved the limit since they were told.
func outerLimit(ledger *Ledger, t Timeline) time.Time {
	var last time.Time
	if !t.Release.IsZero() && !t.Reported.IsZero() && !t.Slow {
		last = t.Release.After(t.Reported)
	}
	last = earlier(last, t.Promised)
	for _, item := range []ItemID{ItemReleaseDay, ItemAdvisoryPublished, ItemRelease} {
		extension, ok := ledger.Extended[item]
		if ok && !extension.Decision.WrittenAt.After(t.Noticed) {
			extension.Time = earlier(extension.Time, t.Promised)
		}
		if ok && extension.Time.After(last) {
			last = extension.Time
		}
	}
	if upstream := DateOf(t.Earliest).End(); !last.IsZero() && !t.Earliest.IsZero() && upstream.After(last) {
		last = upstream
	}
	return last
}

// earlier is the earlier of two moments, of which the zero one never comes.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// lastDay is the last day on which a release may start: the day of the limit, where midnight still belongs to the day
// that it ends. Zero for no limit.
func (t Timeline) lastDay() Date {
	if t.Limit.IsZero() {
		return Date{}
	}
	return DateOf(t.Limit.Add(-time.Nanosecond))
}

// MaySlow tells whether the fix team may take more time: the score lies under the threshold, or the SRC ruled that
// the risk is low.
func MaySlow(process Process, c Case, ledger Ledger) bool {
	if ledger.LowRisk.Made() {
		return true
	}
	if len(c.Advisory.CVSS) == 0 {
		return false
	}
	for _, recorded := range c.Advisory.CVSS {
		rating, err := RateCVSS(recorded.Vector)
		if err != nil || max(rating.Score, recorded.Score) >= process.Severity.SlowBelow {
			return false
		}
	}
	return true
}

// release is the moment by which the release is due: the limit, or the reporter's date if that is earlier; zero for
// none.
func (t Timeline) release() time.Time {
	if t.Limit.IsZero() {
		return t.ReporterDate
	}
	return t.clip(t.Limit)
}

// clip makes a deadline no later than the reporter's date.
func (t Timeline) clip(deadline time.Time) time.Time {
	if !t.ReporterDate.IsZero() && t.ReporterDate.Before(deadline) {
		return t.ReporterDate
	}
	return deadline
}

// slotEnd is the end of the release slot that begins at start.
func slotEnd(process *Process, start time.Time) time.Time {
	if process.Release.Slot.IsZero() {
		return start.Add(defaultSlot)
	}
	return process.Release.Slot.After(start)
}

package policy

import "time"

// view is a case with what all rules need to know of it, worked out once.
type view struct {
	people
	ledger   Ledger
	timeline Timeline
	slot     Slot
}

// Evaluate computes the whole checklist. It is pure and total: any case at any time gives every item exactly once.
func Evaluate(process Process, c Case, now time.Time) Report {
	now = now.UTC()
	v := &view{people: people{&process, &c, now}, ledger: Settle(c.Decisions)}
	v.ledger.Prenotice = v.ledger.Prenotice.since(c.RecordedSince)
	v.timeline = TimelineOf(process, c, v.ledger)
	v.slot = v.slotOnTable()

	report := Report{Ledger: v.ledger, Timeline: v.timeline, Slot: v.slot, BySlot: v.bySlot()}
	report.Items = make([]Item, 0, len(rules)+len(process.Items))
	wake := alarm{now: now}
	for i := range rules {
		report.Items = append(report.Items, v.judge(&rules[i], &wake))
	}
	for _, id := range ownItems(&process) {
		own := v.ownRule(id)
		report.Items = append(report.Items, v.judge(&own, &wake))
	}
	report.Phase = v.phase(report.Items)
	report.Actions = v.actions(report.Items, &wake)
	report.Escalations = v.escalations(report.Items, &wake)
	v.wakeForRoster(&wake)
	report.Wake = wake.at
	return report
}

// view sees a case as the report on it concluded.
func (r Report) view(process *Process, c *Case, now time.Time) *view {
	return &view{people: people{process, c, now.UTC()}, ledger: r.Ledger, timeline: r.Timeline, slot: r.Slot}
}

// judge makes a rule's finding into an item.
func (v *view) judge(r *rule, wake *alarm) Item {
	item := Item{ID: r.id, Title: v.title(r.id), Owner: v.ownerOf(r), Need: r.need}
	configured := v.process.Items[r.id]
	if configured.Disabled() {
		item.Need, item.State, item.Evidence = NeedDisabled, StateWaived, []Evidence{{Text: notInProcess}}
		return item
	}
	found := r.find(v)
	wake.set(found.wake)
	item.State, item.Evidence, item.Next, item.Command = found.state, found.evidence, found.next, found.command
	if found.owner != "" {
		item.Owner = found.owner
	}
	item.Need = needOf(r, found, configured)
	if waiver, ok := v.ledger.Waived[r.id]; ok && item.State != StateDone {
		item.State, item.Next, item.Command = StateWaived, "", ""
		item.Evidence = append([]Evidence{v.said(wordWaived, waiver)}, found.evidence...)
		return item
	}
	if item.State != StateDone {
		v.setDeadline(&item, r, found, configured, wake)
	}
	return item
}

// needOf lets a process require what is advice or the other way round; what comes after the release can be made
// advice, but cannot block the release.
func needOf(r *rule, found finding, configured ItemRule) Need {
	switch {
	case found.need != "":
		return found.need
	case configured.Severity == string(NeedAdvice), configured.Severity == string(NeedRequired) && r.need == NeedAdvice:
		return Need(configured.Severity)
	}
	return r.need
}

// setDeadline gives an open item its deadline, and a pending one the state that follows from it.
func (v *view) setDeadline(item *Item, r *rule, found finding, configured ItemRule, wake *alarm) {
	if v.timeline.Still || v.published() && r.need != NeedAfter && found.need != NeedAfter {
		return
	}
	from := found.from
	if from.IsZero() {
		from = v.timeline.Reported
	}
	item.Deadline = v.deadline(r, found, configured)
	soon := dueSoonAt(from, item.Deadline)
	item.Soon = soon
	if item.State != StatePending {
		return
	}
	switch {
	case !item.Deadline.IsZero() && !v.now.Before(item.Deadline):
		item.State = StateOverdue
	case !item.Deadline.IsZero() && !v.now.Before(soon) || v.hurried(item.ID):
		item.State = StateDueSoon
	}
	wake.set(soon)
	wake.set(item.Deadline)
}

// hurried tells whether an item is due as soon as possible: it is public already, and the SRC has not given this
// item a date since.
func (v *view) hurried(id ItemID) bool {
	if !v.timeline.Soon || id == ItemRetrospective { // which waits for the release
		return false
	}
	extension, ok := v.ledger.Extended[id]
	return !ok || extension.Decision.WrittenAt.Before(v.ledger.PublicDisclosure.WrittenAt)
}

// deadline is the SRC's date for the item, else the process's, clipped by the reporter's date.
func (v *view) deadline(r *rule, found finding, configured ItemRule) time.Time {
	if extension, ok := v.ledger.Extended[r.id]; ok {
		return extension.Time
	}
	if found.undue || !found.due.IsZero() {
		return found.due
	}
	if !configured.Deadline.IsZero() {
		return v.afterReport(configured.Deadline)
	}
	if r.due == nil {
		return time.Time{}
	}
	return r.due(v)
}

// afterReport is when a span from the report is over, or the reporter's date if that is earlier; zero for none.
func (v *view) afterReport(span Span) time.Time {
	if span.IsZero() || v.timeline.Reported.IsZero() {
		return v.timeline.ReporterDate
	}
	return v.timeline.clip(span.After(v.timeline.Reported))
}

// dueSoonAt is when 80 % of the time to a deadline is over; zero when there is no deadline.
func dueSoonAt(from, deadline time.Time) time.Time {
	if deadline.IsZero() || from.IsZero() || !from.Before(deadline) {
		return deadline
	}
	return deadline.Add(-deadline.Sub(from) / 5)
}

func (v *view) ownerOf(r *rule) string {
	if assignment, ok := v.ledger.Duties[r.duty]; ok {
		return assignment.Login
	}
	return r.owner
}

func (v *view) published() bool { return v.c.Advisory.State == AdvisoryPublished }

// phase follows from the items: only evidence moves an advisory on.
func (v *view) phase(items []Item) Phase {
	switch v.c.Advisory.State {
	case AdvisoryClosed, AdvisoryWithdrawn:
		return PhaseAbandoned
	case AdvisoryPublished:
		if settled(items, func(i *Item) bool { return i.Need == NeedAfter }) {
			return PhaseFinished
		}
		return PhaseReleased
	}
	switch {
	case !settled(items, func(i *Item) bool { return i.ID == ItemAcknowledged || i.ID == ItemTriage }):
		return PhaseReported
	case settled(items, func(i *Item) bool { return i.Need == NeedRequired }):
		return PhaseReady
	}
	return PhaseFixing
}

// settled tells whether all items that are meant are done or waived.
func settled(items []Item, meant func(*Item) bool) bool {
	for i := range items {
		if meant(&items[i]) && !items[i].Settled() {
			return false
		}
	}
	return true
}

// Settled tells whether an item is out of the way: done or waived.
func (i Item) Settled() bool { return i.State == StateDone || i.State == StateWaived }

// alarm keeps the earliest moment after now.
type alarm struct{ now, at time.Time }

func (a *alarm) set(at time.Time) {
	if at.After(a.now) && (a.at.IsZero() || at.Before(a.at)) {
		a.at = at
	}
}

// wakeForRoster notes when a substitute begins or ceases to count as an SRC member.
func (v *view) wakeForRoster(wake *alarm) {
	for _, member := range v.process.SRC.Roster {
		if member.Leave != nil && member.Leave.Substitute != "" {
			wake.set(member.Leave.From.Start())
			wake.set(member.Leave.To.End())
		}
	}
}

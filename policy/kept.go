package policy

import (
	"cmp"
	"time"
)

// Outcome is what became of a deadline.
type Outcome string

// The outcomes.
const (
	OutcomeMet        Outcome = "met"
	OutcomeExtended   Outcome = "extended" // met, in the time that the SRC gave
	OutcomeMissed     Outcome = "missed"
	OutcomeWaived     Outcome = "waived"
	OutcomeOpen       Outcome = "open"       // not done, and there is time
	OutcomeOverdue    Outcome = "overdue"    // not done, and the time is over
	OutcomeUnrecorded Outcome = "unrecorded" // done, but nobody knows when
)

// KeptDeadline is one item's deadline against what happened.
type KeptDeadline struct {
	Item    ItemID
	Title   string
	Due     time.Time // by the process
	Moved   time.Time // to where the SRC moved it, zero when it did not
	Done    time.Time // zero when it is not, or nobody knows when
	Outcome Outcome
	Late    time.Duration // by how much it was, or is, late
}

// keptDeadlines holds every item that has a deadline against the time at which it was done.
func (v *view) keptDeadlines(report Report) []KeptDeadline {
	var all []KeptDeadline
	unmoved := v.withoutExtensions()
	for _, item := range report.Items {
		if item.Need == NeedDisabled || item.ID == ItemRetrospective {
			continue
		}
		k := KeptDeadline{Item: item.ID, Title: item.Title, Due: unmoved.dueOf(item), Done: v.doneAt(item.ID)}
		if extension, ok := v.ledger.Extended[item.ID]; ok {
			k.Moved = extension.Time
		}
		if k.Due.IsZero() && k.Moved.IsZero() {
			continue
		}
		k.judge(item, v)
		all = append(all, k)
	}
	return all
}

// judge compares what happened with the deadline that counted.
func (k *KeptDeadline) judge(item Item, v *view) {
	_, waived := v.ledger.Waived[k.Item]
	due := k.Due
	if !k.Moved.IsZero() {
		due = k.Moved
	}
	switch {
	case waived:
		k.Outcome = OutcomeWaived
	case k.Done.IsZero() && (item.Settled() || item.State == StateUnknown || v.published() && item.Need != NeedAfter):
		k.Outcome = OutcomeUnrecorded
	case k.Done.IsZero() && v.now.Before(due):
		k.Outcome = OutcomeOpen
	case k.Done.IsZero():
		k.Outcome, k.Late = OutcomeOverdue, v.now.Sub(due)
	case k.Done.After(due):
		k.Outcome, k.Late = OutcomeMissed, k.Done.Sub(due)
	case !k.Due.IsZero() && k.Done.After(k.Due):
		k.Outcome = OutcomeExtended
	default:
		k.Outcome = OutcomeMet
	}
}

// withoutExtensions sees the case as if the SRC had moved no deadline.
func (v *view) withoutExtensions() *view {
	unmoved := *v
	unmoved.ledger.Extended = nil
	unmoved.timeline = TimelineOf(*v.process, *v.c, unmoved.ledger)
	return &unmoved
}

// dueOf is the deadline of an item by the process alone; zero for none. What the release consists of is held against
// the process's limit, which every slot lies within, else against the slot.
func (v *view) dueOf(item Item) time.Time {
	if v.timeline.Still {
		return time.Time{}
	}
	switch item.ID {
	case ItemAdvisoryPublished, ItemRelease:
		if limit := v.timeline.release(); !limit.IsZero() {
			return limit
		}
	case ItemCVE: // what was asked for waits for others
		if v.process.CVE.mayWait() {
			return time.Time{}
		}
	}
	r := v.ruleOf(item.ID)
	return v.deadline(&r, finding{}, v.process.Items[item.ID])
}

// compareItems orders items as the checklist does; a process's own come last, by name.
func compareItems(a, b ItemID) int {
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
}

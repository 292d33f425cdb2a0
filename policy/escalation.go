package policy

import "time"

// Escalation is what the SRC is told in its private channel: what stays overdue although the thread told of it, and,
// once GitHub has closed the thread, everything that comes after the release.
type Escalation struct {
	Occasion string // tells one from the next, however often it is worked out
	Items    []Item
	Hurried  bool // it is due as soon as possible
}

// escalations are those that ought to have been told by now. What reaches a step on the same day is told together when
// the day and the quiet hours after it are over; what is due as soon as possible is told at once.
func (v *view) escalations(items []Item, wake *alarm) []Escalation {
	if v.process.Mode == ModeObserve {
		return nil
	}
	var all []Escalation
	for i := range items {
		item := &items[i]
		occasion, at, ok := v.escalation(item, wake)
		if !ok {
			continue
		}
		if at.After(v.now) {
			wake.set(at)
			continue
		}
		all = joinEscalation(all, occasion, *item, v.timeline.Soon)
	}
	return all
}

// escalation is the occasion on which the private channel is told of an item, and when.
func (v *view) escalation(item *Item, wake *alarm) (occasion string, at time.Time, ok bool) {
	l := v.ladderOf(item)
	if l.due.IsZero() || item.Settled() || item.Need == NeedDisabled || item.Need == NeedAdvice || v.tooEarlyFor(item) {
		return "", time.Time{}, false
	}
	step, next := v.process.Reminders.stepsBy(l, v.now)
	wake.set(next)
	if step < 0 || step < stepAgain && !v.published() {
		return "", time.Time{}, false
	}
	moment := v.process.Reminders.stepAt(l, step)
	if v.timeline.Soon {
		return second(moment).Format(stampFormat), moment, true
	}
	return DateOf(moment).String(), v.awake(DateOf(moment).End()), true
}

func joinEscalation(all []Escalation, occasion string, item Item, hurried bool) []Escalation {
	for i := range all {
		if all[i].Occasion == occasion {
			all[i].Items = append(all[i].Items, item)
			return all
		}
	}
	return append(all, Escalation{Occasion: occasion, Items: []Item{item}, Hurried: hurried})
}

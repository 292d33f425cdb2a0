package policy

import (
	"slices"
	"time"
)

// noteEvery is the least time between two notes of the app's own accord that can wait.
const noteEvery = 24 * time.Hour

// clockSkew is by how much the last note may seem to lie in the future: GitHub's clock is ahead of ours, or ours was set
// back since.
const clockSkew = time.Hour

// nag is what people are to be told now: one note with everything that is due and was not told. What is urgent is
// told at once, or when the quiet hours are over; the rest waits until the last note is a day old.
func (v *view) nag(items []Item, wake *alarm) (Action, bool) {
	if v.process.Mode == ModeObserve || !v.c.Advisory.ThreadOpen {
		return Action{}, false
	}
	due := slices.Concat(v.toReporter(items, wake), v.toTeams(items, wake))
	if len(due) == 0 {
		return Action{}, false
	}
	at := v.now
	if !slices.ContainsFunc(due, func(t Telling) bool { return t.urgent }) {
		at = v.afterLastNote(wake)
	}
	if at = v.awake(at); at.After(v.now) {
		wake.set(at)
		return Action{}, false
	}
	if !v.timeline.Soon {
		wake.set(v.process.Reminders.asleep(v.now)) // if it is not written by then, it waits
	}
	return Action{Kind: ActionNag, Key: nagKey(due)}, true
}

// afterLastNote is when a note that can wait may be written. A note from the far future was written while the clock
// was wrong.
func (v *view) afterLastNote(wake *alarm) time.Time {
	var last time.Time
	heed := func(at time.Time) {
		switch {
		case at.Sub(v.now) > clockSkew:
			wake.set(at.Add(-clockSkew))
		case !at.IsZero():
			last = later(last, at)
		}
	}
	heed(v.c.NotedAt)
	for _, told := range v.c.Told {
		heed(told.At)
	}
	if last.IsZero() {
		return v.now
	}
	return later(v.now, last.Add(noteEvery))
}

// awake is the first moment from at on at which people may be written to.
func (v *view) awake(at time.Time) time.Time {
	if v.timeline.Soon {
		return at
	}
	return v.process.Reminders.awake(at)
}

// toTeams is what those who work on the advisory have not been told of: deadlines, and else that nothing happens.
func (v *view) toTeams(items []Item, wake *alarm) []Telling {
	var due []Telling
	late := false
	for i := range items {
		telling, step := v.reminder(&items[i], wake)
		late = late || step >= stepOverdue && items[i].Need != NeedAdvice
		if step >= 0 && !v.told(telling) {
			due = append(due, telling)
		}
	}
	if !late {
		if telling, ok := v.inactive(wake); ok && !v.told(telling) {
			due = append(due, telling)
		}
	}
	return due
}

// reminder is the telling about an item whose moment has come last, and its step: negative for none.
func (v *view) reminder(item *Item, wake *alarm) (Telling, int) {
	l := v.ladderOf(item)
	if l.due.IsZero() || item.Settled() || item.Need == NeedDisabled || v.tooEarlyFor(item) {
		return Telling{}, -1
	}
	step, next := v.process.Reminders.stepsBy(l, v.now)
	wake.set(next)
	if item.Need == NeedAdvice {
		step = min(step, stepOverdue) // nobody is pursued with advice
	}
	urgent := step == stepOverdue && item.Need != NeedAdvice
	return Telling{What: string(item.ID), Step: step, About: second(l.due), urgent: urgent}, step
}

// ladderOf is when an item is spoken of. What is due as soon as possible has been so since that was said.
func (v *view) ladderOf(item *Item) ladder {
	soon, due := item.Soon, item.Deadline
	if item.Need == NeedRequired && v.hurried(item.ID) && !v.timeline.Still {
		since := v.ledger.PublicDisclosure.WrittenAt.UTC()
		if due.IsZero() || since.Before(due) {
			soon, due = since, since
		}
	}
	l := ladder{soon: soon, owner: soon, due: due}
	if v.onDuty(item.ID) != "" && v.isFixTeams(item) && len(v.team()) > 0 {
		l.owner = soon.Add(due.Sub(soon) / 2)
	}
	return l
}

// onDuty is who has the duty for an item, as far as it is somebody who reads the thread; "" for nobody.
func (v *view) onDuty(id ItemID) string {
	login := v.ledger.Duties[v.ruleOf(id).duty].Login
	if !v.src(login) && !v.collaborator(login) {
		return ""
	}
	return login
}

// isFixTeams tells whether an item is the fix team's work, whoever has the duty for it.
func (v *view) isFixTeams(item *Item) bool {
	return item.Owner == OwnerFixTeam || v.ruleOf(item.ID).owner == OwnerFixTeam
}

// tooEarlyFor holds for what cannot be done before the advisory is published.
func (v *view) tooEarlyFor(item *Item) bool {
	return item.Need == NeedAfter && item.ID != ItemAdvisoryPublished && !v.published()
}

// told tells whether people know. A later word about the same covers an earlier one, unless it was spoken while the
// clock was ahead.
func (v *view) told(t Telling) bool {
	return slices.ContainsFunc(v.c.Told, func(before Telling) bool {
		return before.What == t.What && before.About.Equal(t.About) &&
			(before.Step == t.Step || before.Step > t.Step && !before.At.After(v.now))
	})
}

// inactive is the telling that nothing happens on an advisory which waits for people, each time after twice as long.
func (v *view) inactive(wake *alarm) (Telling, bool) {
	span := v.process.Reminders.InactiveAfter
	if span.IsZero() || v.slot.Agreed && v.now.Before(v.slot.End) {
		return Telling{}, false
	}
	last := v.lastActivity()
	for step := range lastStep {
		if at := span.times(1 << step).After(last); at.After(v.now) {
			wake.set(at)
			return Telling{What: tellInactive, Step: step - 1, About: second(last)}, step > 0
		}
	}
	return Telling{}, false
}

// lastActivity is when somebody last wrote in the thread or reviewed a fix.
func (v *view) lastActivity() time.Time {
	last := v.c.Advisory.CreatedAt
	for i := range v.c.Comments {
		if comment := &v.c.Comments[i]; !comment.App {
			last = later(last, comment.CreatedAt, comment.UpdatedAt)
		}
	}
	for _, pull := range v.c.PullRequests {
		for _, review := range pull.Read.Value.Reviews {
			last = later(last, review.At)
		}
	}
	return last.UTC()
}

func later(last time.Time, others ...time.Time) time.Time {
	for _, other := range others {
		if other.After(last) {
			last = other
		}
	}
	return last
}

// second cuts a moment to what a key can hold.
func second(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Second)
}

package policy

import "time"

// ownRule is the rule of an item that only this process has: people do it and say so.
func (v *view) ownRule(id ItemID) rule {
	return rule{
		id:    id,
		need:  NeedAdvice,
		owner: OwnerSRC,
		due:   func(*view) time.Time { return time.Time{} },
		find: func(v *view) finding {
			if ticked, ok := v.ledger.Done[id]; ok {
				return done(v.said(wordTicked, ticked))
			}
			return pending(nextOwnItem, usageDone(id))
		},
	}
}

// title is an item's name: a process names its own items itself.
func (v *view) title(id ItemID) string {
	if title, ok := titles[id]; ok {
		return title
	}
	if title := v.process.Items[id].Title; title != "" {
		return title
	}
	return string(id)
}

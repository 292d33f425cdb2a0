package policy

import "time"

// needOfOwn is what an item of a process's own means where its file does not say.
const needOfOwn = NeedAdvice

// ownRule is the rule of an item that only this process has: people do it and say so.
func (v *view) ownRule(id ItemID) rule {
	return rule{
		id:    id,
		need:  needOfOwn,
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

package reconcile

import (
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/policy"
)

// The kinds of letter that raise an alarm.
const (
	letterLeak       policy.SentKind = "leak"
	letterUnreleased policy.SentKind = "unreleased"
)

// leakAlarms tells the SRC that an advisory was seen in public; where that was stands in the thread.
func leakAlarms(l lettering) []letter {
	var all []letter
	for _, row := range l.leaks {
		place, ok := policy.LeakPlaceOf(row.Args)
		if !ok || policy.LeakUntold(l.process, l.facts, l.report, place, l.now) != "" {
			continue
		}
		subject, text := render.LeakAlarm(l.facts.Advisory)
		all = append(all, l.toSRC(letter{kind: letterLeak, occasion: row.Key, subject: subject, text: text}))
	}
	return all
}

// unreleasedAdvisories tells the SRC, once, of an advisory that is published while its fix is not released.
func unreleasedAdvisories(l lettering) []letter {
	if !policy.Unreleased(l.process, l.facts, l.report, l.now) {
		return nil
	}
	subject, text := render.Unreleased(l.facts.Advisory)
	return []letter{l.toSRC(letter{kind: letterUnreleased, subject: subject, text: text})}
}

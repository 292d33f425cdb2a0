package reconcile

import (
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/policy"
)

// letterNag tells the SRC in its private channel what stays undone.
const letterNag policy.SentKind = "nag"

func nagLetters(l lettering) []letter {
	var all []letter
	for _, escalation := range l.report.Escalations {
		subject, text := render.Escalation(l.facts.Advisory, escalation)
		all = append(all, l.toSRC(letter{kind: letterNag, occasion: escalation.Occasion, subject: subject, text: text}))
	}
	return all
}

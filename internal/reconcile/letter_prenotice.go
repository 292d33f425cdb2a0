package reconcile

import (
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/policy"
)

// letterPrenoticeWanting is the kind of letter that reminds the SRC of the notice to distributors.
const letterPrenoticeWanting policy.SentKind = "prenotice-wanting"

// prenotices tells distributors of the agreed release slot, on the word of two members of the SRC.
func prenotices(l lettering) []letter {
	to := policy.PrenoticeTo(l.process, l.facts, l.report, l.now)
	if len(to) == 0 {
		return nil
	}
	subject, text := render.Prenotice(l.process, l.facts, l.report, l.now)
	return []letter{{
		kind: policy.SentPrenotice, occasion: policy.PrenoticeOccasion(l.report.Slot),
		mail: to, from: l.process.Announcement.Mail.From, subject: subject, text: text,
		orderedAt: l.report.Ledger.Prenotice.Ordered(),
	}}
}

// wantingPrenotices reminds the SRC, a day ahead, that distributors are to be told and nobody has asked for it.
func wantingPrenotices(l lettering) []letter {
	if !policy.PrenoticeWanting(l.process, l.facts, l.report, l.now) {
		return nil
	}
	at := policy.PrenoticeAt(l.process, l.report.Slot.Start)
	subject, text := render.PrenoticeWanting(l.facts.Advisory, at)
	return []letter{l.toSRC(letter{
		kind: letterPrenoticeWanting, occasion: policy.PrenoticeOccasion(l.report.Slot), subject: subject, text: text,
	})}
}

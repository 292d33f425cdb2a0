package reconcile

import (
	"slices"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// letterUndelivered tells the SRC of a letter to others that did not arrive, or may not have.
const letterUndelivered policy.SentKind = "undelivered"

// toOthers are the kinds of letter that go to people outside the SRC, who do not know that they miss one.
var toOthers = []policy.SentKind{policy.SentAnnouncement, policy.SentPrenotice, policy.SentRetrospective}

// undelivered tells the SRC, once, of each letter to others that was refused, or of which nobody knows whether it
// arrived: it is not sent again by itself, so a person has to look.
func undelivered(l lettering) []letter {
	var all []letter
	for _, row := range l.letters {
		if l.lost(row) && slices.Contains(toOthers, policy.SentKind(row.Kind)) {
			all = append(all, l.undelivered(row))
		}
	}
	return all
}

// undelivered tells the SRC of one letter.
func (l lettering) undelivered(row store.LetterRow) letter {
	occasion := strings.Join([]string{row.Kind, row.Occasion, row.Way, row.Channel}, "/")
	subject, text := render.Undelivered(l.facts.Advisory, row.Kind, row.Channel, string(row.State))
	return l.toSRC(letter{kind: letterUndelivered, occasion: occasion, subject: subject, text: text})
}

// lost tells whether a letter did not arrive, or may not have, and nobody sends it any more. Whoever was sending it by
// hand is gone after an hour.
func (l lettering) lost(row store.LetterRow) bool {
	forgotten := row.State == store.LetterSending && l.now.Sub(row.At) > time.Hour
	return row.State == store.LetterRefused || row.State == store.LetterUnsure || forgotten
}

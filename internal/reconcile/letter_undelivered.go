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

// letterUnheard tells the SRC, on its other channels, of one of its own that a letter did not get to, or may not have.
const letterUnheard policy.SentKind = "unheard"

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
	named := strings.Join([]string{row.Kind, row.Occasion, row.Way, row.Channel}, "/")
	occasion := named + "/unsure"
	at := row.At.UTC().Format(time.RFC3339)
	switch row.State { // each time, as it was ordered anew in between
	case "":
		occasion = named + "/never/" + at
	case store.LetterRefused:
		occasion = named + "/refused/" + at
	}
	if slices.ContainsFunc(l.letters, func(told store.LetterRow) bool {
		return told.Kind == string(letterUndelivered) && told.Occasion == named && !told.At.Before(row.At)
	}) {
		occasion = named // by an earlier version, for which nothing was ordered anew
	}
	subject, text := render.Undelivered(l.facts.Advisory, row.Kind, row.Channel, string(row.State))
	return l.toSRC(letter{kind: letterUndelivered, occasion: occasion, subject: subject, text: text})
}

// lost tells whether a letter did not arrive, or may not have, and nobody sends it any more. Whoever was sending it by
// hand is gone after an hour.
func (l lettering) lost(row store.LetterRow) bool {
	forgotten := row.State == store.LetterSending && l.now.Sub(row.At) > time.Hour
	return row.State == store.LetterRefused || row.State == store.LetterUnsure || forgotten
}

// unheard tells the SRC on its other channels, once for each advisory, of a channel of its own that does not take its
// letters, or of which nobody knows whether it did.
func unheard(l lettering) []letter {
	var all []letter
	for _, row := range l.rowsOf(l.toSRC(letter{})) {
		lost := func(other store.LetterRow) bool {
			return forSRC(other) && other.Way == row.Way && strings.EqualFold(other.Channel, row.Channel) && l.lost(other)
		}
		if !slices.ContainsFunc(l.letters, lost) {
			continue
		}
		subject, text := render.Unheard(l.facts.Advisory, row.Channel)
		one := l.toSRC(letter{kind: letterUnheard, occasion: row.Way + "/" + row.Channel, subject: subject, text: text})
		others := func(way string, channels []string) []string {
			return slices.DeleteFunc(slices.Clone(channels), func(name string) bool { return way == row.Way && name == row.Channel })
		}
		one.mail, one.chat = others(store.ByMail, one.mail), others(store.ByChat, one.chat)
		all = append(all, one)
	}
	return all
}

// forSRC tells whether a letter is for the SRC alone. Of the words of an act, untold tells.
func forSRC(row store.LetterRow) bool {
	kind := policy.SentKind(row.Kind)
	return kind != letterActed && !slices.Contains(toOthers, kind)
}

// outOfReach tells whether a letter got to none of the SRC's channels as far as is known, and none has got there since.
// Then the checklist says so: it is all that the SRC reads for certain.
func (l lettering) outOfReach() bool {
	var heard time.Time
	arrived := map[[2]string]bool{} // by kind and occasion
	for _, row := range l.letters {
		if forSRC(row) && row.State == store.LetterSent {
			arrived[[2]string{row.Kind, row.Occasion}] = true
			heard = row.At // they are in the order of time
		}
	}
	return slices.ContainsFunc(l.letters, func(row store.LetterRow) bool {
		return forSRC(row) && l.lost(row) && !arrived[[2]string{row.Kind, row.Occasion}] && row.At.After(heard)
	})
}

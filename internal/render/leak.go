package render

import (
	"cmp"
	"fmt"

	"github.com/embargo-app/embargo/policy"
)

// LeakNote is about a place in which an advisory was seen.
type LeakNote struct {
	Key   string // of the note, see NoteMarker
	To    string // the SRC's team, ORG/TEAM
	Place policy.LeakPlace
	URL   string // of the place, "" when it is not known
	Last  bool   // nobody is told of more texts
}

// Leak tells the SRC where an advisory was seen. The address is no link: GitHub would show in the public place that it
// is spoken of here.
func Leak(n LeakNote) string {
	what := leakWords[n.Place.Kind]
	if n.Place.Fix != "" {
		what = fmt.Sprintf(what, code(n.Place.Fix, addressRunes))
	}
	where := fmt.Sprintf(wordsLeakUnsure, what)
	if n.URL != "" {
		where = fmt.Sprintf(wordsLeakWhere, what, code(n.URL, addressRunes))
	}
	last := ""
	if n.Last {
		last = wordsLeakLast
	}
	command := "/" + policy.CommandPublicDisclosure + " " + cmp.Or(n.URL, wordsLeakURL)
	return note(n.Key, calling(n.To, where), wordsLeakLook, "- "+code(command, addressRunes), last)
}

// addressRunes is room for the longest address: names of an owner, a repository and a tag.
const addressRunes = 1000

package render

import (
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

// leakWords say what was seen.
var leakWords = map[policy.LeakKind]string{
	policy.LeakIssue:         "A public issue names this advisory, or something that belongs to it",
	policy.LeakComment:       "A public comment names this advisory, or something that belongs to it",
	policy.LeakPull:          "A public pull request names this advisory, or something that belongs to it",
	policy.LeakReview:        "A review of a public pull request names this advisory, or something that belongs to it",
	policy.LeakReviewComment: "A comment on a public pull request names this advisory, or something that belongs to it",
	policy.LeakCommit:        "A public commit, or its branch or tag, names this advisory, or something that belongs to it",
	policy.LeakRelease:       "The notes of a public release name this advisory, or something that belongs to it",
	policy.LeakRepository:    "A public repository has the name of this advisory's temporary private fork",
	policy.LeakFork:          "A repository that may hold what belongs to this advisory was made by forking",
	policy.LeakFixFork:       "The private repository %s, where fixes are worked on, was forked",
	policy.LeakFixPublicity:  "The private repository %s, where fixes are worked on, was made public",
}

const (
	wordsLeakWhere  = "%s: %s." // what, where
	wordsLeakUnsure = "%s."     // what
	wordsLeakLook   = "Please look whether anything that is under embargo can be read there, and take it away. " +
		"This app has written nothing there, and does not. If it is public already, say so, and everything is due as soon as possible:"
	wordsLeakLast = "This was the last note about texts in public. There may be more."
	wordsLeakURL  = "URL" // stands for an address nobody knows
)

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
	if at := mentionAny(n.To); at != "" {
		where = at + ": " + where
	}
	address := n.URL
	if address == "" {
		address = wordsLeakURL
	}
	text := NoteMarker(n.Key) + "\n" + where + "\n\n" + wordsLeakLook + "\n\n- " +
		code("/"+policy.CommandPublicDisclosure+" "+address, addressRunes) + "\n"
	if n.Last {
		text += "\n" + wordsLeakLast + "\n"
	}
	return text
}

// addressRunes is room for the longest address: names of an owner, a repository and a tag.
const addressRunes = 1000

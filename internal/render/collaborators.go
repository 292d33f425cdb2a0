package render

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/embargo-app/embargo/policy"
)

// StrangersNote is about collaborators who may not be on an advisory.
type StrangersNote struct {
	Key  string // of the note, see NoteMarker
	Org  string // whose teams they are
	To   string // who can see to it: a login, or ORG/TEAM
	Who  policy.Collaborators
	Left policy.Collaborators // who is still on the advisory, of those removed
	Last policy.Collaborators // those of Who who are not spoken of again
}

// StrangersTold says who is on the advisory and may not be. Nobody was removed.
func StrangersTold(n StrangersNote) string {
	return n.write(fmt.Sprintf(wordsStrangersTold, namesAnd(n.Who, "is", "are"), wordsStrangersRule), true, wordsStrangersStay+n.approvals())
}

// StrangersRemoved says who was removed from the advisory and how they may come back.
func StrangersRemoved(n StrangersNote) string {
	left := wordsStrangersEmpty
	if !n.Left.None() {
		left = fmt.Sprintf(wordsStrangersLeft, names(n.Left))
	}
	parts := []string{wordsStrangersStay + n.approvals(), wordsStrangersAdd + " " + left}
	if !n.Last.None() {
		parts = append(parts, fmt.Sprintf(wordsStrangersLast, notesAboutRemoval, names(n.Last)))
	}
	return n.write(fmt.Sprintf(wordsStrangersRemoved, namesAnd(n.Who, "was", "were"), wordsStrangersRule), false, parts...)
}

// StrangersKept asks a person to remove whom GitHub did not let the app remove.
func StrangersKept(n StrangersNote) string {
	return n.write(fmt.Sprintf(wordsStrangersKept, names(n.Who), wordsStrangersRule), true, wordsStrangersStay+n.approvals())
}

func (n StrangersNote) write(text string, asks bool, more ...string) string {
	if asks {
		text = calling(n.To, text)
	}
	return note(n.Key, append([]string{capital(text)}, more...)...)
}

// approvals lists the commands that let them take part.
func (n StrangersNote) approvals() string {
	lines := []string{"\n"}
	for _, user := range n.Who.Users {
		lines = append(lines, "- "+code("/approve @"+user+" REASON", commandRunes))
	}
	for _, slug := range n.Who.Teams {
		lines = append(lines, "- "+code("/approve @"+n.Org+"/"+slug+" REASON", commandRunes))
	}
	return strings.Join(lines, "\n")
}

// names lists people and teams so that nobody is notified.
func names(c policy.Collaborators) string {
	var all []string
	for _, user := range c.Users {
		all = append(all, login(user))
	}
	for _, slug := range c.Teams {
		all = append(all, "the team "+code(slug, wordRunes))
	}
	if last := len(all) - 1; last > 0 {
		return strings.Join(all[:last], ", ") + " and " + all[last]
	}
	return strings.Join(all, "")
}

// namesAnd lists people and teams with the verb for one or for several of them.
func namesAnd(c policy.Collaborators, one, several string) string {
	if len(c.Users)+len(c.Teams) == 1 {
		return names(c) + " " + one
	}
	return names(c) + " " + several
}

var reTeam = regexp.MustCompile(`^[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}/[a-z0-9](?:[-_.]*[a-z0-9]){0,99}$`)

// mentionAny addresses a person or, written ORG/TEAM, a team, which notifies them; "" for anything else.
func mentionAny(name string) string {
	if reTeam.MatchString(name) {
		return "@" + name
	}
	return mention(name)
}

package render

import (
	"fmt"
	"strings"

	"github.com/embargo-app/embargo/policy"
)

// LeakAlarm tells the SRC that an advisory was seen in public. It names the advisory only.
func LeakAlarm(a policy.Advisory) (subject, text string) {
	return fmt.Sprintf(wordsLeakSubject, a.GHSA), fmt.Sprintf(wordsLeakAlarm, nameOf(a), a.URL)
}

// Unreleased tells the SRC that an advisory is published and its fix is not released.
func Unreleased(a policy.Advisory) (subject, text string) {
	return fmt.Sprintf(wordsUnreleasedSubject, a.GHSA), fmt.Sprintf(wordsUnreleased, nameOf(a), a.URL)
}

// Undelivered tells the SRC that a letter of a kind did not arrive at a channel: state is how far its record says that
// it came, "" when it was never sent.
func Undelivered(a policy.Advisory, kind, channel, state string) (subject, text string) {
	words := wordsUndeliveredUnsure
	switch state {
	case "refused":
		words = wordsUndeliveredRefused
	case "":
		words = wordsUndeliveredNever
	}
	return fmt.Sprintf(wordsUndeliveredSubject, a.GHSA), fmt.Sprintf(words, kind, nameOf(a), channel)
}

// Unheard tells the SRC that a letter did not get to one of its channels, or may not have.
func Unheard(a policy.Advisory, channel string) (subject, text string) {
	return fmt.Sprintf(wordsUnheardSubject, channel, a.GHSA), fmt.Sprintf(wordsUnheard, nameOf(a), channel, a.URL)
}

// OutOfReach is the line under the checklist that says that no channel of the SRC is known to have taken a letter.
// Everybody in the thread reads it, so it names neither.
func OutOfReach() string { return "\n" + wordsOutOfReach + "\n" }

// LostLetters says of every letter about an advisory that did not arrive, or may not have, what it was, to whom it went
// and what became of it: a line each, plain text, for the SRC and whoever operates the server.
func LostLetters(c policy.Case) []string {
	var lines []string
	say := func(all []policy.Sent, words string) {
		for _, sent := range all {
			lines = append(lines, fmt.Sprintf(words, sent.Kind, sent.Channel, Moment(sent.At)))
		}
	}
	say(c.Refused, wordsLostRefused)
	say(c.Unsure, wordsLostUnsure)
	return lines
}

// ActNotice tells the SRC that somebody acted on an advisory outside its closed thread. The command's own words are told
// of a published advisory only: one that was closed instead stays under embargo.
func ActNotice(a policy.Advisory, actor, line string) (subject, text string) {
	subject = fmt.Sprintf(wordsActSubject, actor, a.GHSA)
	if a.State != policy.AdvisoryPublished {
		return subject, fmt.Sprintf(wordsActClosed, actor, nameOf(a), a.URL)
	}
	return subject, fmt.Sprintf(wordsAct, actor, nameOf(a), line, a.URL)
}

// ActUntold tells the SRC that the words of somebody's act outside a closed thread may not have got to some channels.
func ActUntold(a policy.Advisory, actor string, channels []string) (subject, text string) {
	return fmt.Sprintf(wordsUntoldSubject, a.GHSA, actor),
		fmt.Sprintf(wordsUntold, actor, nameOf(a), strings.Join(channels, ", "), actor, a.URL)
}

// nameOf names an advisory outside GitHub: nothing but repository and id.
func nameOf(a policy.Advisory) string { return a.Owner + "/" + a.Repo + " " + a.GHSA }

package render

import (
	"fmt"

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

// ActNotice tells the SRC that somebody acted on a published advisory outside its thread.
func ActNotice(a policy.Advisory, actor, line string) (subject, text string) {
	return fmt.Sprintf(wordsActSubject, actor, a.GHSA), fmt.Sprintf(wordsAct, actor, nameOf(a), line, a.URL)
}

// nameOf names an advisory outside GitHub: nothing but repository and id.
func nameOf(a policy.Advisory) string { return a.Owner + "/" + a.Repo + " " + a.GHSA }

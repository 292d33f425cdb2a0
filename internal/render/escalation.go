package render

import (
	"fmt"
	"strings"

	"github.com/embargo-app/embargo/policy"
)

// Escalation tells the SRC in its private channel what stays undone. Until publication it says how much, not what.
func Escalation(a policy.Advisory, e policy.Escalation) (subject, text string) {
	count := fmt.Sprintf(wordsSteps, len(e.Items))
	if len(e.Items) == 1 {
		count = wordsOneStep
	}
	subject = fmt.Sprintf(wordsEscalationSubject, a.GHSA, count)
	first := e.Items[0].Deadline
	for _, it := range e.Items {
		if it.Deadline.Before(first) {
			first = it.Deadline
		}
	}
	switch {
	case a.State == policy.AdvisoryPublished:
		lines := []string{fmt.Sprintf(wordsEscalationAfter, nameOf(a)), ""}
		for _, it := range e.Items {
			line := fmt.Sprintf(wordsEscalationItem, it.Title, StateWord(it.State), Moment(it.Deadline), it.Next)
			if it.Deadline.IsZero() { // it is due as soon as possible
				line = fmt.Sprintf(wordsEscalationSoonItem, it.Title, StateWord(it.State), it.Next)
			}
			lines = append(lines, line)
		}
		text = strings.Join(append(lines, "", a.URL), "\n")
	case e.Hurried:
		text = fmt.Sprintf(wordsEscalationSoon, nameOf(a), a.URL)
	default:
		text = fmt.Sprintf(wordsEscalation, nameOf(a), Moment(first), a.URL)
	}
	return subject, text
}

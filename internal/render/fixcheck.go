package render

import (
	"fmt"
	"strings"

	"github.com/embargo-app/embargo/policy"
)

// FixCheck writes the title and summary of the check on a fix pull request: the same items, states and next steps
// as the checklist of the advisory named ghsa. A wordless check names nothing at all.
func FixCheck(c policy.FixCheck, ghsa string) (title, summary string) {
	if c.Wordless {
		return wordsCheckSilent, ""
	}
	var b strings.Builder
	if len(c.Missing) > 0 {
		b.WriteString(fmt.Sprintf(wordsCheckOpen, escape(ghsa)) + "\n\n")
		for _, it := range c.Missing {
			b.WriteString("- " + headRow(it, detailFull))
			if next := nextStep(it); next != "" {
				b.WriteString(": " + next)
			}
			b.WriteString("\n")
		}
		b.WriteString("\n")
	}
	if len(c.Settled) > 0 {
		b.WriteString(wordsCheckSettled + "\n\n")
		for _, it := range c.Settled {
			b.WriteString("- " + headRow(it, detailFull) + "\n")
		}
	}
	switch {
	case c.Conclusion == policy.CheckNeutral:
		title = wordsCheckGivenUp
	case len(c.Missing) > 0:
		title = fmt.Sprintf(wordsCheckFails, len(c.Missing), len(c.Missing)+len(c.Settled))
	default:
		title = wordsCheckPasses
	}
	return title, b.String()
}

package render

import (
	"fmt"
	"strings"

	"github.com/embargo-app/embargo/policy"
)

// RosterView is what the check on a pull request that touches the process file has to say.
type RosterView struct {
	// Mistakes are those of the file as it is proposed; with them nothing else is judged.
	Mistakes []string
	// Verdict is about the roster.
	Verdict policy.RosterVerdict
	// Absent tells that there is no roster, neither in force nor proposed.
	Absent bool
}

// Roster gives the title and the Markdown of the check. Both are public where the repository is.
func Roster(v RosterView) (title, summary string) {
	var b strings.Builder
	switch {
	case len(v.Mistakes) > 0:
		for _, mistake := range v.Mistakes {
			fmt.Fprintf(&b, "- %s %s\n", rosterMarks[policy.RosterFailed], escape(mistake))
		}
		return mistakesTitle(len(v.Mistakes)), b.String() + "\n" + wordsRosterHowToFix + "\n"
	case v.Absent:
		return wordsRosterAbsent, wordsRosterHowAbsent + "\n"
	}
	writeReasons(&b, v.Verdict.Reasons, "")
	if v.Verdict.Changed {
		b.WriteString("\n" + wordsRosterHow + "\n")
	}
	return rosterTitle(v.Verdict), b.String()
}

func mistakesTitle(n int) string {
	if n == 1 {
		return wordsRosterMistake
	}
	return fmt.Sprintf(wordsRosterMistakes, n)
}

func rosterTitle(v policy.RosterVerdict) string {
	switch {
	case v.State == policy.RosterFailed:
		return wordsRosterFails
	case !v.Changed:
		return wordsRosterSame
	case v.State == policy.RosterPassed:
		return wordsRosterPasses
	case v.PassesAt.IsZero():
		return wordsRosterWaits
	}
	return fmt.Sprintf(wordsRosterUntil, Moment(v.PassesAt))
}

// writeReasons writes a tree of reasons, whose texts are inert already, as a nested list.
func writeReasons(b *strings.Builder, reasons []policy.Reason, indent string) {
	for _, r := range reasons {
		fmt.Fprintf(b, "%s- %s %s\n", indent, rosterMarks[r.State], r.Text)
		writeReasons(b, r.Below, indent+"  ")
	}
}

package render

import (
	"fmt"
	"strings"

	"github.com/embargo-app/embargo/policy"
)

// DriftNotice tells who is only in the team or only on the roster.
func DriftNotice(organisation, team string, drift policy.Drift) (subject, text string) {
	var lines []string
	if len(drift.Missing) > 0 {
		lines = append(lines, fmt.Sprintf(wordsDriftMissing, team, strings.Join(drift.Missing, ", ")))
	}
	if len(drift.Extra) > 0 {
		lines = append(lines, fmt.Sprintf(wordsDriftExtra, team, strings.Join(drift.Extra, ", ")))
	}
	return fmt.Sprintf(wordsDriftSubject, organisation), strings.Join(append(lines, "", wordsDriftHow), "\n")
}

// NoTeamNotice tells that GitHub does not show the SRC's team.
func NoTeamNotice(organisation, team string) (subject, text string) {
	return fmt.Sprintf(wordsNoTeamSubject, organisation), fmt.Sprintf(wordsNoTeam, team)
}

// ProcessNotice tells what is wrong with a process file.
func ProcessNotice(file StaleFile) (subject, text string) {
	kept := wordsProcessDefault
	if file.Replaced {
		kept = wordsProcessKept
	}
	return fmt.Sprintf(wordsProcessSubject, file.Name), kept + "\n\n" + file.Mistakes
}

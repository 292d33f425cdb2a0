package command

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/embargo-app/embargo/policy"
)

// Explain says for a command what was understood of it, and the reason if it was turned down, as in
// "`/assign` duty `triage`: a GitHub login is wanted"; and it gives one line that works for somebody with this right,
// "" when none would. Commands and values stand between backquotes, everything else is plain text. Both are made of
// our own words and of validated values (names from closed lists, logins, dates, numbers), so nothing in them needs
// escaping; the only thing taken from the line as it stands is an unknown word of a–z and hyphens.
func Explain(line Line, d policy.Decision, right policy.Right) (understood, example string) {
	spec, known := Lookup(line.Name)
	switch {
	case line.Name == "":
		return "", suggest("", right)
	case !known:
		return "`/" + line.Name + "` is no command", suggest(line.Name, right)
	}
	understood = "`/" + spec.Name + "`" + shownArgs(spec, d.Args)
	if reason := cmp.Or(fault(line, d), Reason(d.Detail)); reason != "" {
		understood += ": " + reason
	}
	switch {
	case d.Detail == DetailSelfOnly:
		return understood, "/assign " + d.Args[policy.ArgDuty] + " @" + d.Actor
	case !spec.allows(right):
		return understood, suggest("", right)
	default:
		return understood, spec.Example
	}
}

// Reason is the sentence, without capital and full stop, that belongs to a decision's Detail; "" when there is none.
// Commands and values in it stand between backquotes.
func Reason(detail string) string { return reasons[detail] }

// fault says what is wrong more precisely than the code can, "" where the code says it all.
func fault(line Line, d policy.Decision) string {
	if d.Detail == DetailCVSS {
		return vectorFault(line.Args)
	}
	return ""
}

// shownArgs restates the arguments, but those that must not be repeated.
func shownArgs(spec Spec, args map[string]string) string {
	var shown strings.Builder
	for _, key := range slices.Sorted(maps.Keys(args)) {
		if !slices.Contains(spec.Secret, key) {
			shown.WriteString(" " + key + " `" + shownValue(key, args[key]) + "`")
		}
	}
	return shown.String()
}

// shownValue writes moments for people.
func shownValue(key, value string) string {
	switch key {
	case policy.ArgTime, policy.ArgStart, policy.ArgUntil:
		if moment, err := time.Parse(time.RFC3339, value); err == nil {
			return moment.UTC().Format("2006-01-02 15:04 UTC")
		}
	}
	return value
}

// suggest finds the command that an unknown word was probably meant to be, else /help; "" for a stranger.
func suggest(word string, right policy.Right) string {
	allowed := Allowed(right)
	if len(allowed) == 0 {
		return ""
	}
	best, distance := help.Example, 3
	for _, spec := range allowed {
		if d := editDistance(word, spec.Name); d < distance && d < len(spec.Name) {
			best, distance = spec.Example, d
		}
	}
	return best
}

// editDistance counts the letters to insert, remove or replace to make b of a.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

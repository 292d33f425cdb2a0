package command

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/nearest"
	"github.com/embargo-app/embargo/policy"
)

// Explain says for a command what was understood of it, then the reason if it was turned down, as in
// "`/assign` duty `triage`: a GitHub login is wanted"; and it gives one line that works for somebody with this right,
// "" when none would. Commands and values stand between backquotes, everything else is plain text. Both are made of
// our own words and of validated values (names from closed lists, logins, dates, numbers), so nothing in them needs
// escaping; the only thing taken from the line as it stands is an unknown word of a–z and hyphens.
func Explain(line Line, d policy.Decision, right policy.Right) (understood, example string) {
	spec, known := lookup(line.Name)
	switch {
	case line.Name == "": // its comment was edited since
		example = suggest("", right)
	case !known:
		understood, example = "`/"+line.Name+"` is no command", suggest(line.Name, right)
	case d.Detail == detailSelfOnly:
		example = "/assign " + d.Args[policy.ArgDuty] + " @" + d.Actor
	case !spec.allows(right):
		example = suggest("", right)
	default:
		example = spec.Example
	}
	if known {
		understood = "`/" + spec.Name + "`" + shownArgs(spec, d.Args)
	}
	reason := cmp.Or(fault(line, d), Reason(d.Detail))
	if understood != "" && reason != "" {
		understood += ": "
	}
	return understood + reason, example
}

// Reason is the sentence, without capital and full stop, that belongs to a decision's Detail; "" when there is none.
// Commands and values in it stand between backquotes.
func Reason(detail string) string { return reasons[detail] }

// fault says what is wrong more precisely than the code can, "" where the code says it all.
func fault(line Line, d policy.Decision) string {
	if d.Detail == detailCVSS {
		return vectorFault(line.Args)
	}
	return ""
}

// shownArgs restates the arguments, but those that must not be repeated.
func shownArgs(spec Spec, args map[string]string) string {
	var shown strings.Builder
	for _, key := range slices.Sorted(maps.Keys(args)) {
		if slices.Contains(spec.Secret, key) {
			continue
		}
		if key != policy.ArgAct { // which is a word of its own, as in "/announce send"
			shown.WriteString(" " + key)
		}
		shown.WriteString(" `" + shownValue(key, args[key]) + "`")
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
	names := make([]string, len(allowed))
	for i, spec := range allowed {
		names[i] = spec.Name
	}
	if spec, found := lookup(nearest.To(word, names)); found {
		return spec.Example
	}
	return help.Example
}

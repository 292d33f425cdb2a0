package command

import (
	"maps"
	"slices"

	"github.com/embargo-app/embargo/policy"
)

// Redact returns the decision as it may be stored: without the arguments that could tell something about the
// vulnerability.
func Redact(d policy.Decision) policy.Decision {
	spec, _ := lookup(d.Command)
	if len(spec.Secret) == 0 || len(d.Args) == 0 {
		return d
	}
	d.Args = maps.Clone(d.Args)
	maps.DeleteFunc(d.Args, func(key, _ string) bool { return slices.Contains(spec.Secret, key) })
	return d
}

// Restore gives a redacted decision its secret arguments back, read again from its comment, which the caller has
// found unchanged since it was folded. What else the decision holds stays as it is, and so do decisions that changed
// nothing. It returns false, and the decision as it came, when the comment does not hold that command any more.
func Restore(p policy.Process, c policy.Case, d policy.Decision, comment Comment) (policy.Decision, bool) {
	spec, _ := lookup(d.Command)
	if len(spec.Secret) == 0 || d.Verdict != policy.VerdictAccepted {
		return d, true
	}
	lines := Parse(comment.Body)
	if d.Index < 0 || d.Index >= len(lines) || lines[d.Index].Name != d.Command {
		return d, false
	}
	f := Folder{process: p, c: c, now: d.FoldedAt}
	r := f.reader(comment, lines[d.Index])
	readArgs(spec, r)
	args := maps.Clone(d.Args)
	for _, key := range spec.Secret {
		value, ok := r.args[key]
		if !ok {
			return d, false
		}
		if args == nil {
			args = map[string]string{}
		}
		args[key] = value
	}
	d.Args = args
	return d, true
}

package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/embargo-app/embargo/internal/nearest"
)

// Problem is one thing wrong with a setting or a process file. Its text never holds a secret's value.
type Problem struct {
	// Source is the file's name as its reader knows it, "environment", or "" when the key stands nowhere.
	Source string
	// Line is the line in the file, from 1; 0 where there is none.
	Line int
	// Key is the setting's name, or the dotted path in a process file, such as "deadlines.release".
	Key string
	// Text says what is wrong and what would be right.
	Text string
}

// String gives the problem as one line: where, which key, what.
func (p Problem) String() string {
	var b strings.Builder
	if p.Source != "" {
		b.WriteString(p.Source)
		if p.Line > 0 {
			fmt.Fprintf(&b, ":%d", p.Line)
		}
		b.WriteString(": ")
	}
	if p.Key != "" {
		b.WriteString(p.Key + ": ")
	}
	return b.String() + p.Text
}

// Problems is everything wrong at once; as an error it has one line for each.
type Problems []Problem //nolint:errname // a list that is also an error

// Error implements error.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// orNil gives the problems in reading order as an error, or nil when there are none.
func (ps Problems) orNil() error {
	if len(ps) == 0 {
		return nil
	}
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Line, b.Line), compareKeys(a, b))
	})
	return ps
}

// compareKeys orders the keys of files. Settings keep the order in which they are documented.
func compareKeys(a, b Problem) int {
	if a.Line == 0 {
		return 0
	}
	return cmp.Compare(a.Key, b.Key)
}

// quoteLimit bounds how much of a bad value is repeated in an error.
const quoteLimit = 60

// quote repeats a bad value, shortened and with control characters made visible.
func quote(value string) string {
	if runes := []rune(value); len(runes) > quoteLimit {
		value = string(runes[:quoteLimit]) + "…"
	}
	return fmt.Sprintf("%q", value)
}

// didYouMean is a hint to append to "no such name", or "".
func didYouMean(name string, known []string) string {
	if hint := nearest.To(name, known); hint != "" {
		return "; did you mean " + hint + "?"
	}
	return ""
}

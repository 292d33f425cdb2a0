package export

import (
	"regexp"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"
)

// interval is a run of affected versions; either exact, or between two bounds of which each may be missing.
type interval struct {
	exact    string
	low      string // "" for none
	above    bool   // low itself is not affected
	high     string // "" for none
	included bool   // high itself is affected
}

// reBound matches one bound of a version range as GitHub takes it: an operator and a version without blanks.
var reBound = regexp.MustCompile(`^(<=|>=|<|>|=|==)\s*([^\s<>=,|!~^*]+)$`)

// parseRange reads a range such as ">= 2.0.0, < 2.4.1". GitHub takes any text there; false for what is no such range.
func parseRange(text string) ([]interval, bool) {
	var intervals []interval
	open := false // the last interval still waits for its upper bound
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "||", ","), ",") {
		match := reBound.FindStringSubmatch(strings.TrimSpace(part))
		if match == nil {
			return nil, false
		}
		version := match[2]
		switch operator := match[1]; operator {
		case "=", "==":
			intervals, open = append(intervals, interval{exact: version}), false
		case ">", ">=":
			intervals, open = append(intervals, interval{low: version, above: operator == ">"}), true
		default:
			if !open {
				intervals = append(intervals, interval{})
			}
			last := &intervals[len(intervals)-1]
			last.high, last.included, open = version, operator == "<=", false
		}
	}
	return intervals, true
}

// compare orders versions where both are semantic; ok is false where they are not.
func compare(a, b string) (order int, ok bool) {
	first, err := semver.NewVersion(a)
	if err != nil {
		return 0, false
	}
	second, err := semver.NewVersion(b)
	if err != nil {
		return 0, false
	}
	return first.Compare(second), true
}

// fixFor finds the lowest patched version that ends an interval whose upper bound is missing or affected itself; ""
// when none is known to.
func (i interval) fixFor(patched []string) string {
	found := ""
	for _, version := range patched {
		if i.high != "" && !isAbove(version, i.high) || i.low != "" && !isAbove(version, i.low) {
			continue
		}
		if found == "" || isAbove(found, version) {
			found = version
		}
	}
	return found
}

func isAbove(a, b string) bool {
	order, ok := compare(a, b)
	return ok && order > 0
}

// bounds are an interval's constraints in the notation of VERS, lower one first.
func (i interval) bounds() []constraint {
	if i.exact != "" {
		return []constraint{{"", i.exact}}
	}
	var bounds []constraint
	if i.low != "" && i.low != "0" {
		operator := ">="
		if i.above {
			operator = ">"
		}
		bounds = append(bounds, constraint{operator, i.low})
	}
	if i.high != "" {
		operator := "<"
		if i.included {
			operator = "<="
		}
		bounds = append(bounds, constraint{operator, i.high})
	}
	return bounds
}

// constraint is one of VERS's: an operator, "" for equality, and a version.
type constraint struct{ operator, version string }

// versOf writes affected versions as a version range specifier, such as "vers:npm/>=2.0.0|<2.4.1". Constraints are in
// the order of their versions, as its canonical form wants; where that is not known, in the advisory's.
func versOf(scheme string, intervals []interval) string {
	var all []constraint
	for _, i := range intervals {
		bounds := i.bounds()
		if len(bounds) == 0 {
			return "vers:all/*"
		}
		all = append(all, bounds...)
	}
	slices.SortStableFunc(all, func(a, b constraint) int {
		order, _ := compare(a.version, b.version)
		return order
	})
	parts := make([]string, len(all))
	for i, c := range all {
		parts[i] = c.operator + quoteVersion(c.version)
	}
	return "vers:" + scheme + "/" + strings.Join(parts, "|")
}

// quoteVersion escapes what has a meaning in a range specifier.
func quoteVersion(version string) string {
	var b strings.Builder
	for i := range len(version) {
		c := version[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte(".-_~+:", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		const hex = "0123456789ABCDEF"
		b.WriteString("%" + string(hex[c>>4]) + string(hex[c&15]))
	}
	return b.String()
}

package policy

import (
	"bufio"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hmarr/codeowners"
)

// OwnerNames are the owners that count, as a CODEOWNERS file names them: each once, in the file's order.
type OwnerNames struct {
	Logins []string
	Teams  []string // slugs of the organisation's teams
}

// CodeOwnersPaths are where GitHub looks for the file, in its order.
var CodeOwnersPaths = []string{".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"}

// maxCodeOwners is the size beyond which GitHub ignores the file.
const maxCodeOwners = 3 << 20

// maxOwners is how many people and teams may count in all. GitHub is asked about each of them at every look, so that who
// may push to one repository could spend the hourly requests of its whole organisation.
const maxOwners = 200

// ParseCodeOwners reads which owners of the repository's organisation count for an advisory. It fails, naming path
// and line, where GitHub would silently ignore a line, where nobody would own the project, where an owner cannot be
// resolved to people, and where too many would count: who owns the code must then be settled by a human, not guessed.
func ParseCodeOwners(path string, content []byte, rules CodeOwnersRules, org string) (OwnerNames, error) {
	ruleset, err := parseOwnersFile(content)
	if err != nil {
		return OwnerNames{}, fmt.Errorf("%s: %w", path, err)
	}
	counting, err := countingRules(ruleset, rules.Paths)
	if err != nil {
		return OwnerNames{}, fmt.Errorf("%s: %w", path, err)
	}
	var names OwnerNames
	for _, rule := range counting {
		if err := names.add(rule, rules.ExcludeTeams, org); err != nil {
			return OwnerNames{}, fmt.Errorf("%s: line %d: %w", path, rule.LineNumber, err)
		}
		if len(names.Logins)+len(names.Teams) > maxOwners {
			return OwnerNames{}, fmt.Errorf("%s: line %d: more than %d people and teams would count; name teams instead of people",
				path, rule.LineNumber, maxOwners)
		}
	}
	if len(names.Logins)+len(names.Teams) == 0 {
		last := counting[len(counting)-1].LineNumber
		return OwnerNames{}, fmt.Errorf("%s: line %d: no owner is left that counts; name a team or person that is not excluded", path, last)
	}
	return names, nil
}

func parseOwnersFile(content []byte) (codeowners.Ruleset, error) {
	if len(content) > maxCodeOwners {
		return nil, fmt.Errorf("larger than 3 MB, so GitHub ignores it")
	}
	lines := strings.Split(string(content), "\n")
	for i, line := range lines {
		lines[i] = takeLiterally(line)
		// The library stops at an overlong line without saying so.
		if len(lines[i]) >= bufio.MaxScanTokenSize-1 {
			return nil, fmt.Errorf("line %d: too long to be read", i+1)
		}
	}
	ruleset, err := codeowners.ParseFile(strings.NewReader(strings.Join(lines, "\n")))
	if err != nil {
		return nil, fmt.Errorf("%w; GitHub ignores such a line: correct it", err)
	}
	for _, rule := range ruleset {
		if ownerLike.MatchString(rule.RawPattern()) {
			return nil, fmt.Errorf("line %d: an owner without a pattern before it; write \"* %s\" (or \"/%s\" if a path is meant)",
				rule.LineNumber, rule.RawPattern(), rule.RawPattern())
		}
	}
	return ruleset, nil
}

// takeLiterally spells out those characters of a line's pattern that the library refuses although GitHub takes them as
// they are. A "!" at the start, which GitHub does not support, stays and is refused.
func takeLiterally(line string) string {
	line = strings.TrimSpace(line)
	var spelled strings.Builder
	escaped := false
	for i, ch := range line {
		if ch == '#' || !escaped && (ch == ' ' || ch == '\t') {
			return spelled.String() + line[i:] // what follows is no pattern
		}
		if taken := i == 0 && ch == '!' || ch == ' ' || ch == '\t' || strings.ContainsRune(libraryTakes, ch); taken {
			spelled.WriteRune(ch)
		} else {
			fmt.Fprintf(&spelled, "_%x_", ch)
		}
		escaped = ch == '\\' && !escaped
	}
	return spelled.String()
}

// libraryTakes are the characters that the library takes in a pattern.
const libraryTakes = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*?./@_+-\\()"

// ownerLike is what a forgotten pattern leaves at the start of a line: a person, a team or a mail address.
var ownerLike = regexp.MustCompile(`^(@[A-Za-z0-9_-]+(/[A-Za-z0-9_.-]+)?|[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]+)$`)

// countingRules are the rules whose owners count, in the file's order; at least one.
func countingRules(ruleset codeowners.Ruleset, paths string) ([]codeowners.Rule, error) {
	last := -1 // of several catch-all lines the last wins, and every line before it owns nothing
	for i := range ruleset {
		if isCatchAll(&ruleset[i]) {
			last = i
		}
	}
	if len(ruleset) == 0 {
		return nil, fmt.Errorf("no line names an owner")
	}
	if paths == PathsAny {
		return overriding(ruleset[max(last, 0):]), nil
	}
	if last < 0 {
		return nil, fmt.Errorf("no line for everything; add one such as \"* @org/team\"")
	}
	if len(ruleset[last].Owners) == 0 {
		return nil, fmt.Errorf("line %d: the line for everything names no owner", ruleset[last].LineNumber)
	}
	return ruleset[last : last+1], nil
}

// overriding drops rules that a later rule of the same pattern replaces.
func overriding(rules []codeowners.Rule) []codeowners.Rule {
	later := map[string]bool{}
	var kept []codeowners.Rule
	for _, rule := range slices.Backward(rules) {
		if !later[rule.RawPattern()] {
			kept = append(kept, rule)
		}
		later[rule.RawPattern()] = true
	}
	slices.Reverse(kept)
	return kept
}

// isCatchAll asks the library whether the pattern matches paths that have nothing in common.
func isCatchAll(rule *codeowners.Rule) bool {
	if !strings.Contains(rule.RawPattern(), "*") {
		return false
	}
	for _, path := range []string{"q", "w7/-z", "x/y.k/3/_j"} {
		if matches, err := rule.Match(path); err != nil || !matches {
			return false
		}
	}
	return true
}

func (names *OwnerNames) add(rule codeowners.Rule, excluded []string, org string) error {
	for _, owner := range rule.Owners {
		switch owner.Type {
		case codeowners.UsernameOwner:
			names.Logins = appendName(names.Logins, owner.Value)
		case codeowners.TeamOwner:
			teamOrg, slug, _ := strings.Cut(owner.Value, "/")
			if !asciiEqual(teamOrg, org) {
				return fmt.Errorf("a team of another organisation cannot own this repository; name a team of %s", org)
			}
			if !containsName(excluded, slug) {
				names.Teams = appendName(names.Teams, slug)
			}
		default:
			return fmt.Errorf("a mail address cannot be matched to a GitHub login; name the login instead")
		}
	}
	return nil
}

func appendName(names []string, name string) []string {
	if containsName(names, name) {
		return names
	}
	return append(names, name)
}

func containsName(names []string, name string) bool {
	return slices.ContainsFunc(names, func(other string) bool { return asciiEqual(other, name) })
}

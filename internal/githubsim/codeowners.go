package githubsim

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
)

// codeownersPlaces are where GitHub looks for the file, in its order.
var codeownersPlaces = []string{".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"}

// ownerPattern is a login, an org/team, or an address.
var ownerPattern = regexp.MustCompile(`^(@[A-Za-z0-9-]+(/[A-Za-z0-9._-]+)?|[^@\s]+@[^@\s]+\.[^@\s]+)$`)

// getCodeownersErrors answers GET /repos/{owner}/{repo}/codeowners/errors.
func getCodeownersErrors(c *call) reply {
	for _, name := range codeownersPlaces {
		content, ok := c.repo.files[name]
		if !ok {
			continue
		}
		found := []object{}
		for i, line := range strings.Split(content, "\n") {
			found = append(found, c.sim.codeownersLine(name, i+1, strings.TrimRight(line, "\r"))...)
		}
		return reply{status: http.StatusOK, body: object{"errors": found}}
	}
	return notFound()
}

// codeownersLine finds what GitHub complains about in one line: a pattern it does
// not know, an owner that is none, an owner that does not exist.
func (s *Sim) codeownersLine(name string, number int, line string) []object {
	text, _, _ := strings.Cut(line, "#")
	words := strings.Fields(text)
	if len(words) == 0 {
		return nil
	}
	complain := func(kind, word, why string) object {
		return object{
			"line": number, "column": strings.Index(line, word) + 1, "kind": kind, "source": line,
			"suggestion": nil, "message": fmt.Sprintf("%s on line %d: %s", kind, number, why), "path": name,
		}
	}
	if p := words[0]; strings.HasPrefix(p, "!") || strings.ContainsAny(p, "[]") || strings.Contains(p, "***") || strings.HasPrefix(p, "@") {
		return []object{complain("Invalid pattern", p, "this is not a path pattern")}
	}
	var found []object
	for _, w := range words[1:] {
		switch {
		case !ownerPattern.MatchString(w):
			found = append(found, complain("Invalid owner", w, "an owner is @user, @org/team or an address"))
		case strings.HasPrefix(w, "@") && !s.ownerExists(w[1:]):
			found = append(found, complain("Unknown owner", w, "make sure "+w+" exists and has write access to the repository"))
		}
	}
	return found
}

func (s *Sim) ownerExists(name string) bool {
	if strings.Contains(name, "/") {
		return s.teams[key(name)] != nil
	}
	a := s.accounts[key(name)]
	return a != nil && a.kind == typeUser
}

package handlers

import (
	"strings"

	"github.com/embargo-app/embargo/internal/leak"
)

// The longest identifiers. GitHub's own limits are 39 for a login, an enterprise's short code aside, and 100 for
// a repository; of headers we only know that they are short.
const (
	maxOwner = 64
	maxSHA   = 64
	maxName  = 100
	maxLabel = 64
)

// maxMentions bounds how many advisories one text may name.
const maxMentions = 10

// consists tells whether text is 1 to longest ASCII letters, digits and characters of others, and begins with
// none of the others.
func consists(text string, longest int, others string) bool {
	if text == "" || len(text) > longest || strings.IndexByte(others, text[0]) >= 0 {
		return false
	}
	for i := range len(text) {
		c := text[i]
		plain := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !plain && strings.IndexByte(others, c) < 0 {
			return false
		}
	}
	return true
}

// isRepository tells whether text is an OWNER/NAME. A name may begin with a dot, but not be "." or "..".
func isRepository(text string) bool {
	owner, name, ok := strings.Cut(text, "/")
	return ok && consists(owner, maxOwner, "-_") && name != "" && consists("x"+name, maxName+1, ".-_") &&
		strings.Trim(name, ".") != ""
}

// forkAdvisory tells whether a repository's name is that of a temporary private fork, NAME-ghsa-xxxx-xxxx-xxxx,
// and of which advisory. Such repositories are no repositories of the organisation: but for looking at their
// advisory, nothing is done with them.
func forkAdvisory(repository string) (ghsa string, ok bool) {
	name := repository[strings.LastIndexByte(repository, '/')+1:]
	cut := len(name) - len("ghsa-xxxx-xxxx-xxxx")
	if cut < 2 || name[cut-1] != '-' {
		return "", false
	}
	return leak.AdvisoryID(name[cut:])
}

// mentions gives the advisories that texts name, in canonical form. The texts themselves go nowhere.
func mentions(texts ...string) []string {
	var ids []string
	for _, text := range texts {
		ids = append(ids, leak.AdvisoryIDs([]byte(text), maxMentions)...)
	}
	return ids
}

package handlers

import (
	"regexp"
	"strings"
)

// The forms of identifiers. A login is up to 39 letters, digits and hyphens, with an underscore before an
// enterprise's short code; GitHub's GHSA alphabet leaves out what is easily confused.
const (
	ownerPattern = `[A-Za-z0-9][A-Za-z0-9_-]{0,63}`
	namePattern  = `[A-Za-z0-9_.-]{1,100}`
	ghsaPattern  = `(?i:ghsa)((?:-[23456789cfghjmpqrvwxCFGHJMPQRVWX]{4}){3})`
)

var (
	repositoryForm = regexp.MustCompile(`^` + ownerPattern + `/` + namePattern + `$`)
	ghsaForm       = regexp.MustCompile(`^` + ghsaPattern + `$`)
	ghsaMention    = regexp.MustCompile(`\b` + ghsaPattern + `\b`)
	forkForm       = regexp.MustCompile(`^` + namePattern + `-(` + ghsaPattern + `)$`)
)

// maxMentions bounds how many advisories one text may name.
const maxMentions = 10

// ForkAdvisory tells whether a repository's name is that of a temporary private fork, NAME-ghsa-xxxx-xxxx-xxxx,
// and of which advisory. Such repositories are no repositories of the organisation: but for looking at their
// advisory, nothing is done with them.
func ForkAdvisory(repository string) (ghsa string, ok bool) {
	_, name, found := strings.Cut(repository, "/")
	if !found {
		name = repository
	}
	match := forkForm.FindStringSubmatch(name)
	if match == nil {
		return "", false
	}
	return canonicalGHSA(match[1])
}

// canonicalGHSA writes an advisory's id the way GitHub does: GHSA-xxxx-xxxx-xxxx.
func canonicalGHSA(id string) (string, bool) {
	match := ghsaForm.FindStringSubmatch(id)
	if match == nil {
		return "", false
	}
	return "GHSA" + strings.ToLower(match[1]), true
}

// mentions gives the advisories that texts name, in canonical form. The texts themselves go nowhere.
func mentions(texts ...string) []string {
	var ids []string
	for _, text := range texts {
		for _, id := range ghsaMention.FindAllString(text, maxMentions) {
			if id, ok := canonicalGHSA(id); ok {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

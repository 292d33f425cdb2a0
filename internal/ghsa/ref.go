package ghsa

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// Ref names one repository security advisory. It can be compared and used as a map key.
type Ref struct {
	Owner, Repo string
	GHSA        string // as GitHub writes it, "GHSA-xxxx-xxxx-xxxx"
}

var (
	ghsaID   = regexp.MustCompile(`^GHSA(-[0-9a-z]{4}){3}$`)
	repoName = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)
	// GitHub draws the letters of an advisory's id, and so of its temporary fork's name, from this alphabet.
	temporaryFork = regexp.MustCompile(`-ghsa(-[23456789cfghjmpqrvwx]{4}){3}$`)
)

// String gives "OWNER/REPO/GHSA-…", which ParseRef reads back.
func (r Ref) String() string { return r.Owner + "/" + r.Repo + "/" + r.GHSA }

// Repository gives "OWNER/REPO".
func (r Ref) Repository() string { return r.Owner + "/" + r.Repo }

// ParseRef reads "OWNER/REPO/GHSA-xxxx-xxxx-xxxx". The error says which part is wrong.
func ParseRef(text string) (Ref, error) {
	parts := strings.Split(text, "/")
	if len(parts) != 3 {
		return Ref{}, fmt.Errorf("advisory %q: want OWNER/REPO/GHSA-xxxx-xxxx-xxxx", text)
	}
	r := Ref{Owner: parts[0], Repo: parts[1], GHSA: parts[2]}
	if fault := r.fault(); fault != "" {
		return Ref{}, fmt.Errorf("advisory %q: %s", text, fault)
	}
	return r, nil
}

// fault says which part of the reference cannot be GitHub's, or "".
func (r Ref) fault() string {
	switch {
	case !isName(r.Owner):
		return "the owner is not a GitHub name"
	case !isName(r.Repo):
		return "the repository is not a GitHub name"
	case !ghsaID.MatchString(r.GHSA):
		return "the advisory's id does not look like GHSA-xxxx-xxxx-xxxx"
	}
	return ""
}

func isName(s string) bool { return repoName.MatchString(s) && s != "." && s != ".." }

// IsTemporaryFork tells whether a repository's name (with or without its owner) is that of an advisory's
// temporary private fork. Everything but the advisory itself must leave such repositories alone.
func IsTemporaryFork(name string) bool { return temporaryFork.MatchString(strings.ToLower(name)) }

// refFromURL finds the advisory named by its API address
// (…/repos/OWNER/REPO/security-advisories/GHSA) or by its page (…/OWNER/REPO/security/advisories/GHSA).
func refFromURL(address string) (Ref, bool) {
	u, err := url.Parse(address)
	if err != nil {
		return Ref{}, false
	}
	s := strings.Split(strings.Trim(u.Path, "/"), "/")
	n := len(s)
	var r Ref
	switch {
	case n >= 5 && s[n-5] == "repos" && s[n-2] == "security-advisories":
		r = Ref{Owner: s[n-4], Repo: s[n-3], GHSA: s[n-1]}
	case n >= 5 && s[n-3] == "security" && s[n-2] == "advisories":
		r = Ref{Owner: s[n-5], Repo: s[n-4], GHSA: s[n-1]}
	}
	return r, r.fault() == ""
}

package command

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/embargo-app/embargo/policy"
)

// pullRequestNote says how pull requests are written.
const pullRequestNote = "A pull request is `#12` (of the advisory's repository), `owner/repo#12` or its address."

// maxPullRequests bounds how many pull requests one command may name.
const maxPullRequests = 20

// Forms of pull requests; numbers have no leading zeros and at most nine digits.
var (
	shortForm  = regexp.MustCompile(`\A#([1-9][0-9]{0,8})\z`)
	longForm   = regexp.MustCompile(`\A([A-Za-z0-9-]+)/([A-Za-z0-9._-]+)#([1-9][0-9]{0,8})\z`)
	pathForm   = regexp.MustCompile(`\A/([A-Za-z0-9-]+)/([A-Za-z0-9._-]+)/pull/([1-9][0-9]{0,8})(?:/(?:files|commits|checks|changes)?)?\z`)
	maxRepo    = 100
	publicHost = "github.com"
)

// pullRequests reads one or more pull requests, separated by blanks or commas, up to the end of the line.
// A repeated one counts once.
func (r *reader) pullRequests(key string) {
	var refs []string
	for first := true; r.fault == "" && (first || r.rest != ""); first = false {
		r.value(key, detailPullRequest, func(word string) (string, string) {
			ref, ok := parsePullRequest(strings.TrimSuffix(word, ","), r.advisory)
			if !ok {
				return "", detailPullRequest
			}
			if !slices.ContainsFunc(refs, func(other string) bool { return strings.EqualFold(ref, other) }) {
				refs = append(refs, ref)
			}
			return strings.Join(refs, " "), ""
		})
		if len(refs) > maxPullRequests {
			r.fail(detailTooManyPRs)
		}
	}
}

// parsePullRequest reads one reference and writes it OWNER/REPO#N.
func parsePullRequest(word string, home policy.Advisory) (ref string, ok bool) {
	if m := shortForm.FindStringSubmatch(word); m != nil {
		return home.Owner + "/" + home.Repo + "#" + m[1], true
	}
	m := longForm.FindStringSubmatch(word)
	if u, err := url.Parse(word); m == nil && err == nil && u.Scheme == "https" && u.User == nil &&
		strings.EqualFold(u.Host, webHost(home)) {
		m = pathForm.FindStringSubmatch(u.EscapedPath())
	}
	if m == nil || !isRepository(m[1], m[2]) {
		return "", false
	}
	return m[1] + "/" + m[2] + "#" + m[3], true
}

func isRepository(owner, repo string) bool {
	return len(owner) <= maxLogin && loginForm.MatchString(owner) && len(repo) <= maxRepo && repo != "." && repo != ".."
}

// webHost is the GitHub host that the advisory lives on.
func webHost(home policy.Advisory) string {
	if u, err := url.Parse(home.URL); err == nil {
		return cmp.Or(u.Host, publicHost)
	}
	return publicHost
}

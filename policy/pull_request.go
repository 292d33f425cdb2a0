package policy

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// PullRequestRef names a pull request.
type PullRequestRef struct {
	Owner, Repo string
	Number      int
}

// String writes the reference as OWNER/REPO#N.
func (r PullRequestRef) String() string { return fmt.Sprintf("%s/%s#%d", r.Owner, r.Repo, r.Number) }

// ParsePullRequests reads references written OWNER/REPO#N and separated by blanks; at least one.
func ParsePullRequests(text string) ([]PullRequestRef, error) {
	var refs []PullRequestRef
	for field := range strings.FieldsSeq(text) {
		place, digits, hashed := strings.Cut(field, "#")
		owner, repo, slashed := strings.Cut(place, "/")
		number, err := strconv.Atoi(digits)
		if !hashed || !slashed || owner == "" || repo == "" || strings.Contains(repo, "/") || err != nil || number < 1 {
			return nil, fmt.Errorf("pull request %d of the list is not written OWNER/REPO#N", len(refs)+1)
		}
		refs = append(refs, PullRequestRef{Owner: owner, Repo: repo, Number: number})
	}
	if len(refs) == 0 {
		return nil, errors.New("no pull request named: write OWNER/REPO#N")
	}
	return refs, nil
}

// pullRequest is what is known of a pull request; nothing has been read of the zero PullRequest.
func (v *view) pullRequest(ref PullRequestRef) PullRequest {
	for _, known := range v.c.PullRequests {
		if known.Number == ref.Number && asciiEqual(known.Owner, ref.Owner) && asciiEqual(known.Repo, ref.Repo) {
			return known
		}
	}
	return PullRequest{}
}

func (v *view) pullRequestURL(ref PullRequestRef) string {
	if address := v.pullRequest(ref).URL; address != "" {
		return address
	}
	return v.c.Advisory.Page(ref.Owner + "/" + ref.Repo + "/pull/" + strconv.Itoa(ref.Number))
}

package ghsa

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// maxFile is the size of the largest file File reads, in bytes. GitHub itself gives no more in this way.
const maxFile = 1 << 20

// FileAt is File for a branch, tag or commit; "" stands for the default branch. A pull request's head is found
// in the repository that it is for, also when it comes from a fork.
func (c *Client) FileAt(ctx context.Context, owner, repo, path, ref string) ([]byte, error) {
	segments := append([]string{"repos", owner, repo, "contents"}, strings.Split(path, "/")...)
	r := get("get-file", owner+"/"+repo+":"+path, segments...)
	if ref != "" {
		r.query.Set("ref", ref)
	}
	a, err := c.conn.do(ctx, r)
	if err != nil {
		return nil, err
	}
	if bytes.HasPrefix(bytes.TrimSpace(a.body), []byte("[")) {
		return nil, r.fail(KindInvalid, "a directory, not a file")
	}
	file, err := decode[struct {
		Type     string `json:"type"`
		Encoding string `json:"encoding"`
		Content  string `json:"content"`
		Size     int64  `json:"size"`
	}](r, a)
	switch {
	case err != nil:
		return nil, err
	case file.Type != "file":
		return nil, r.fail(KindInvalid, "not a file")
	case file.Size > maxFile || file.Encoding == "none":
		return nil, r.fail(KindInvalid, fmt.Sprintf("the file is larger than %d bytes", maxFile))
	case file.Encoding != "base64":
		return nil, r.fail(KindMalformed, "the file's encoding is not base64")
	}
	// GitHub breaks the text into lines; the decoder skips line ends.
	content, err := base64.StdEncoding.DecodeString(file.Content)
	if err != nil {
		return nil, r.fail(KindMalformed, "the file's content is not base64")
	}
	return content, nil
}

// TeamMembers gives the logins of a team's members, those of its child teams included. It needs members: read.
func (c *Client) TeamMembers(ctx context.Context, org, slug string) ([]string, error) {
	r := list("list-team-members", org+"/"+slug, "orgs", org, "teams", slug, "members")
	users, err := listAll[User](ctx, c.conn, r)
	if err != nil {
		return nil, err
	}
	logins := make([]string, len(users))
	for i, u := range users {
		logins[i] = u.Login
	}
	return logins, nil
}

// Release is a release of a repository.
type Release struct {
	ID          int64     `json:"id"`
	TagName     string    `json:"tag_name"`
	HTMLURL     string    `json:"html_url"`
	Draft       bool      `json:"draft"`
	Prerelease  bool      `json:"prerelease"`
	Immutable   bool      `json:"immutable"`
	CreatedAt   time.Time `json:"created_at"`
	PublishedAt time.Time `json:"published_at"` // zero while draft
	Assets      []Asset   `json:"assets"`
}

// Asset is a file of a release.
type Asset struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Size  int64  `json:"size"` // bytes
	State string `json:"state"`
	URL   string `json:"browser_download_url"`
	// Digest is GitHub's own, "sha256:" and hexadecimal; "" for what was uploaded before there were any.
	Digest string `json:"digest"`
}

// Releases gives a repository's newest 100 releases, newest first. It needs contents: read.
func (c *Client) Releases(ctx context.Context, owner, repo string) ([]Release, error) {
	return fetch[[]Release](ctx, c.conn, list("list-releases", owner+"/"+repo, "repos", owner, repo, "releases"))
}

// PullRequest is a pull request with its reviews. In a private fix repository its title and body are embargoed.
type PullRequest struct {
	Number   int       `json:"number"`
	Title    string    `json:"title"`
	Body     string    `json:"body"`
	HTMLURL  string    `json:"html_url"`
	State    string    `json:"state"` // open or closed
	Draft    bool      `json:"draft"`
	Merged   bool      `json:"merged"`
	MergedAt time.Time `json:"merged_at"`        // zero until merged
	MergeSHA string    `json:"merge_commit_sha"` // of the merge only when Merged, else a trial merge's
	Head     Branch    `json:"head"`
	Base     Branch    `json:"base"`
	User     *User     `json:"user"`
	Reviews  []Review  `json:"-"` // oldest first
}

// Branch is one end of a pull request.
type Branch struct {
	Ref string `json:"ref"`
	SHA string `json:"sha"`
}

// Review is one review of a pull request.
type Review struct {
	ID          int64     `json:"id"`
	User        *User     `json:"user"`
	State       string    `json:"state"` // APPROVED, CHANGES_REQUESTED, COMMENTED, DISMISSED or PENDING
	SHA         string    `json:"commit_id"`
	SubmittedAt time.Time `json:"submitted_at"`
}

// PullRequest reads a pull request and its reviews. It needs pull_requests: read.
func (c *Client) PullRequest(ctx context.Context, owner, repo string, number int) (PullRequest, error) {
	target := owner + "/" + repo + "#" + strconv.Itoa(number)
	path := []string{"repos", owner, repo, "pulls", strconv.Itoa(number)}
	pull, err := fetch[PullRequest](ctx, c.conn, get("get-pull-request", target, path...))
	if err != nil {
		return PullRequest{}, err
	}
	pull.Reviews, err = listAll[Review](ctx, c.conn, list("list-reviews", target, append(path, "reviews")...))
	if err != nil {
		return PullRequest{}, err
	}
	return pull, nil
}

// Repository is a repository the installation can see.
type Repository struct {
	ID            int64  `json:"id"`
	Name          string `json:"name"`
	FullName      string `json:"full_name"` // OWNER/NAME
	Owner         User   `json:"owner"`
	Private       bool   `json:"private"`
	Archived      bool   `json:"archived"`
	Fork          bool   `json:"fork"`
	DefaultBranch string `json:"default_branch"`
}

// Repositories lists the repositories of the installation, without temporary private forks.
func (c *Client) Repositories(ctx context.Context) ([]Repository, error) {
	r := list("list-repositories", c.name, "installation", "repositories")
	var all []Repository
	err := c.conn.pages(ctx, r, func(a answer) (bool, error) {
		page, err := decode[struct {
			Repositories []Repository `json:"repositories"`
		}](r, a)
		for _, repo := range page.Repositories {
			if !IsTemporaryFork(repo.Name) {
				all = append(all, repo)
			}
		}
		return true, err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

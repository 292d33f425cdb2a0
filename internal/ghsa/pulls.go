package ghsa

import (
	"context"
	"strconv"
)

// ChangedFile is a file that a pull request changes.
type ChangedFile struct {
	Name     string `json:"filename"`
	Previous string `json:"previous_filename"` // the old name of a renamed file
	Status   string `json:"status"`            // added, removed, modified, renamed, copied, changed or unchanged
}

// PullRequestFiles lists the files that a pull request changes; GitHub names no more than 3,000. It needs
// pull_requests: read.
func (c *Client) PullRequestFiles(ctx context.Context, owner, repo string, number int) ([]ChangedFile, error) {
	text := strconv.Itoa(number)
	return listAll[ChangedFile](ctx, c.conn, list("list-pull-request-files", owner+"/"+repo+"#"+text,
		"repos", owner, repo, "pulls", text, "files"))
}

// OpenPullRequests lists a repository's open pull requests, without their reviews. It needs pull_requests: read.
func (c *Client) OpenPullRequests(ctx context.Context, owner, repo string) ([]PullRequest, error) {
	return listAll[PullRequest](ctx, c.conn, list("list-pull-requests", owner+"/"+repo, "repos", owner, repo, "pulls"))
}

// Repository reads one repository. It needs metadata: read.
func (c *Client) Repository(ctx context.Context, owner, repo string) (Repository, error) {
	return fetch[Repository](ctx, c.conn, get("get-repository", owner+"/"+repo, "repos", owner, repo))
}

package ghsa

import (
	"context"
	"net/http"
)

// Listing is what a list of advisories gave.
type Listing struct {
	Advisories []Advisory // newest change first, each advisory once
	// ETag is that of the first page, to be given back next time; "" when GitHub gave none.
	ETag string
	// NotModified says that GitHub answered 304 to the ETag given: the first page, and with it (as it is
	// sorted by change) everything that shows in the advisories' updated_at, is as it was. Advisories is
	// empty then.
	NotModified bool
}

// ListOrgAdvisories lists the advisories of an organisation's repositories, all pages, the latest change
// first. An empty state lists every state. It needs repository_advisories: write; IsForbidden,
// and for a person's account IsNotFound, tell when the app has to fall back on ListRepoAdvisories.
//
// The caller keeps the ETag, and nothing else is kept: with the ETag of an earlier listing one conditional
// request tells that nothing changed, after a restart as well. GitHub's ETags end with the token they were
// given to, so about once an hour a listing is read in full although nothing changed.
func (c *Client) ListOrgAdvisories(ctx context.Context, org, state, etag string) (Listing, error) {
	return c.listing(ctx, list("list-org-advisories", org, "orgs", org, "security-advisories"), state, etag)
}

// ListRepoAdvisories is ListOrgAdvisories for one repository. It needs repository_advisories: read.
func (c *Client) ListRepoAdvisories(ctx context.Context, owner, repo, state, etag string) (Listing, error) {
	target := owner + "/" + repo
	return c.listing(ctx, list("list-repo-advisories", target, "repos", owner, repo, "security-advisories"), state, etag)
}

func (c *Client) listing(ctx context.Context, r request, state, etag string) (Listing, error) {
	r.query.Set("sort", "updated")
	r.query.Set("direction", "desc")
	if state != "" {
		r.query.Set("state", state)
	}
	r.etag, r.ownETag = etag, true
	var l Listing
	first := true
	seen := map[string]bool{}
	err := c.conn.pages(ctx, r, func(a answer) (bool, error) {
		if first {
			first = false
			l.ETag = a.etag
			if a.status == http.StatusNotModified {
				l.ETag, l.NotModified = etag, true
				return false, nil
			}
		}
		page, err := decode[[]Advisory](r, a)
		for _, advisory := range page {
			// One that changes while the pages are read comes twice; the first is the newer.
			if !seen[advisory.GHSA] {
				seen[advisory.GHSA] = true
				l.Advisories = append(l.Advisories, advisory)
			}
		}
		return true, err
	})
	if err != nil {
		return Listing{}, err
	}
	return l, nil
}

// Advisory reads one advisory.
func (c *Client) Advisory(ctx context.Context, ref Ref) (Advisory, error) {
	r := get("get-advisory", ref.String(), advisoryPath(ref)...)
	if err := ref.check(r); err != nil {
		return Advisory{}, err
	}
	return fetch[Advisory](ctx, c.conn, r)
}

// RequestCVE asks GitHub for a CVE id; it is assigned, or not, by people days later. It needs
// repository_advisories: write.
func (c *Client) RequestCVE(ctx context.Context, ref Ref) error {
	r := write(http.MethodPost, "request-cve", ref.String(), nil, advisoryPath(ref, "cve")...)
	if err := ref.check(r); err != nil {
		return err
	}
	_, err := c.conn.do(ctx, r)
	return err
}

// CreateFork asks for the temporary private fork and gives its name, OWNER/NAME. GitHub makes it within five
// minutes; it is there when the advisory's PrivateFork says so. It needs administration: write as well.
func (c *Client) CreateFork(ctx context.Context, ref Ref) (string, error) {
	r := write(http.MethodPost, "create-fork", ref.String(), nil, advisoryPath(ref, "forks")...)
	if err := ref.check(r); err != nil {
		return "", err
	}
	fork, err := fetch[Fork](ctx, c.conn, r)
	return fork.FullName, err
}

func advisoryPath(ref Ref, more ...string) []string {
	return append([]string{"repos", ref.Owner, ref.Repo, "security-advisories", ref.GHSA}, more...)
}

// check refuses a reference that cannot be GitHub's before anything is sent.
func (r Ref) check(req request) error {
	if fault := r.fault(); fault != "" {
		return req.fail(KindInvalid, fault)
	}
	return nil
}

// fetch performs a request and decodes its answer.
func fetch[T any](ctx context.Context, c *conn, r request) (T, error) {
	a, err := c.do(ctx, r)
	if err != nil {
		var zero T
		return zero, err
	}
	return decode[T](r, a)
}

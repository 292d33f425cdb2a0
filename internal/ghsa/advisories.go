package ghsa

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
)

// Listing is what a list of advisories gave.
type Listing struct {
	Advisories []Advisory // newest change first, each advisory once
	// ETag is to be given back next time: that of the only page, or a digest of several; "" when GitHub gave none.
	ETag string
	// NotModified says that nothing has changed since the listing whose ETag was given. Advisories is empty then.
	NotModified bool
}

// digested begins the ETag of a listing of several pages. That of the first page would not do: a comment on an advisory
// that stands on another page changes that page only.
const digested = "pages/"

// digest stands for all that a listing tells of its advisories.
func (l Listing) digest() string {
	sum := sha256.New()
	for _, a := range l.Advisories {
		_, _ = fmt.Fprintf(sum, "%s %s %s %d\n", a.GHSA, a.State, a.UpdatedAt, a.Comments) // never fails
	}
	return digested + hex.EncodeToString(sum.Sum(nil))
}

// ListOrgAdvisories lists the advisories of an organisation's repositories, all pages, the latest change
// first. An empty state lists every state. It needs repository_advisories: write; IsForbidden,
// and for a person's account IsNotFound, tell when the app has to fall back on ListRepoAdvisories.
//
// The caller keeps the ETag, and of a listing of one page nothing else is kept: with the ETag of an earlier listing one
// conditional request tells that nothing changed, after a restart as well. Of more pages each is asked for, and kept in
// memory as all other answers are. GitHub's ETags end with the token they were given to, so about once an hour a listing
// is read in full although nothing changed.
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
	if !strings.HasPrefix(etag, digested) {
		r.etag, r.ownETag = etag, true
	}
	var l Listing
	pages := 0
	seen := map[string]bool{}
	err := c.conn.pages(ctx, r, func(a answer) (bool, error) {
		if a.status == http.StatusNotModified {
			l.ETag, l.NotModified = etag, true
			return false, nil
		}
		l.ETag = a.etag
		pages++
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
	if pages > 1 {
		if l.ETag = l.digest(); l.ETag == etag {
			l.Advisories, l.NotModified = nil, true
		}
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

package ghsa

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

const (
	perPage = "100"
	// maxPages bounds a listing: 50,000 things are more than anything this app can look after.
	maxPages = 500
)

// pages reads a listing page by page, following the addresses GitHub names; whether they carry page numbers
// or cursors is GitHub's affair. each gets every answer and says whether it wants the next one.
func (c *conn) pages(ctx context.Context, r request, each func(answer) (more bool, err error)) error {
	for range maxPages {
		a, err := c.do(ctx, r)
		if err != nil {
			return err
		}
		more, err := each(a)
		if err != nil || !more || a.next == "" {
			return err
		}
		if a.next == r.address {
			return r.fail(KindMalformed, "the next page's address is this page's own")
		}
		r.address, r.etag = a.next, ""
	}
	return r.fail(KindMalformed, "over 500 pages")
}

// listAll reads a listing whose pages are JSON arrays.
func listAll[T any](ctx context.Context, c *conn, r request) ([]T, error) {
	var all []T
	err := c.pages(ctx, r, func(a answer) (bool, error) {
		page, err := decode[[]T](r, a)
		all = append(all, page...)
		return true, err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// get makes a request that reads.
func get(op, target string, path ...string) request {
	return request{op: op, target: target, method: http.MethodGet, path: path, query: url.Values{}}
}

// list makes a request for the first page of a listing.
func list(op, target string, path ...string) request {
	r := get(op, target, path...)
	r.query.Set("per_page", perPage)
	return r
}

// write makes a request that changes something.
func write(method, op, target string, body any, path ...string) request {
	return request{op: op, target: target, method: method, path: path, body: body}
}

var linkTarget = regexp.MustCompile(`<([^<>]*)>([^<]*)`)

// nextPage finds the address with rel="next" in a Link header.
func nextPage(h http.Header) string {
	for _, link := range linkTarget.FindAllStringSubmatch(strings.Join(h.Values("Link"), ","), -1) {
		for _, param := range strings.FieldsFunc(link[2], func(r rune) bool { return r == ';' || r == ',' || r == ' ' }) {
			if param == `rel="next"` || param == "rel=next" {
				return link[1]
			}
		}
	}
	return ""
}

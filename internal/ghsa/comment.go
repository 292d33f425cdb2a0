package ghsa

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Comment is one comment of an advisory's thread. Its body is embargoed: it must not be stored or logged.
// Confidential comments are never given by GitHub, and every comment of ours is read by the reporter.
type Comment struct {
	ID        int64
	Body      string
	User      *User     // nil when GitHub does not tell, as for deleted accounts
	CreatedAt time.Time // zero when GitHub does not tell
	UpdatedAt time.Time
	HTMLURL   string // "" when GitHub does not tell
}

// UnmarshalJSON reads the API's JSON, which GitHub has not described yet: it requires id, body and updated_at,
// and tolerates the rest.
func (c *Comment) UnmarshalJSON(data []byte) error {
	var raw struct {
		ID        *int64     `json:"id"`
		Body      *string    `json:"body"`
		User      *User      `json:"user"`
		CreatedAt time.Time  `json:"created_at"`
		UpdatedAt *time.Time `json:"updated_at"`
		HTMLURL   string     `json:"html_url"`
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	switch {
	case raw.ID == nil || *raw.ID == 0:
		return &missingError{"comment", "id"}
	case raw.Body == nil:
		return &missingError{"comment", "body"}
	case raw.UpdatedAt == nil || raw.UpdatedAt.IsZero():
		return &missingError{"comment", "updated_at"}
	}
	*c = Comment{
		ID: *raw.ID, Body: *raw.Body, User: raw.User, HTMLURL: raw.HTMLURL,
		CreatedAt: raw.CreatedAt.UTC(), UpdatedAt: raw.UpdatedAt.UTC(),
	}
	return nil
}

// Comments lists an advisory's comments, oldest first; since, unless zero, leaves out those last changed
// before it (counted in whole seconds, so that none is lost). A closed thread gives an empty list as well:
// see Advisory.ThreadOpen.
func (c *Client) Comments(ctx context.Context, ref Ref, since time.Time) ([]Comment, error) {
	r := list("list-comments", ref.String(), advisoryPath(ref, "comments")...)
	if err := ref.check(r); err != nil {
		return nil, err
	}
	if !since.IsZero() {
		r.query.Set("since", since.UTC().Format(time.RFC3339))
	}
	comments, err := listAll[Comment](ctx, c.conn, r)
	// GitHub does not say in which order it gives them; ids grow. One that moves from page to page while they
	// are read comes twice; the latest counts.
	slices.SortFunc(comments, func(a, b Comment) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), b.UpdatedAt.Compare(a.UpdatedAt))
	})
	return slices.CompactFunc(comments, func(a, b Comment) bool { return a.ID == b.ID }), err
}

// Comment reads one comment.
func (c *Client) Comment(ctx context.Context, ref Ref, id int64) (Comment, error) {
	r := get("get-comment", ref.String(), advisoryPath(ref, "comments", strconv.FormatInt(id, 10))...)
	if err := ref.check(r); err != nil {
		return Comment{}, err
	}
	return fetch[Comment](ctx, c.conn, r)
}

// CreateComment writes a comment. There is no way to delete one: when Ambiguous(err), look for it before
// writing it again. IsNotFound means that the thread is closed.
func (c *Client) CreateComment(ctx context.Context, ref Ref, body string) (Comment, error) {
	return c.writeComment(ctx, http.MethodPost, "create-comment", ref, body, "comments")
}

// EditComment replaces a comment's text. Its id stays, its UpdatedAt advances, and nobody is notified.
func (c *Client) EditComment(ctx context.Context, ref Ref, id int64, body string) (Comment, error) {
	return c.writeComment(ctx, http.MethodPatch, "edit-comment", ref, body, "comments", strconv.FormatInt(id, 10))
}

func (c *Client) writeComment(ctx context.Context, method, op string, ref Ref, body string, path ...string) (Comment, error) {
	content := struct {
		Body string `json:"body"`
	}{body}
	r := write(method, op, ref.String(), content, advisoryPath(ref, path...)...)
	r.content = true
	if err := ref.check(r); err != nil {
		return Comment{}, err
	}
	return fetch[Comment](ctx, c.conn, r)
}

package ghsa

import (
	"context"
	"errors"
	"net/http"
)

// Member tells whether a person is a member of an organisation, hidden members included. IsForbidden where the app
// may not see that: GitHub then sends on to the list of public members, which says nothing about the others. It needs
// members: read.
func (c *Client) Member(ctx context.Context, org, login string) (bool, error) {
	r := get("get-member", org+"/"+login, "orgs", org, "members", login)
	r.direct = true
	_, err := c.conn.do(ctx, r)
	var e *Error
	if !errors.As(err, &e) {
		return err == nil, err
	}
	switch e.Status {
	case http.StatusNotFound:
		if e.Kind == KindNotFound {
			return false, nil
		}
	case http.StatusFound:
		return false, r.fail(KindForbidden, "GitHub shows the app public members only; grant it members=read")
	}
	return false, err
}

package ghsa

import (
	"net/http"
	"testing"
)

// TestMember: only a plain yes or no counts; a redirect to the public members is neither.
func TestMember(t *testing.T) {
	for _, tc := range []struct {
		status          int
		member, refused bool
		fails           bool
	}{
		{status: http.StatusNoContent, member: true},
		{status: http.StatusNotFound},
		{status: http.StatusFound, fails: true, refused: true},
		{status: http.StatusForbidden, fails: true, refused: true},
		{status: http.StatusBadGateway, fails: true},
	} {
		_, c := client(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/orgs/octo-org/members/mona" {
				t.Errorf("%d: asked for %s", tc.status, r.URL.Path)
			}
			w.Header().Set("Location", "https://api.github.com/orgs/octo-org/public_members/mona")
			w.WriteHeader(tc.status)
		})
		member, err := c.Member(t.Context(), "octo-org", "mona")
		if member != tc.member || (err != nil) != tc.fails || IsForbidden(err) != tc.refused {
			t.Errorf("%d: %t, %v", tc.status, member, err)
		}
	}
}

package ghsa

import (
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAttestations: none is no failure, a refusal is one, and a bundle that lies elsewhere is left out.
func TestAttestations(t *testing.T) {
	const digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	for _, tc := range []struct {
		name    string
		status  int
		body    string
		want    []string
		refused bool
	}{
		{"two", http.StatusOK, `{"attestations":[{"bundle":{"mediaType":"a"},"bundle_url":""},{"bundle":{"mediaType":"b"}}]}`,
			[]string{`{"mediaType":"a"}`, `{"mediaType":"b"}`}, false},
		{"elsewhere", http.StatusOK, `{"attestations":[{"bundle":null,"bundle_url":"https://example.org/b.json.sn"}]}`, nil, false},
		{"empty", http.StatusOK, `{"attestations":[]}`, nil, false},
		{"none", http.StatusNotFound, `{"message":"Not Found"}`, nil, false},
		{"not granted", http.StatusForbidden, `{"message":"Resource not accessible by integration"}`, nil, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f, c := client(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(tc.status)
				if _, err := io.WriteString(w, tc.body); err != nil {
					t.Error(err)
				}
			})
			bundles, err := c.Attestations(t.Context(), "octo-org", "octo-repo", digest)
			if tc.refused != IsForbidden(err) || !tc.refused && err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, b := range bundles {
				got = append(got, string(b))
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
			want := []string{fmt.Sprintf("GET /repos/octo-org/octo-repo/attestations/%s?per_page=100", digest)}
			if diff := cmp.Diff(want, f.asked); diff != "" {
				t.Error(diff)
			}
		})
	}
}

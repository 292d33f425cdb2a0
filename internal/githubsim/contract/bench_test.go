package contract

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// BenchmarkRequest is what routing and checking one request costs.
func BenchmarkRequest(b *testing.B) {
	c := newContract(b)
	for name, url := range map[string]string{
		"short": "/rate_limit",
		"list":  "/repos/octo-org/octo-repo/security-advisories?state=draft&per_page=100",
		"slash": "/repos/octo-org/octo-repo/contents/.github/CODEOWNERS",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, errs := c.request(b.Context(), httptest.NewRequest(http.MethodGet, url, nil), nil); len(errs) > 0 {
					b.Fatal(errs)
				}
			}
		})
	}
}

// BenchmarkResponse is what checking GitHub's example of one advisory costs.
func BenchmarkResponse(b *testing.B) {
	c := newContract(b)
	x, _ := c.request(b.Context(), httptest.NewRequest(http.MethodGet, "/repos/o/r/security-advisories/GHSA-abcd-1234-efgh", nil), nil)
	body := exampleAdvisory(b)
	header := http.Header{"Content-Type": {"application/json; charset=utf-8"}}
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		x.response(b.Context(), http.StatusOK, header, body)
	}
}

package contract

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
)

// optional are the fields of an advisory that the description lets be missing.
var optional = map[string]bool{"cvss_severities": true}

// TestMutations damages GitHub's example of an advisory field by field: the
// contract has to notice each.
func TestMutations(t *testing.T) {
	c := newContract(t)
	x, errs := c.request(t.Context(), httptest.NewRequest(http.MethodGet, advisory, nil), nil)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	check := func(body map[string]any) int {
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		return len(x.response(t.Context(), http.StatusOK, http.Header{"Content-Type": {"application/json"}}, text))
	}
	var example map[string]any
	if err := json.Unmarshal(exampleAdvisory(t), &example); err != nil {
		t.Fatal(err)
	}
	example["collaborating_teams"] = []any{} // the example's own is outdated: see deviations
	if n := check(example); n > 0 {
		t.Fatalf("the example has %d faults", n)
	}
	for name, value := range example {
		delete(example, name)
		if check(example) == 0 && !optional[name] {
			t.Errorf("%s may be missing", name)
		}
		example[name] = false
		if check(example) == 0 {
			t.Errorf("%s may be of another type", name)
		}
		example[name] = value
	}
	example["comment_count"] = 1
	if check(example) == 0 {
		t.Error("an unknown field passes")
	}
}

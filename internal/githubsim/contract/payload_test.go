package contract

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const payloads = "../../../testdata/payloads"

// deviations are the places where recorded payloads differ from the description
// and why that is no fault of the description. Everything else must fit.
var deviations = []struct {
	files         string // glob below testdata/payloads
	place, reason string // regular expressions
	why           string
}{
	{"octokit/release.*", `^/release/(immutable|updated_at)$`, `missing$`, "recorded before immutable releases (2025)"},
	{"octokit/*", `/has_discussions$`, `missing$`, "recorded before discussions (2022)"},
	{"octokit/*", `^/(forkee|repository|pull_request/(base|head)/repo)/(topics|visibility)$`, `missing$`, "recorded before repository topics and visibility were sent (2021)"},
	{"octokit/pull_request*", `^/pull_request/(auto_merge|draft|active_lock_reason)$`, `missing$`, "recorded before auto-merge and drafts (2019-2020)"},
	{"octokit/pull_request.review_request*", `^$`, `has_discussions" is missing`, "recorded before discussions (2022); the payload is a choice of forms"},
	{"octokit/installation*", `^/installation/(created_at|updated_at)$`, `must be a string`, "recorded when times of installations were seconds since 1970"},
	{"octokit/installation*", `^/installation/(app_slug|suspended_by|suspended_at)$`, `missing$`, "recorded before suspension of installations (2020)"},
	{"octokit/installation_repositories.added*", `^/requester$`, `missing$`, "recorded before requests by members were told"},
	{"octokit/check_run.rerequested*", `/app/(created_at|updated_at)$`, `RFC 3339`, "recorded in 2018, when Apps' times were in the form of HTTP"},
	{"octokit/check_run.rerequested*", `/app/(permissions|events)$|^/check_run/(node_id|details_url)$|^/repository/disabled$`, `missing$`, "recorded in 2018, before these fields"},
	{"octokit/pull_request_review_comment.*", `^/comment/((original_)?(start_)?line|(start_)?side|reactions)$`, `missing$`, "recorded before comments on several lines, and before reactions were sent (2019)"},
	{"octokit/issues.edited*", `^/issue/(active_lock_reason|reactions|labels/\d+/description)$`, `missing$`, "recorded before these fields (2018)"},
	{"real/deployment_protection_rule.*", ``, `missing$`, "its publisher cut it down to the fields of use to them"},
	{"rest/*", `/collaborating_teams/0/type$`, `missing$`, "written before teams of enterprises (2025)"},
	{"rest/repository-advisory-pvr.json", `^/identifiers/1/value$`, `not nullable`, "GitHub's example has a CVE identifier without value beside a cve_id; real advisories leave such an identifier out"},
}

// accepted finds the deviation that explains f, or -1.
func accepted(t *testing.T, file string, f fault) int {
	t.Helper()
	for i, d := range deviations {
		ok, err := filepath.Match(d.files, file)
		if err != nil {
			t.Fatal(err)
		}
		if ok && regexp.MustCompile(d.place).MatchString(f.place) && regexp.MustCompile(d.reason).MatchString(f.reason) {
			return i
		}
	}
	return -1
}

func TestRecordedPayloads(t *testing.T) {
	c := newContract(t)
	used := make([]bool, len(deviations))
	for file, body := range recorded(t) {
		var faults []fault
		if strings.HasPrefix(file, "rest/") {
			faults = advisoryFaults(t, c, body)
		} else {
			faults = payloadFaults(t, c, file, body)
		}
		for _, f := range faults {
			if i := accepted(t, file, f); i >= 0 {
				used[i] = true
			} else {
				t.Errorf("%s: %s: %s", file, f.place, f.reason)
			}
		}
	}
	for i, d := range deviations {
		if !used[i] {
			t.Errorf("deviation %s of %s occurs no longer: remove it", d.place, d.files)
		}
	}
}

// recorded reads every payload, by its path below testdata/payloads.
func recorded(t *testing.T) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(payloads, "*", "*.json"))
	if err != nil || len(files) < 50 {
		t.Fatalf("want the recorded payloads, got %d files: %v", len(files), err)
	}
	all := map[string][]byte{}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name, err := filepath.Rel(payloads, file)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.ToSlash(name)] = body
	}
	return all
}

// payloadFaults checks a webhook payload; its event is in the name of its file.
func payloadFaults(t *testing.T, c *Contract, file string, body []byte) []fault {
	t.Helper()
	var payload struct {
		Action string `json:"action"`
	}
	if err := json.Unmarshal(body, &payload); err != nil {
		t.Fatal(err)
	}
	event, _, _ := strings.Cut(filepath.Base(file), ".")
	return c.payload(delivery(event, payload.Action), body)
}

// advisoryFaults checks GitHub's own examples of advisories, one or a list, as
// answers of the API.
func advisoryFaults(t *testing.T, c *Contract, body []byte) []fault {
	t.Helper()
	value := exampleValue(t, body)
	url := "/repos/octo-org/octo-repo/security-advisories/GHSA-abcd-1234-efgh"
	if value[0] == '[' {
		url = filepath.Dir(url)
	}
	x, errs := c.request(t.Context(), httptest.NewRequest(http.MethodGet, url, nil), nil)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return x.documented(t.Context(), http.StatusOK, http.Header{"Content-Type": {"application/json"}}, value)
}

// exampleValue takes the answer out of one of GitHub's examples.
func exampleValue(tb testing.TB, body []byte) []byte {
	tb.Helper()
	var example struct {
		Value json.RawMessage `json:"value"`
	}
	if err := json.Unmarshal(body, &example); err != nil {
		tb.Fatal(err)
	}
	return example.Value
}

// exampleAdvisory is GitHub's example of one advisory, 9 KB.
func exampleAdvisory(tb testing.TB) []byte {
	tb.Helper()
	body, err := os.ReadFile(filepath.Join(payloads, "rest", "repository-advisory.json"))
	if err != nil {
		tb.Fatal(err)
	}
	return exampleValue(tb, body)
}

func newContract(tb testing.TB) *Contract {
	tb.Helper()
	c, err := New()
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

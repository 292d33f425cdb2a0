package ghsa

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func readAdvisory(t *testing.T, name string) Advisory {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	var a Advisory
	if err := json.Unmarshal(data, &a); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return a
}

func TestAdvisoryPublished(t *testing.T) {
	got := readAdvisory(t, "advisory-published.json")
	octocat := User{Login: "octocat", ID: 1, Type: "User"}
	want := Advisory{
		GHSA: "GHSA-abcd-1234-efgh", CVEID: "CVE-2050-00000", State: "published", Severity: "critical",
		URL:         "https://api.github.com/repos/repo/a-package/security-advisories/GHSA-abcd-1234-efgh",
		HTMLURL:     "https://github.com/repo/a-package/security/advisories/GHSA-abcd-1234-efgh",
		Summary:     "A short summary of the advisory.",
		Description: "A detailed description of what the advisory entails.",
		CVSSSeverities: &CVSSSeverities{
			V3: &CVSS{"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8},
			V4: &CVSS{"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 9.3},
		},
		CWEs: []string{"CWE-123"},
		Vulnerabilities: []Vulnerability{
			{Package{"pip", "a-package"}, ">= 1.0.0, < 1.0.1", "1.0.1", []string{"function1"}},
			{Package{"pip", "another-package"}, ">= 1.0.0, < 1.0.2", "1.0.2", []string{"function2"}},
		},
		Author: &octocat, Publisher: &octocat,
		Credits:            []Credit{{"octocat", "analyst"}},
		CreditsDetailed:    []CreditDetail{{octocat, "analyst", "accepted"}},
		CollaboratingUsers: []User{{Login: "octokitten", ID: 1, Type: "User"}},
		CollaboratingTeams: []Team{{ID: 1, Slug: "justice-league", Name: "Justice League"}},
		PrivateFork: &Fork{
			ID: 217723378, FullName: "octo-org/octo-repo-ghsa-abcd-1234-efgh",
			HTMLURL: "https://github.com/octo-org/octo-repo-ghsa-abcd-1234-efgh",
		},
		CreatedAt:   time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC),
		UpdatedAt:   time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC),
		PublishedAt: time.Date(2020, 1, 3, 0, 0, 0, 0, time.UTC),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAdvisoryList(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "advisory-list.json"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := decode[[]Advisory](get("list-repo-advisories", "t"), answer{status: 200, body: data})
	if err != nil || len(got) != 2 || got[0].State != "published" || got[1].State == "" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestAdvisoryTolerance(t *testing.T) {
	reported := readAdvisory(t, "advisory-reported.json")
	if reported.State != "triage" || reported.Submission == nil || reported.Submission.Accepted || reported.CVSSSeverities != nil {
		t.Errorf("reported: %+v", reported)
	}
	nulls := readAdvisory(t, "advisory-nulls.json")
	if nulls.Submission != nil || nulls.Author != nil || nulls.CVSSSeverities != nil || nulls.ThreadOpen() || !nulls.CreatedAt.IsZero() {
		t.Errorf("nulls: %+v", nulls)
	}
	if len(nulls.Vulnerabilities) != 1 || nulls.CreditsDetailed[0].State != "pending" {
		t.Errorf("nulls: %+v", nulls)
	}
	var open Advisory
	err := json.Unmarshal([]byte(`{"ghsa_id":"GHSA-2345-6789-cfgh","state":"draft","comments":3,"comments_url":"https://x/comments",
		"updated_at":"2026-11-02T12:00:00+02:00"}`), &open)
	if err != nil || !open.ThreadOpen() || open.Comments != 3 || open.UpdatedAt != start {
		t.Errorf("open: %+v, %v", open, err)
	}
}

func TestCVSSFallback(t *testing.T) {
	const v3, v4 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
	for name, c := range map[string]struct {
		fields string
		want   *CVSSSeverities
	}{
		"none":            {`"cvss":null`, nil},
		"deprecated only": {`"cvss":{"vector_string":"` + v3 + `","score":9.8}`, &CVSSSeverities{V3: &CVSS{v3, 9.8}}},
		"deprecated v4":   {`"cvss":{"vector_string":"` + v4 + `","score":9.3}`, &CVSSSeverities{V4: &CVSS{v4, 9.3}}},
		"severities win":  {`"cvss":{"vector_string":"x","score":1},"cvss_severities":{"cvss_v4":{"vector_string":"` + v4 + `","score":null}}`, &CVSSSeverities{V4: &CVSS{v4, 0}}},
		"empty":           {`"cvss":{"vector_string":null,"score":null},"cvss_severities":null`, nil},
	} {
		var a Advisory
		if err := json.Unmarshal([]byte(`{"ghsa_id":"GHSA-2345-6789-cfgh","state":"draft",`+c.fields+`}`), &a); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(c.want, a.CVSSSeverities); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

func TestCommentTolerance(t *testing.T) {
	var got Comment
	err := json.Unmarshal([]byte(`{"id":1,"body":"","updated_at":"2026-11-02T10:00:00Z","user":null,"node_id":"x","author_association":"NONE","reactions":{}}`), &got)
	if diff := cmp.Diff(Comment{ID: 1, UpdatedAt: start}, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	for field, bad := range map[string]string{
		"id":         `{"body":"b","updated_at":"2026-11-02T10:00:00Z"}`,
		"body":       `{"id":1,"body":null,"updated_at":"2026-11-02T10:00:00Z"}`,
		"updated_at": `{"id":1,"body":"b","created_at":"2026-11-02T10:00:00Z","updated_at":null}`,
	} {
		if err := json.Unmarshal([]byte(bad), &got); err == nil || err.Error() != "comment without "+field {
			t.Errorf("without %s: %v", field, err)
		}
	}
}

// What an answer holds must never get into the error about it.
func TestDecodeErrorsKeepSilent(t *testing.T) {
	for want, body := range map[string]string{
		"comment without body":                   `[{"id":1,"html_url":"SECRET","updated_at":"2026-11-02T10:00:00Z"}]`,
		`field "body" is of another type`:        `[{"id":1,"body":["SECRET"]}]`,
		`field "id" is of another type`:          `[{"id":"SECRET"}]`,
		"not the JSON expected":                  `[{"id":1,"body":"b","updated_at":"SECRET"}]`,
		"no JSON after byte 1":                   `SECRET`,
		"malformed (200): not the JSON expected": `"SECRET"`,
	} {
		_, err := decode[[]Comment](get("list-comments", ref.String()), answer{status: 200, body: []byte(body)})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%s: %v, want %q", body, err, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, name := range []string{"advisory-published.json", "advisory-reported.json", "advisory-nulls.json"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(commentJSON(1, "text")))
	f.Add([]byte(`{"id":1,"body":"b","updated_at":"2026-11-02T10:00:00Z","user":{"login":"l"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		a := answer{status: 200, body: data}
		if c, err := decode[Comment](get("get-comment", "t"), a); err == nil && (c.ID == 0 || c.UpdatedAt.IsZero()) {
			t.Errorf("comment without id or time: %+v", c)
		}
		advisory, err := decode[Advisory](get("get-advisory", "t"), a)
		if err != nil {
			return
		}
		if advisory.GHSA == "" || advisory.State == "" {
			t.Errorf("advisory without id or state: %+v", advisory)
		}
		if s := advisory.CVSSSeverities; s != nil && s.V3 == nil && s.V4 == nil {
			t.Error("severities without a vector")
		}
		if r, ok := advisory.Ref(); ok {
			if again, err := ParseRef(r.String()); err != nil || again != r {
				t.Errorf("ref %q does not read back: %v", r, err)
			}
		}
	})
}

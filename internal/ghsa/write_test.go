package ghsa

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPatchSendsOnlyWhatIsSet(t *testing.T) {
	var nobody []string
	for want, p := range map[string]Patch{
		`{"summary":"s"}`:                         {Summary: new("s")},
		`{"cve_id":"CVE-2026-1"}`:                 {CVEID: new("CVE-2026-1")},
		`{"collaborating_users":[]}`:              {CollaboratingUsers: &nobody},
		`{"collaborating_users":["mona"]}`:        {CollaboratingUsers: &[]string{"mona"}},
		`{"collaborating_teams":[]}`:              {CollaboratingTeams: &[]string{}},
		`{"credits":[]}`:                          {Credits: new([]Credit)},
		`{"cwe_ids":[],"state":"published"}`:      {CWEs: &nobody, State: new("published")},
		`{"severity":"high"}`:                     {Severity: new("high")},
		`{"cvss_vector_string":"CVSS:3.1/x & y"}`: {CVSSVector: new("CVSS:3.1/x & y")},
		`{"vulnerabilities":[{"package":{"ecosystem":"go","name":"m"},"vulnerable_version_range":"< 2","patched_versions":"2","vulnerable_functions":null}]}`: {
			Vulnerabilities: &[]Vulnerability{{Package: Package{"go", "m"}, VulnerableVersionRange: "< 2", PatchedVersions: "2"}},
		},
	} {
		var got string
		f, gh := client(t, func(w http.ResponseWriter, r *http.Request) {
			got = bodyOf(t, r)
			answers(200, advisoryJSON(ref.GHSA, "as it is now"))(w, r)
		})
		a, err := gh.PatchAdvisory(t.Context(), ref, p)
		if err != nil || got != want || a.Summary != "as it is now" {
			t.Errorf("sent %s, want %s, got %+v, %v", got, want, a, err)
		}
		if asked := f.requests()[0]; asked != "PATCH /repos/octo-org/octo-repo/security-advisories/GHSA-2345-6789-cfgh" {
			t.Error(asked)
		}
	}
}

func TestPatchRefused(t *testing.T) {
	f, gh := client(t, nil)
	for want, p := range map[string]Patch{
		"nothing to change":   {},
		"exclude each other":  {Severity: new("high"), CVSSVector: new("CVSS:3.1/SECRET")},
		"severity is none of": {Severity: new("SECRET")},
		"state is none of":    {State: new("triage")},
	} {
		_, err := gh.PatchAdvisory(t.Context(), ref, p)
		if !IsInvalid(err) || Ambiguous(err) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if len(f.requests()) != 0 {
		t.Errorf("sent %q", f.requests())
	}
}

func TestComments(t *testing.T) {
	var sent []string
	f, gh := client(t, func(w http.ResponseWriter, r *http.Request) {
		sent = append(sent, r.Method+" "+strings.TrimPrefix(r.URL.Path, "/repos/octo-org/octo-repo/security-advisories/GHSA-2345-6789-cfgh")+" "+bodyOf(t, r))
		answers(200, commentJSON(8, "text"))(w, r)
	})
	want := Comment{ID: 8, Body: "text", UpdatedAt: start}
	created, err1 := gh.CreateComment(t.Context(), ref, "<a> & \"b\"\n")
	edited, err2 := gh.EditComment(t.Context(), ref, 8, "")
	read, err3 := gh.Comment(t.Context(), ref, 8)
	for i, got := range []Comment{created, edited, read} {
		if diff := cmp.Diff(want, got); diff != "" || err1 != nil || err2 != nil || err3 != nil {
			t.Errorf("%d: %v %v %v\n%s", i, err1, err2, err3, diff)
		}
	}
	wanted := []string{`POST /comments {"body":"<a> & \"b\"\n"}`, `PATCH /comments/8 {"body":""}`, `GET /comments/8 `}
	if diff := cmp.Diff(wanted, sent); diff != "" {
		t.Error(diff)
	}
	f.handle = answers(404, ``) // a closed thread
	if _, err := gh.CreateComment(t.Context(), ref, "b"); !IsNotFound(err) {
		t.Error(err)
	}
}

// GitHub accepts both jobs with 202, which go-github takes for an error.
func TestAcceptedJobs(t *testing.T) {
	f, gh := client(t, answers(202, `{"id":1,"full_name":"octo-org/octo-repo-ghsa-2345-6789-cfgh"}`))
	name, err := gh.CreateFork(t.Context(), ref)
	if err != nil || name != "octo-org/octo-repo-ghsa-2345-6789-cfgh" {
		t.Errorf("%q, %v", name, err)
	}
	if err := gh.RequestCVE(t.Context(), ref); err != nil {
		t.Error(err)
	}
	const path = "POST /repos/octo-org/octo-repo/security-advisories/GHSA-2345-6789-cfgh/"
	if diff := cmp.Diff([]string{path + "forks", path + "cve"}, f.requests()); diff != "" {
		t.Error(diff)
	}
	f.handle = answers(202, ``)
	if err := gh.RequestCVE(t.Context(), ref); err != nil {
		t.Errorf("an empty answer: %v", err)
	}
	if _, err := gh.CreateFork(t.Context(), ref); !Ambiguous(err) {
		t.Errorf("an empty answer: %v", err)
	}
}

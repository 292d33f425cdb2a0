package ghsa

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCheckRuns(t *testing.T) {
	const run = `{"id":9,"name":"embargo roster","head_sha":"abc","external_id":"x","html_url":"u","status":"in_progress",
		"conclusion":null,"output":{"title":null,"summary":"s","text":null},"app":{"id":7,"slug":"embargo"}}`
	want := CheckRun{ID: 9, Name: "embargo roster", HeadSHA: "abc", ExternalID: "x", HTMLURL: "u", Status: "in_progress", Output: CheckOutput{Summary: "s"}}
	want.App.ID, want.App.Slug = 7, "embargo"
	var sent []string
	f, gh := client(t, func(w http.ResponseWriter, r *http.Request) {
		sent = append(sent, bodyOf(t, r))
		answers(200, run)(w, r)
	})
	waiting := CheckResult{Name: "embargo roster", ExternalID: "x", Output: CheckOutput{"t", "s & <s>"}}
	created, err1 := gh.CreateCheckRun(t.Context(), "o", "r", "abc", waiting)
	failing := waiting
	failing.Conclusion, failing.DetailsURL = "failure", "https://example.org"
	updated, err2 := gh.UpdateCheckRun(t.Context(), "o", "r", 9, failing)
	f.handle = answers(200, `{"total_count":1,"check_runs":[`+run+`]}`)
	listed, err3 := gh.CheckRuns(t.Context(), "o", "r", "abc", "embargo roster")
	if diff := cmp.Diff([]CheckRun{want, want, want}, append(listed, created, updated)); diff != "" || err1 != nil || err2 != nil || err3 != nil {
		t.Errorf("%v %v %v\n%s", err1, err2, err3, diff)
	}
	wantSent := []string{
		`{"name":"embargo roster","external_id":"x","output":{"title":"t","summary":"s & <s>"},"head_sha":"abc","status":"in_progress"}`,
		`{"name":"embargo roster","external_id":"x","details_url":"https://example.org","conclusion":"failure","output":{"title":"t","summary":"s & <s>"},` +
			`"status":"completed","completed_at":"2026-11-02T10:00:00Z"}`,
	}
	if diff := cmp.Diff(wantSent, sent); diff != "" {
		t.Error(diff)
	}
	wantAsked := []string{"POST /repos/o/r/check-runs", "PATCH /repos/o/r/check-runs/9",
		"GET /repos/o/r/commits/abc/check-runs?check_name=embargo+roster&per_page=100"}
	if diff := cmp.Diff(wantAsked, f.requests()); diff != "" {
		t.Error(diff)
	}
	f.handle = answers(403, `{"message":"Resource not accessible by integration"}`)
	if _, err := gh.CreateCheckRun(t.Context(), "o", "r", "abc", waiting); !IsForbidden(err) {
		t.Error(err)
	}
}

func TestPullRequestsAndFiles(t *testing.T) {
	f, gh := client(t, answers(200, `[{"filename":"new","previous_filename":"old","status":"renamed"},{"filename":"x","status":"removed"}]`))
	files, err := gh.PullRequestFiles(t.Context(), "o", "r", 3)
	if diff := cmp.Diff([]ChangedFile{{"new", "old", "renamed"}, {"x", "", "removed"}}, files); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	f.handle = answers(200, `[{"number":3,"state":"open","draft":true,"head":{"ref":"b","sha":"s"}}]`)
	pulls, err := gh.OpenPullRequests(t.Context(), "o", "r")
	if diff := cmp.Diff([]PullRequest{{Number: 3, State: "open", Draft: true, Head: Branch{"b", "s"}}}, pulls); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	f.handle = answers(200, `{"id":1,"name":"r","full_name":"o/r","default_branch":"trunk"}`)
	repository, err := gh.Repository(t.Context(), "o", "r")
	if repository.DefaultBranch != "trunk" || err != nil {
		t.Errorf("%+v, %v", repository, err)
	}
	f.handle = answers(200, `{"type":"file","encoding":"base64","content":"YQ=="}`)
	content, err := gh.FileAt(t.Context(), "o", "r", "a/b", "abc")
	if string(content) != "a" || err != nil {
		t.Errorf("%q, %v", content, err)
	}
	wantAsked := []string{"GET /repos/o/r/pulls/3/files?per_page=100", "GET /repos/o/r/pulls?per_page=100", "GET /repos/o/r", "GET /repos/o/r/contents/a/b?ref=abc"}
	if diff := cmp.Diff(wantAsked, f.requests()); diff != "" {
		t.Error(diff)
	}
}

package githubsim_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/embargo-app/embargo/internal/githubsim"
)

// advisoryJSON is what the tests look at in an answer.
type advisoryJSON struct {
	GHSA        string  `json:"ghsa_id"`
	CVE         *string `json:"cve_id"`
	State       string
	Severity    *string
	Summary     string
	Author      *github.User
	Submission  *struct{ Accepted bool }
	UpdatedAt   time.Time          `json:"updated_at"`
	Comments    int                `json:"comments"`
	CommentsURL *string            `json:"comments_url"`
	Users       []github.User      `json:"collaborating_users"`
	Teams       []github.Team      `json:"collaborating_teams"`
	Fork        *github.Repository `json:"private_fork"`
	CVSS        *struct{ Score *float64 }
	Severities  struct {
		V3, V4 struct {
			Vector *string `json:"vector_string"`
			Score  *float64
		}
	} `json:"cvss_severities"`
}

func (w *world) advisory(ref githubsim.Ref) advisoryJSON {
	w.t.Helper()
	var a advisoryJSON
	_, err := w.call("GET", advisoryPath(ref), nil, &a)
	w.must(err)
	return a
}

func TestReportToPublication(t *testing.T) {
	w := newWorld(t, githubsim.Options{ForkDelay: 3 * time.Minute})
	ref := w.report("anvils fall")
	a := w.advisory(ref)
	if a.State != "triage" || a.Author.GetLogin() != "rita" || a.Submission == nil || a.Submission.Accepted ||
		len(a.Users) != 1 || a.Users[0].GetLogin() != "rita" || *a.Severity != "high" || a.CommentsURL == nil {
		t.Fatalf("after the report: %+v", a)
	}

	w.clock.advance(time.Hour)
	w.must(w.Accept("alice", ref))
	w.must(w.AddCollaborator("alice", ref, "acme/anvil-codeowners"))
	w.must(w.SetCVSS("carol", ref, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"))
	w.must(w.AssignCVE(ref, "CVE-2026-12345"))
	if got := w.status("POST", advisoryPath(ref)+"/forks", nil); got != http.StatusAccepted {
		t.Fatalf("fork: %d", got)
	}
	a = w.advisory(ref)
	if a.State != "draft" || !a.Submission.Accepted || len(a.Teams) != 1 || *a.Severity != "critical" ||
		*a.CVE != "CVE-2026-12345" || *a.CVSS.Score != 9.8 || a.Fork != nil || !a.UpdatedAt.Equal(w.clock.now()) {
		t.Fatalf("as a draft: %+v", a)
	}

	w.clock.advance(3 * time.Minute)
	a = w.advisory(ref)
	if a.Fork == nil || a.Fork.GetName() != "anvil-"+strings.ToLower(ref.GHSA) {
		t.Fatalf("fork: %+v", a.Fork)
	}
	if got := w.status("GET", "repos/"+a.Fork.GetFullName(), nil); got != http.StatusNotFound {
		t.Errorf("an integration reads the private fork: %d", got)
	}

	w.must(w.Publish("bob", ref))
	a = w.advisory(ref)
	if a.State != "published" || a.CommentsURL != nil || a.Fork != nil {
		t.Errorf("after publication: %+v", a)
	}
	if got := w.status("PATCH", advisoryPath(ref), object{"state": "draft"}); got != http.StatusUnprocessableEntity {
		t.Errorf("publication was taken back: %d", got)
	}
}

func TestRightsOfPeople(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	ref := w.report("anvils fall")
	for what, err := range map[string]error{
		"reporter accepts":                  w.Accept("rita", ref),
		"stranger publishes":                w.Publish("mallory", ref),
		"owner of code not yet added edits": w.SetCVSS("carol", ref, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"),
		"publish in triage":                 w.Publish("alice", ref),
		"unknown person":                    w.Accept("nobody", ref),
	} {
		if !errors.Is(err, githubsim.ErrRefused) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := w.Comment("mallory", ref, "hello"); !errors.Is(err, githubsim.ErrRefused) {
		t.Errorf("stranger comments: %v", err)
	}
	w.must(w.RemoveCollaborator("alice", ref, "rita"))
	if _, err := w.Comment("rita", ref, "hello"); !errors.Is(err, githubsim.ErrRefused) {
		t.Errorf("removed reporter comments: %v", err)
	}
}

type object = map[string]any

func TestPatch(t *testing.T) {
	vector := "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
	for _, tc := range []struct {
		name string
		body object
		want int
	}{
		{"severity", object{"severity": "low"}, 200},
		{"vector", object{"cvss_vector_string": vector}, 200},
		{"severity and vector", object{"severity": "low", "cvss_vector_string": vector}, 422},
		{"severity null beside vector", object{"severity": nil, "cvss_vector_string": vector}, 200},
		{"bad vector", object{"cvss_vector_string": "CVSS:3.1/AV:X"}, 422},
		{"unknown key", object{"colour": "red"}, 422},
		{"accept", object{"state": "draft"}, 200},
		{"publish from triage", object{"state": "published"}, 422},
		{"withdraw", object{"state": "withdrawn"}, 422},
		{"users", object{"collaborating_users": []string{"rita", "carol"}}, 200},
		{"unknown user", object{"collaborating_users": []string{"nobody"}}, 422},
		{"teams", object{"collaborating_teams": []string{"src"}}, 200},
		{"unknown team", object{"collaborating_teams": []string{"nobody"}}, 422},
		{"cve", object{"cve_id": "CVE-2026-1"}, 422},
		{"empty summary", object{"summary": ""}, 422},
		{"vulnerability", object{"vulnerabilities": []object{{"package": object{"ecosystem": "go", "name": "x"}}}}, 200},
		{"unknown ecosystem", object{"vulnerabilities": []object{{"package": object{"ecosystem": "cobol"}}}}, 422},
		{"credit", object{"credits": []object{{"login": "rita", "type": "reporter"}}}, 200},
		{"one good, one bad", object{"summary": "new", "collaborating_users": []string{"nobody"}}, 422},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newWorld(t, githubsim.Options{})
			ref := w.report("anvils fall")
			before := w.advisory(ref)
			w.clock.advance(time.Minute)
			if got := w.status("PATCH", advisoryPath(ref), tc.body); got != tc.want {
				t.Fatalf("status %d, want %d", got, tc.want)
			}
			after := w.advisory(ref)
			if changed := !after.UpdatedAt.Equal(before.UpdatedAt); changed != (tc.want == 200) || (!changed && after.Summary != before.Summary) {
				t.Errorf("changed: %v", changed)
			}
		})
	}
}

func TestPatchReplacesArrays(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	ref := w.report("anvils fall")
	var a advisoryJSON
	_, err := w.call("PATCH", advisoryPath(ref), object{"collaborating_users": []string{"carol"}}, &a)
	w.must(err)
	if len(a.Users) != 1 || a.Users[0].GetLogin() != "carol" {
		t.Errorf("users: %v", a.Users)
	}

	w = newWorld(t, githubsim.Options{RefuseCollaborators: true})
	ref = w.report("anvils fall")
	if got := w.status("PATCH", advisoryPath(ref), object{"collaborating_users": []string{}}); got != http.StatusForbidden {
		t.Errorf("refused collaborators: %d", got)
	}
	if got := w.status("PATCH", advisoryPath(ref), object{"collaborating_users": []string{"rita"}, "severity": "low"}); got != http.StatusOK {
		t.Errorf("same collaborators: %d", got)
	}
}

func TestListsAreSortedAndPaged(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	var refs []githubsim.Ref
	for i := range 7 {
		w.clock.advance(time.Minute)
		refs = append(refs, w.report(fmt.Sprint("number ", i)))
	}
	w.clock.advance(time.Minute)
	w.must(w.Accept("alice", refs[2]))
	w.must(w.AssignCVE(refs[0], "CVE-2026-11111")) // same second as refs[2]

	want := []int{2, 0, 6, 5, 4, 3, 1}
	var got, back []int
	number := map[string]int{}
	for i, r := range refs {
		number[r.GHSA] = i
	}
	path := "orgs/acme/security-advisories?sort=updated&direction=desc&per_page=3"
	var prev string
	for next := path; next != ""; {
		var list []advisoryJSON
		res, err := w.call("GET", next, nil, &list)
		w.must(err)
		for _, a := range list {
			got = append(got, number[a.GHSA])
		}
		next, prev = "", path+"&before="+res.Before
		if res.After != "" {
			next = path + "&after=" + res.After
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("order %v, want %v", got, want)
	}
	var list []advisoryJSON
	res, err := w.call("GET", prev, nil, &list)
	w.must(err)
	for _, a := range list {
		back = append(back, number[a.GHSA])
	}
	if !slices.Equal(back, want[3:6]) || res.After == "" || res.Before == "" {
		t.Errorf("page before: %v, want %v (%+v)", back, want[3:6], res)
	}

	_, err = w.call("GET", "repos/acme/anvil/security-advisories?state=draft", nil, &list)
	w.must(err)
	if len(list) != 1 || list[0].GHSA != refs[2].GHSA {
		t.Errorf("drafts: %v", list)
	}
	for _, bad := range []string{"sort=name", "state=open", "direction=up", "after=%21"} {
		if got := w.status("GET", "orgs/acme/security-advisories?"+bad, nil); got != http.StatusBadRequest {
			t.Errorf("%s: %d", bad, got)
		}
	}
}

func TestStrangersSeeOnlyPublishedAdvisories(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	ref := w.report("anvils fall")
	anonymous := github.NewClient(&http.Client{Transport: w.Transport()})
	get := func() int {
		req, err := anonymous.NewRequest("GET", advisoryPath(ref), nil)
		w.must(err)
		res, _ := anonymous.Do(context.Background(), req, nil)
		return res.StatusCode
	}
	if got := get(); got != http.StatusNotFound {
		t.Errorf("before publication: %d", got)
	}
	w.must(w.Accept("alice", ref))
	w.must(w.Publish("alice", ref))
	if got := get(); got != http.StatusOK {
		t.Errorf("after publication: %d", got)
	}
}

func TestRequestCVE(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	ref := w.report("anvils fall")
	_, err := w.gh.SecurityAdvisories.RequestCVE(context.Background(), ref.Owner, ref.Repo, ref.GHSA)
	w.must(err)
	a, err := w.Advisory(ref)
	w.must(err)
	if !a.CVERequestedAt.Equal(w.clock.now()) || a.CVE != "" {
		t.Errorf("%+v", a)
	}
	w.must(w.AssignCVE(ref, "CVE-2026-12345"))
	if got := w.status("POST", advisoryPath(ref)+"/cve", nil); got != http.StatusUnprocessableEntity {
		t.Errorf("second request: %d", got)
	}
}

func TestModernVersionDropsCVSS(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	ref := w.report("anvils fall")
	for version, want := range map[string]bool{"2022-11-28": true, "2026-03-10": false} {
		req, err := w.gh.NewRequest("GET", advisoryPath(ref), nil)
		w.must(err)
		req.Header.Set("X-Github-Api-Version", version)
		got := object{}
		_, err = w.gh.Do(context.Background(), req, &got)
		w.must(err)
		if _, there := got["cvss"]; there != want {
			t.Errorf("%s: cvss there: %v", version, there)
		}
	}
}

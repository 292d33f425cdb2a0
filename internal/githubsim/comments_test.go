package githubsim_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/embargo-app/embargo/internal/githubsim"
)

type commentJSON struct {
	ID        int64
	Body      string
	User      *github.User
	HTMLURL   string    `json:"html_url"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

func TestThread(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	ref := w.report("anvils fall")
	path := advisoryPath(ref) + "/comments"
	_, err := w.Comment("rita", ref, "any news?")
	w.must(err)
	_, err = w.FileConfidentialComment("alice", ref, "is she serious?")
	w.must(err)

	var ours commentJSON
	_, err = w.call("POST", path, object{"body": "welcome"}, &ours)
	w.must(err)
	if ours.User.GetLogin() != "embargo[bot]" || ours.User.GetType() != "Bot" {
		t.Errorf("author %v", ours.User)
	}
	w.clock.advance(time.Minute)
	var edited commentJSON
	one := fmt.Sprint(path, "/", ours.ID)
	_, err = w.call("PATCH", one, object{"body": "welcome, rita"}, &edited)
	w.must(err)
	if edited.ID != ours.ID || !edited.CreatedAt.Equal(ours.CreatedAt) || !edited.UpdatedAt.Equal(w.clock.now()) {
		t.Errorf("edited: %+v", edited)
	}

	var list []commentJSON
	_, err = w.call("GET", path, nil, &list)
	w.must(err)
	if len(list) != 2 || list[0].Body != "any news?" || list[1].Body != "welcome, rita" {
		t.Errorf("thread: %+v", list)
	}
	_, err = w.call("GET", path+"?since="+w.clock.now().Format(time.RFC3339), nil, &list)
	w.must(err)
	if len(list) != 1 || list[0].ID != ours.ID {
		t.Errorf("since the edit: %+v", list)
	}
	if a := w.advisory(ref); a.Comments != 2 {
		t.Errorf("count %d", a.Comments)
	}
	thread, err := w.Thread(ref)
	w.must(err)
	if len(thread) != 3 || !thread[1].Confidential || thread[2].Edits != 1 {
		t.Errorf("inspected: %+v", thread)
	}
}

func TestCommentsRefused(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	ref := w.report("anvils fall")
	path := advisoryPath(ref) + "/comments"
	theirs, err := w.Comment("rita", ref, "hello")
	w.must(err)
	hidden, err := w.FileConfidentialComment("alice", ref, "hidden")
	w.must(err)
	for _, tc := range []struct {
		method, path string
		body         any
		want         int
	}{
		{"POST", path, object{"body": " "}, 422},
		{"POST", path, object{}, 422},
		{"POST", path, object{"body": strings.Repeat("x", 65537)}, 422},
		{"POST", path, []string{"no object"}, 400},
		{"PATCH", fmt.Sprint(path, "/", theirs), object{"body": "mine now"}, 403},
		{"PATCH", path + "/1", object{"body": "x"}, 404},
		{"GET", fmt.Sprint(path, "/", hidden), nil, 404},
		{"DELETE", fmt.Sprint(path, "/", theirs), nil, 404},
		{"GET", path + "?since=yesterday", nil, 422},
		{"GET", "repos/acme/anvil/security-advisories/GHSA-none/comments", nil, 404},
	} {
		if got := w.status(tc.method, tc.path, tc.body); got != tc.want {
			t.Errorf("%s %s: %d, want %d", tc.method, tc.path, got, tc.want)
		}
	}
}

func TestClosedThread(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	ref := w.report("anvils fall")
	id, err := w.Comment("rita", ref, "hello")
	w.must(err)
	w.must(w.Accept("alice", ref))
	w.must(w.Publish("alice", ref))
	path := advisoryPath(ref) + "/comments"
	var list []commentJSON
	res, err := w.call("GET", path, nil, &list)
	w.must(err)
	if res.StatusCode != http.StatusOK || len(list) != 0 {
		t.Errorf("list: %d %v", res.StatusCode, list)
	}
	if got := w.status("POST", path, object{"body": "too late"}); got != http.StatusNotFound {
		t.Errorf("post: %d", got)
	}
	if err := w.EditComment("rita", ref, id, "too late"); err == nil {
		t.Error("a person edits a closed thread")
	}
}

func TestCommentAdvancesAdvisoryOnlyWhereAsked(t *testing.T) {
	for _, advances := range []bool{false, true} {
		w := newWorld(t, githubsim.Options{CommentAdvancesAdvisory: advances})
		ref := w.report("anvils fall")
		w.clock.advance(time.Minute)
		_, err := w.Comment("rita", ref, "hello")
		w.must(err)
		if got := w.advisory(ref).UpdatedAt.Equal(w.clock.now()); got != advances {
			t.Errorf("option %v: advanced %v", advances, got)
		}
	}
}

func TestCommentPages(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	ref := w.report("anvils fall")
	for i := range 5 {
		_, err := w.Comment("rita", ref, fmt.Sprint("number ", i))
		w.must(err)
	}
	var bodies []string
	for n := 1; n != 0; {
		var list []commentJSON
		res, err := w.call("GET", fmt.Sprintf("%s/comments?per_page=2&page=%d", advisoryPath(ref), n), nil, &list)
		w.must(err)
		for _, c := range list {
			bodies = append(bodies, c.Body)
		}
		n = res.NextPage
	}
	if got := strings.Join(bodies, ","); got != "number 0,number 1,number 2,number 3,number 4" {
		t.Error(got)
	}
}

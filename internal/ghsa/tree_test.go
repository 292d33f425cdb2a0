package ghsa

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
)

// treeFiles answers as a repository with a CODEOWNERS file, a .github folder, a symbolic link and a submodule.
func treeFiles(w http.ResponseWriter, r *http.Request) {
	body := map[string]string{
		"/git/trees/HEAD": `{"tree":[
			{"path":".github","mode":"040000","type":"tree","sha":"t1"},
			{"path":"CODEOWNERS","mode":"100644","type":"blob","sha":"b1"},
			{"path":"link","mode":"120000","type":"blob","sha":"b2"},
			{"path":"module","mode":"160000","type":"commit","sha":"c1"}]}`,
		"/git/trees/t1": `{"tree":[{"path":"embargo.yml","mode":"100644","type":"blob","sha":"b3"}]}`,
		"/git/blobs/b1": blobJSON("owners"),
		"/git/blobs/b3": blobJSON("process"),
		"/contents/link": `{"type":"file","encoding":"base64","size":6,"content":"` +
			base64.StdEncoding.EncodeToString([]byte("linked")) + `"}`,
		"/contents/module":  `{"type":"submodule"}`,
		"/contents/.github": `[{"type":"file"}]`,
	}[strings.TrimPrefix(r.URL.Path, "/repos/o/r")]
	if body == "" {
		w.WriteHeader(http.StatusNotFound)
		body = `{}`
	}
	_, _ = w.Write([]byte(body))
}

func blobJSON(content string) string {
	return `{"encoding":"base64","size":9,"content":"` + base64.StdEncoding.EncodeToString([]byte(content)) + `"}`
}

func TestFile(t *testing.T) {
	tests := []struct{ path, content, requests string }{
		{"CODEOWNERS", "owners", "/git/trees/HEAD /git/blobs/b1"},
		{".github/embargo.yml", "process", "/git/trees/HEAD /git/trees/t1 /git/blobs/b3"},
		{"link", "linked", "/git/trees/HEAD /contents/link"},
		// What is not there is told by the trees, which cost nothing while they stay as they are.
		{"docs/CODEOWNERS", "", "/git/trees/HEAD"},
		{".github/CODEOWNERS", "", "/git/trees/HEAD /git/trees/t1"},
		{"CODEOWNERS/x", "", "/git/trees/HEAD"},
	}
	for _, tt := range tests {
		f, gh := client(t, treeFiles)
		got, err := gh.File(t.Context(), "o", "r", tt.path)
		if string(got) != tt.content || IsNotFound(err) != (tt.content == "") {
			t.Errorf("%s: %q, %v", tt.path, got, err)
		}
		sent := strings.ReplaceAll(strings.Join(f.requests(), " "), "GET /repos/o/r", "")
		if sent != tt.requests {
			t.Errorf("%s: sent %q, want %q", tt.path, sent, tt.requests)
		}
	}
	for _, path := range []string{"module", ".github"} {
		_, gh := client(t, treeFiles)
		if _, err := gh.File(t.Context(), "o", "r", path); !IsInvalid(err) {
			t.Errorf("%s: %v", path, err)
		}
	}
	_, gh := client(t, answers(http.StatusConflict, `{}`))
	if _, err := gh.File(t.Context(), "o", "r", "CODEOWNERS"); !IsNotFound(err) {
		t.Errorf("an empty repository: %v", err)
	}
	f, gh := client(t, answers(200, `{"tree":[],"truncated":true}`))
	if _, err := gh.File(t.Context(), "o", "r", "CODEOWNERS"); err == nil || len(f.requests()) != 2 {
		t.Errorf("a tree too large to list must be asked for the file itself: %q, %v", f.requests(), err)
	}
}

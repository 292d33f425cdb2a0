package ghsa_test

import (
	"testing"

	"github.com/embargo-app/embargo/internal/ghsa"
)

// TestHistory follows one file through its versions.
func TestHistory(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	const file = ".github/CODEOWNERS"
	first := must[[]byte](t)(w.gh.File(ctx, org, "octo-repo", file))
	ok(t, w.sim.SetFile(org, "octo-repo", file, "* @mona\n"))
	ok(t, w.sim.SetFile(org, "octo-repo", "README.md", "Another file.\n"))
	ok(t, w.sim.RemoveFile(org, "octo-repo", file))

	commits := must[[]string](t)(w.gh.FileHistory(ctx, org, "octo-repo", file, 10))
	if len(commits) != 3 {
		t.Fatalf("%d commits changed the file, want 3", len(commits))
	}
	if _, err := w.gh.FileAt(ctx, org, "octo-repo", file, commits[0]); !ghsa.IsNotFound(err) {
		t.Errorf("after its removal: %v", err)
	}
	if got := must[[]byte](t)(w.gh.FileAt(ctx, org, "octo-repo", file, commits[1])); string(got) != "* @mona\n" {
		t.Errorf("second version %q", got)
	}
	if got := must[[]byte](t)(w.gh.FileAt(ctx, org, "octo-repo", file, commits[2])); string(got) != string(first) {
		t.Errorf("first version %q", got)
	}
	if got := must[[]byte](t)(w.gh.Blob(ctx, org, "octo-repo", ghsa.BlobSHA(first))); string(got) != string(first) {
		t.Errorf("blob %q", got)
	}
	if _, err := w.gh.Blob(ctx, org, "octo-repo", ghsa.BlobSHA([]byte("never written"))); !ghsa.IsNotFound(err) {
		t.Errorf("a blob that was never written: %v", err)
	}
	if got := must[[]string](t)(w.gh.FileHistory(ctx, org, "octo-repo", file, 1)); len(got) != 1 || got[0] != commits[0] {
		t.Errorf("the newest is %v", got)
	}
}

func TestBlobSHA(t *testing.T) {
	// As `git hash-object` says.
	for content, want := range map[string]string{
		"":        "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
		"hello\n": "ce013625030ba8dba906f756967f9e9ca394464a",
	} {
		if got := ghsa.BlobSHA([]byte(content)); got != want {
			t.Errorf("%q: %s, want %s", content, got, want)
		}
	}
}

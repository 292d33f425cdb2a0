package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDocumentIsUpToDate(t *testing.T) {
	written, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "commands.md"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(written), document()); diff != "" {
		t.Errorf("docs/commands.md is not what the commands say; run go generate ./internal/command (-written +generated):\n%s", diff)
	}
}

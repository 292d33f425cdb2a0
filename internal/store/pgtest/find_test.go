package pgtest

import (
	"path/filepath"
	"testing"
)

// TestCIDoesNotGoWithoutPostgres: a package's tests fail there, without one of them being run.
func TestCIDoesNotGoWithoutPostgres(t *testing.T) {
	elsewhere := debian
	t.Cleanup(func() { debian = elsewhere })
	debian = filepath.Join(t.TempDir(), "*", "bin")
	t.Setenv("PATH", t.TempDir())
	t.Setenv("CI", "true")
	if Installed() {
		t.Error("found PostgreSQL where there is none")
	}
	if code := Run(nil); code != 1 { // it would run nil
		t.Errorf("exit code %d, want 1", code)
	}
}

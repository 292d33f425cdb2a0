package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/embargo-app/embargo/internal/store/pgtest"
)

func TestMigrate(t *testing.T) {
	for _, backend := range pgtest.Backends() {
		t.Run(backend.Name, func(t *testing.T) {
			t.Setenv("EMBARGO_DATABASE_URL", backend.Address(t))
			for _, want := range []string{
				`^the database was empty; its schema is version \d+ now\n$`,
				`^the schema is version \d+, which is the newest that this program knows\n$`,
			} {
				code, out, stderr := embargo("migrate")
				if code != 0 || !regexp.MustCompile(want).MatchString(out) {
					t.Errorf("exit code %d, printed %q and %q, want %q", code, out, stderr, want)
				}
			}
			// What was migrated can be read.
			if code, out, stderr := embargo("audit", "verify"); code != 0 || out != "0 rows, unbroken\n" {
				t.Errorf("audit verify: exit code %d, printed %q and %q", code, out, stderr)
			}
		})
	}
}

func TestBackup(t *testing.T) {
	audited(t)
	file := filepath.Join(t.TempDir(), "copy.db")
	if code, out, stderr := embargo("backup", file); code != 0 || out != "the database is copied to "+file+"\n" {
		t.Fatalf("exit code %d, printed %q and %q", code, out, stderr)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v, want 0600", info.Mode(), err)
	}
	if code, out, stderr := embargo("backup", file); code != 1 || !strings.Contains(stderr, "exists already") {
		t.Errorf("a second time: exit code %d, printed %q and %q", code, out, stderr)
	}
	_, before, _ := embargo("audit", "verify")
	t.Setenv("EMBARGO_DATABASE_URL", "sqlite:"+file)
	if code, after, _ := embargo("audit", "verify"); code != 0 || after != before {
		t.Errorf("the copy's record: exit code %d, printed %q, want %q", code, after, before)
	}
	t.Setenv("EMBARGO_DATABASE_URL", "postgres://embargo:"+pgtest.Password+"@localhost/embargo")
	code, out, stderr := embargo("backup", file+"2")
	if code != 1 || !strings.Contains(stderr, "use pg_dump") || strings.Contains(stderr, pgtest.Password) {
		t.Errorf("of PostgreSQL: exit code %d, printed %q and %q", code, out, stderr)
	}
}

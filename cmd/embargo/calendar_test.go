package main

import (
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/embargo-app/embargo/internal/store"
)

var reCalendarAddress = regexp.MustCompile(`^https://embargo\.example\.org/calendar/([A-Za-z0-9_-]{43})\.ics\n$`)

// TestCalendarCommands: the address is printed once, and the database keeps only its hash.
func TestCalendarCommands(t *testing.T) {
	path := filepath.Join(t.TempDir(), "embargo.db")
	settleServer(t, map[string]string{"EMBARGO_DATABASE_URL": "sqlite:" + path})
	if code, _, stderr := embargo("calendar", "add", "octo-org", "@Sasha"); code != 1 || !strings.Contains(stderr, "EMBARGO_PUBLIC_URL is not set") {
		t.Errorf("without a public address: %d, %s", code, stderr)
	}
	t.Setenv("EMBARGO_PUBLIC_URL", "https://embargo.example.org")
	code, out, stderr := embargo("calendar", "add", "octo-org", "@Sasha")
	match := reCalendarAddress.FindStringSubmatch(out)
	if code != 0 || match == nil || !strings.Contains(stderr, "give it to Sasha only") || strings.Contains(stderr, match[1]) {
		t.Fatalf("add: %d, %q, %s", code, out, stderr)
	}
	sum := sha256.Sum256([]byte(match[1]))
	db, err := store.OpenReadOnly(t.Context(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	err = db.View(t.Context(), func(tx *store.Tx) error {
		link, ok, err := tx.CalendarLink(hex.EncodeToString(sum[:]))
		if !ok || link.Owner != "octo-org" || link.Login != "sasha" {
			t.Errorf("the link is %v, %t", link, ok)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	if code, out, _ := embargo("calendar", "list", "Octo-Org"); code != 0 || !strings.HasPrefix(out, "sasha since 2") || strings.Contains(out, match[1]) {
		t.Errorf("list: %d, %q", code, out)
	}
	if code, out, _ := embargo("calendar", "revoke", "octo-org", "sasha"); code != 0 || !strings.Contains(out, "works no more") {
		t.Errorf("revoke: %d, %q", code, out)
	}
	if code, _, stderr := embargo("calendar", "revoke", "octo-org", "sasha"); code != 1 || !strings.Contains(stderr, "sasha has no address") {
		t.Errorf("revoke again: %d, %s", code, stderr)
	}
	if code, out, _ := embargo("calendar", "list", "octo-org"); code != 0 || out != "nobody has an address\n" {
		t.Errorf("an empty list: %d, %q", code, out)
	}
	if code, _, stderr := embargo("calendar", "add", "octo-org/repo", "@sasha"); code != 1 || !strings.Contains(stderr, "is no name on GitHub") {
		t.Errorf("a wrong name: %d, %s", code, stderr)
	}
}

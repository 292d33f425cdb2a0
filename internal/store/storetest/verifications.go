package storetest

import (
	"errors"
	"testing"

	"github.com/embargo-app/embargo/internal/store"
)

func verifications(t *testing.T, s *store.Store) {
	const repo = "octo-org/octo-repo"
	want := func(what, wanted string, fresh bool) {
		t.Helper()
		update(t, s, func(tx *store.Tx) error {
			got, err := tx.WantVerification(repo, 7, wanted)
			equal(t, what, fresh, got)
			return err
		})
	}
	has := func(what string, want store.VerificationRow) {
		t.Helper()
		view(t, s, func(tx *store.Tx) error {
			got, ok, err := tx.Verification(repo, 7)
			equal(t, what+", found", true, ok)
			equal(t, what, want, got)
			return err
		})
	}
	view(t, s, func(tx *store.Tx) error {
		_, ok, err := tx.Verification(repo, 7)
		equal(t, "found in an empty database", false, ok)
		return err
	})
	err := s.Update(t.Context(), func(tx *store.Tx) error {
		return tx.PutVerification(store.VerificationRow{Repo: repo, Release: 7})
	})
	if !errors.Is(err, store.ErrUnknown) {
		t.Errorf("what nobody wanted was recorded: %v", err)
	}
	want("first", "a", true)
	want("again", "a", false)
	has("wanted", store.VerificationRow{Repo: repo, Release: 7, Wanted: "a", Files: []store.FileRow{}})
	done := store.VerificationRow{
		Repo: repo, Release: 7, Wanted: "a", Verified: "a", Tries: 1, VerifiedAt: at,
		Files: []store.FileRow{
			{Name: "tool", URL: "https://example.org/tool", State: "verified", By: "builder@example.org", Size: 1 << 40, SHA256: "ab", Predicate: "p", Builder: "b", Source: "s", Commit: "c"},
			{Name: "tool.sig", URL: "https://example.org/tool.sig", State: "proof"},
		},
	}
	update(t, s, func(tx *store.Tx) error { return tx.PutVerification(done) })
	has("verified", done)
	want("verified already", "a", false)
	want("changed", "b", true)
	done.Wanted = "b"
	has("kept until it is verified anew", done)
}

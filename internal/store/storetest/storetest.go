// Package storetest is what every kind of database behind [store.Store] has to satisfy.
package storetest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/store"
)

// at is a time with all the precision that is kept.
var at = time.Date(2026, 11, 2, 9, 30, 15, 123456000, time.UTC)

const ref = "octo-org/octo-repo/GHSA-2345-6789-cfgh"

// Open opens the database at an address until the test ends.
func Open(tb testing.TB, address string) *store.Store {
	tb.Helper()
	s, err := store.Open(context.Background(), address)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

// Untie lets a test change the record of decisions, which can otherwise only be appended to.
func Untie(tb testing.TB, s *store.Store) {
	tb.Helper()
	drop := func(of string) error {
		return s.Update(tb.Context(), func(tx *store.Tx) error {
			_, err1 := tx.Exec(`DROP TRIGGER decisions_no_update` + of)
			_, err2 := tx.Exec(`DROP TRIGGER decisions_no_delete` + of)
			return errors.Join(err1, err2)
		})
	}
	// A trigger's name is the database's own with SQLite, and the table's with PostgreSQL.
	if err := drop(""); err != nil {
		if err := drop(" ON decisions"); err != nil {
			tb.Fatal(err)
		}
	}
}

// Run checks a kind of database; address gives a new, empty one of it, which goes with the test.
func Run(t *testing.T, address func(testing.TB) string) {
	for name, test := range map[string]func(*testing.T, *store.Store){
		"deliveries":         deliveries,
		"advisories":         advisories,
		"changed":            changed,
		"folded":             folded,
		"notes":              notes,
		"notes by prefix":    notesByPrefix,
		"turns":              turns,
		"turns ahead":        turnsAhead,
		"known deliveries":   knownDeliveries,
		"counted actions":    countedActions,
		"actions":            actions,
		"decisions":          decisions,
		"deployments":        deployments,
		"verifications":      verifications,
		"letters":            letters,
		"calendar":           calendar,
		"outlooks":           outlooks,
		"calendar links":     calendarLinks,
		"activity":           activity,
		"append only":        appendOnly,
		"broken chain":       brokenChain,
		"failing update":     failingUpdate,
		"panicking update":   panickingUpdate,
		"together":           together,
		"cancelled":          cancelled,
		"view is a snapshot": snapshot,
		"view can't write":   readOnlyView,
		"ping":               ping,
		"closed":             closed,
	} {
		t.Run(name, func(t *testing.T) { test(t, Open(t, address(t))) })
	}
}

func update(t *testing.T, s *store.Store, f func(*store.Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func view(t *testing.T, s *store.Store, f func(*store.Tx) error) {
	t.Helper()
	if err := s.View(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func equal(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func deliveries(t *testing.T, s *store.Store) {
	add := func(id string, at time.Time) (fresh bool) {
		t.Helper()
		update(t, s, func(tx *store.Tx) (err error) {
			fresh, err = tx.AddDelivery(store.DeliveryOf(id), at)
			return err
		})
		return fresh
	}
	equal(t, "first time", true, add("a", at))
	equal(t, "second time", false, add("a", at.Add(time.Hour)))
	equal(t, "another", true, add("b", at.Add(time.Hour)))
	update(t, s, func(tx *store.Tx) error { return tx.PruneDeliveries(at.Add(time.Hour)) })
	equal(t, "pruned", true, add("a", at))
	equal(t, "kept", false, add("b", at))
}

func advisories(t *testing.T, s *store.Store) {
	row := store.AdvisoryRow{Ref: ref, Installation: 7, State: "triage", UpdatedAt: at, Comments: 3, Checklist: 1 << 40}
	update(t, s, func(tx *store.Tx) error {
		if _, ok, err := tx.Advisory(ref); ok || err != nil {
			t.Errorf("found %v, %v in an empty database", ok, err)
		}
		if err := tx.NoticeAdvisory("o/b/GHSA-x", 7); err != nil {
			return err
		}
		return tx.PutAdvisory(row)
	})
	update(t, s, func(tx *store.Tx) error { return tx.NoticeAdvisory(ref, 8) })
	row.Installation = 8
	view(t, s, func(tx *store.Tx) error {
		got, ok, err := tx.Advisory(ref)
		equal(t, "row", row, got)
		equal(t, "found", true, ok)
		return err
	})
	row.State, row.UpdatedAt, row.Installation = "draft", time.Time{}, 7
	update(t, s, func(tx *store.Tx) error { return tx.PutAdvisory(row) })
	view(t, s, func(tx *store.Tx) error {
		got, err := tx.Advisories(7)
		equal(t, "rows", []store.AdvisoryRow{{Ref: "o/b/GHSA-x", Installation: 7}, row}, got)
		return err
	})
}

func folded(t *testing.T, s *store.Store) {
	update(t, s, func(tx *store.Tx) error {
		return errors.Join(tx.AddFolded(ref, 1, at), tx.AddFolded(ref, 2, at), tx.AddFolded("other", 3, at),
			tx.AddFolded(ref, 2, at.Add(time.Second)))
	})
	view(t, s, func(tx *store.Tx) error {
		got, err := tx.Folded(ref)
		equal(t, "folded", map[int64]time.Time{1: at, 2: at.Add(time.Second)}, got)
		return err
	})
}

func notes(t *testing.T, s *store.Store) {
	note := func(name string) (value string, ok bool) {
		t.Helper()
		view(t, s, func(tx *store.Tx) (err error) {
			value, ok, err = tx.Note(name)
			return err
		})
		return value, ok
	}
	if _, ok := note("etag"); ok {
		t.Error("found a note in an empty database")
	}
	update(t, s, func(tx *store.Tx) error { return tx.SetNote("etag", `W/"1"`) })
	update(t, s, func(tx *store.Tx) error { return tx.SetNote("etag", `W/"2"`) })
	value, _ := note("etag")
	equal(t, "note", `W/"2"`, value)
	update(t, s, func(tx *store.Tx) error { return tx.SetNote("etag", "") })
	if _, ok := note("etag"); ok {
		t.Error("found a note that was forgotten")
	}
	err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.SetNote("etag", strings.Repeat("x", 1025)) })
	if err == nil || strings.Contains(err.Error(), "xxx") {
		t.Errorf("a long note gave %v; want an error that doesn't quote it", err)
	}
}

func actions(t *testing.T, s *store.Store) {
	row := store.ActionRow{Ref: ref, Key: "reply-1", Kind: "reply", Comment: 1, Args: map[string]string{"to": "alice"}, CreatedAt: at}
	want := func(row store.ActionRow) (fresh bool) {
		t.Helper()
		update(t, s, func(tx *store.Tx) (err error) {
			fresh, err = tx.WantAction(row)
			return err
		})
		return fresh
	}
	second := store.ActionRow{Ref: ref, Key: "a-second", Kind: "note", CreatedAt: at}
	elsewhere := store.ActionRow{Ref: "elsewhere", Key: "reply-1", Kind: "reply", CreatedAt: at}
	equal(t, "first time", []bool{true, true, true}, []bool{want(row), want(second), want(elsewhere)})
	update(t, s, func(tx *store.Tx) error {
		return errors.Join(tx.TryAction(ref, "reply-1"), tx.FinishAction(ref, "reply-1", store.ActionDone, "42", at.Add(time.Second)))
	})
	equal(t, "wanted again", false, want(row))

	row.State, row.Result, row.Attempts, row.DoneAt = store.ActionDone, "42", 1, at.Add(time.Second)
	second.State, elsewhere.State = store.ActionWanted, store.ActionWanted
	view(t, s, func(tx *store.Tx) error {
		done, err1 := tx.Actions(ref, store.ActionDone)
		equal(t, "done", []store.ActionRow{row}, done)
		wanted, err2 := tx.Actions("", store.ActionWanted)
		equal(t, "wanted", []store.ActionRow{second, elsewhere}, wanted)
		return errors.Join(err1, err2)
	})
	err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.FinishAction(ref, "unheard-of", store.ActionDone, "", at) })
	if !errors.Is(err, store.ErrUnknown) {
		t.Errorf("finishing an unknown action gave %v, want ErrUnknown", err)
	}
	err = s.Update(t.Context(), func(tx *store.Tx) error { return tx.FinishAction(ref, "reply-1", "maybe", "", at) })
	if err == nil {
		t.Error("finished an action in a state that there is not")
	}
}

// decision gives the nth decision.
// together has many update at once, of whom some fail: that takes nothing away from the others.

// Package storetest is what every kind of database behind [store.Store] has to satisfy.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/store"
)

// at is a time with all the precision that is kept.
var at = time.Date(2026, 11, 2, 9, 30, 15, 123456000, time.UTC)

const ref = "octo-org/octo-repo/GHSA-2345-6789-cfgh"

// Run checks a kind of database; open gives a new, empty one of it, closed when the test ends.
func Run(t *testing.T, open func(t *testing.T) *store.Store) {
	for name, test := range map[string]func(*testing.T, *store.Store){
		"deliveries":         deliveries,
		"advisories":         advisories,
		"folded":             folded,
		"notes":              notes,
		"actions":            actions,
		"decisions":          decisions,
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
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
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
			fresh, err = tx.AddDelivery(id, at)
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
func decision(n int) store.DecisionRow {
	return store.DecisionRow{
		Ref: ref, Comment: int64(n), Index: n % 3, URL: fmt.Sprintf("https://github.example/c/%d", n), Command: "assign",
		Actor: "alice", Right: "src", Args: map[string]string{"duty": "triage", "to": "bob", "a": "<&>"},
		Verdict: "accepted", Detail: "weekday", WrittenAt: at, FoldedAt: at.Add(time.Duration(n) * time.Second),
	}
}

func decide(t *testing.T, s *store.Store, n int) {
	t.Helper()
	for i := 1; i <= n; i++ {
		update(t, s, func(tx *store.Tx) error { return tx.AddDecision(decision(i)) })
	}
}

func decisions(t *testing.T, s *store.Store) {
	if err := s.VerifyChain(t.Context()); err != nil {
		t.Errorf("empty chain: %v", err)
	}
	decide(t, s, 3)
	other := store.DecisionRow{Ref: "elsewhere", Command: "help", Verdict: "answered"}
	update(t, s, func(tx *store.Tx) error { return tx.AddDecision(other) })
	view(t, s, func(tx *store.Tx) error {
		got, err1 := tx.Decisions(ref)
		equal(t, "decisions", []store.DecisionRow{decision(1), decision(2), decision(3)}, got)
		all, err2 := tx.Decisions("")
		equal(t, "all decisions", []store.DecisionRow{decision(1), decision(2), decision(3), other}, all)
		count, hash, err3 := tx.ChainHead()
		equal(t, "count", int64(4), count)
		equal(t, "length of the hash", 64, len(hash))
		return errors.Join(err1, err2, err3)
	})
	if err := s.VerifyChain(t.Context()); err != nil {
		t.Error(err)
	}
	err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.AddDecision(decision(2)) })
	if !errors.Is(err, store.ErrRecorded) {
		t.Errorf("deciding twice gave %v, want ErrRecorded", err)
	}
}

func appendOnly(t *testing.T, s *store.Store) {
	decide(t, s, 2)
	for _, query := range []string{`UPDATE decisions SET actor = 'mallory' WHERE seq = 1`, `DELETE FROM decisions WHERE seq = 2`} {
		err := s.Update(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Exec(query)
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s gave %v, want a refusal", query, err)
		}
	}
}

func brokenChain(t *testing.T, s *store.Store) {
	decide(t, s, 4)
	tamper := func(queries ...string) {
		t.Helper()
		update(t, s, func(tx *store.Tx) error {
			var errs []error
			for _, query := range queries {
				_, err := tx.Exec(query)
				errs = append(errs, err)
			}
			return errors.Join(errs...)
		})
	}
	expect := func(want string) {
		t.Helper()
		if err := s.VerifyChain(t.Context()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("chain: %v, want %q", err, want)
		}
	}
	tamper(`DROP TRIGGER decisions_no_update`, `DROP TRIGGER decisions_no_delete`,
		`UPDATE decisions SET actor = 'mallory' WHERE seq = 3`)
	expect("decision 3 (" + ref + " comment 3): broken chain: its content")
	tamper(`UPDATE decisions SET actor = 'alice' WHERE seq = 3`)
	if err := s.VerifyChain(t.Context()); err != nil {
		t.Errorf("repaired: %v", err)
	}
	tamper(`UPDATE decisions SET args = '{"duty":"release"}' WHERE seq = 2`)
	expect("decision 2 ")
	tamper(`DELETE FROM decisions WHERE seq = 2`)
	expect("number 2 is missing")
	tamper(`UPDATE decisions SET seq = seq - 1 WHERE seq > 2`)
	expect("decision 2 (" + ref + " comment 3): broken chain: it does not follow decision 1")
}

var errOwn = errors.New("own failure")

func failingUpdate(t *testing.T, s *store.Store) {
	err := s.Update(t.Context(), func(tx *store.Tx) error { return errors.Join(tx.SetNote("a", "1"), errOwn) })
	if !errors.Is(err, errOwn) {
		t.Errorf("got %v, want the update's own error", err)
	}
	view(t, s, func(tx *store.Tx) error {
		_, ok, err := tx.Note("a")
		equal(t, "kept", false, ok)
		return err
	})
}

func panickingUpdate(t *testing.T, s *store.Store) {
	func() {
		defer func() { equal(t, "panic", any("boom"), recover()) }()
		_ = s.Update(t.Context(), func(tx *store.Tx) error {
			if err := tx.SetNote("a", "1"); err != nil {
				t.Error(err)
			}
			panic("boom")
		})
	}()
	update(t, s, func(tx *store.Tx) error {
		_, ok, err := tx.Note("a")
		equal(t, "kept", false, ok)
		return err
	})
}

// together has many update at once, of whom some fail: that takes nothing away from the others.
func together(t *testing.T, s *store.Store) {
	const callers = 300
	var running sync.WaitGroup
	for i := range callers {
		running.Go(func() {
			err := s.Update(context.Background(), func(tx *store.Tx) error {
				if err := tx.SetNote(fmt.Sprintf("n%d", i), "1"); err != nil {
					return err
				}
				if i%3 == 0 {
					return errOwn
				}
				return nil
			})
			if failed := errors.Is(err, errOwn); failed != (i%3 == 0) {
				t.Errorf("update %d: %v", i, err)
			}
		})
	}
	running.Wait()
	view(t, s, func(tx *store.Tx) error {
		for i := range callers {
			_, ok, err := tx.Note(fmt.Sprintf("n%d", i))
			if err != nil || ok != (i%3 != 0) {
				t.Errorf("note %d: %v, %v", i, ok, err)
			}
		}
		return nil
	})
}

func cancelled(t *testing.T, s *store.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	unreachable := func(*store.Tx) error {
		t.Error("ran for a caller that had gone")
		return nil
	}
	if err := s.Update(ctx, unreachable); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want Canceled", err)
	}
}

func snapshot(t *testing.T, s *store.Store) {
	view(t, s, func(tx *store.Tx) error {
		_, before, err1 := tx.Note("a")
		err2 := s.Update(t.Context(), func(tx *store.Tx) error { return tx.SetNote("a", "1") })
		_, after, err3 := tx.Note("a")
		equal(t, "seen", []bool{false, false}, []bool{before, after})
		return errors.Join(err1, err2, err3)
	})
}

func readOnlyView(t *testing.T, s *store.Store) {
	err := s.View(t.Context(), func(tx *store.Tx) error { return tx.SetNote("a", "1") })
	if !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("writing in a view gave %v, want ErrReadOnly", err)
	}
}

func ping(t *testing.T, s *store.Store) {
	if err := s.Ping(t.Context()); err != nil {
		t.Error(err)
	}
}

func closed(t *testing.T, s *store.Store) {
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Error(err)
	}
	nothing := func(*store.Tx) error { return nil }
	for what, err := range map[string]error{
		"update": s.Update(t.Context(), nothing),
		"view":   s.View(t.Context(), nothing),
		"ping":   s.Ping(t.Context()),
	} {
		if !errors.Is(err, store.ErrClosed) {
			t.Errorf("%s gave %v, want ErrClosed", what, err)
		}
	}
}

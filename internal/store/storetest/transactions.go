package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/embargo-app/embargo/internal/store"
)

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

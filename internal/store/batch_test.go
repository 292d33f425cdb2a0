package store

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
)

// TestFailedBatchIsNobodysSuccess: when a transaction that several share fails, each of them is told so; also the one
// that had found out something from what another had done in it, of which nothing remains.
func TestFailedBatchIsNobodysSuccess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openAt(t, sqliteFile(t))
		answers := map[string]chan error{}
		update := func(name string, f func(*Tx) error) {
			answer := make(chan error, 1)
			answers[name] = answer
			go func() { answer <- s.Update(context.Background(), f) }()
			synctest.Wait() // it is in the queue, behind those before it
		}
		errThere := errors.New("it is there already")
		held := make(chan struct{})
		update("alone", func(*Tx) error { <-held; return errUndo })
		update("first", func(tx *Tx) error { return tx.SetNote("a", "1") })
		update("second", func(tx *Tx) error {
			_, there, err := tx.Note("a")
			if err == nil && there {
				err = errThere
			}
			return err
		})
		update("breaks it", func(tx *Tx) error { _, err := tx.Exec("ROLLBACK"); return err })
		close(held)
		if err := <-answers["alone"]; !errors.Is(err, errUndo) {
			t.Errorf("the one before was told %v", err)
		}
		for _, name := range []string{"first", "second", "breaks it"} {
			if err := <-answers[name]; err == nil || errors.Is(err, errThere) {
				t.Errorf("%s was told %v, want that the transaction failed", name, err)
			}
		}
		if err := setNote(s, "b", "1"); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
}

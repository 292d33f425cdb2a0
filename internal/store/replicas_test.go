package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/embargo-app/embargo/internal/store/pgtest"
)

// TestServerRestarts: whoever was connected is connected again, by itself, whether the server was stopped or killed,
// and what was committed is there.
func TestServerRestarts(t *testing.T) {
	if !pgtest.Installed() {
		return
	}
	server := pgtest.Start(t)
	s := openAt(t, server.Database(t))
	heard := make(chan struct{}, 1000)
	failed := make(chan error, 1000)
	ctx, cancel := context.WithCancel(t.Context())
	var watching sync.WaitGroup
	watching.Go(func() {
		s.Watch(ctx, func() { heard <- struct{}{} }, func(err error) { failed <- err })
	})
	<-heard // it listens
	for i, end := range []func() error{server.Stop, server.Crash} {
		if err := setNote(s, "before", fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
		if err := end(); err != nil {
			t.Fatal(err)
		}
		for range 2 * readers { // all connections find out
			if err := s.Ping(t.Context()); !errors.Is(err, ErrAway) || strings.Contains(err.Error(), pgtest.Password) {
				t.Errorf("ping without a server gave %v, want ErrAway", err)
			}
		}
		if err := <-failed; !errors.Is(err, ErrAway) {
			t.Errorf("the watcher says %v, want ErrAway", err)
		}
		for len(heard) > 0 {
			<-heard
		}
		if err := server.Resume(); err != nil {
			t.Fatal(err)
		}
		<-heard // for what may have been missed
		if err := s.Ping(t.Context()); err != nil {
			t.Errorf("ping with the server back: %v", err)
		}
		for range 2 * readers {
			err := s.View(t.Context(), func(tx *Tx) error {
				value, _, err := tx.Note("before")
				if value != fmt.Sprint(i) {
					t.Errorf("note %q, want %d", value, i)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
	}
	cancel()
	watching.Wait()
}

// TestConnectionThatBreaksHalfWay: the update under way fails, nothing of it remains, and the next one succeeds.
func TestConnectionThatBreaksHalfWay(t *testing.T) {
	address, ok := postgresTest(t)
	if !ok {
		return
	}
	s := openAt(t, address)
	err := s.Update(t.Context(), func(tx *Tx) error {
		if err := tx.SetNote("a", "1"); err != nil {
			return err
		}
		_, err := tx.Exec(`SELECT pg_terminate_backend(pg_backend_pid())`)
		return err
	})
	if !errors.Is(err, ErrAway) {
		t.Errorf("got %v, want ErrAway", err)
	}
	err = s.View(t.Context(), func(tx *Tx) error {
		_, err := tx.Exec(`SELECT pg_terminate_backend(pg_backend_pid())`)
		return err
	})
	if !errors.Is(err, ErrAway) {
		t.Errorf("a view got %v, want ErrAway", err)
	}
	for range 2 * readers {
		err := s.View(t.Context(), func(tx *Tx) error {
			_, ok, err := tx.Note("a")
			if ok {
				t.Error("part of a failed update remains")
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	if err := setNote(s, "b", "1"); err != nil {
		t.Error(err)
	}
}

// TestReplicasShareOneRecord: however many append to it at once, the chain has no fork and no gap.
func TestReplicasShareOneRecord(t *testing.T) {
	address, ok := postgresTest(t)
	if !ok {
		return
	}
	const replicas, callers, rows = 3, 8, 5
	var running sync.WaitGroup
	for r := range replicas {
		s := openAt(t, address)
		for c := range callers {
			running.Go(func() {
				for i := range rows {
					row := DecisionRow{Ref: chainRef, Comment: int64(1 + i + rows*(c+callers*r)), Command: "ack", Actor: "sasha"}
					if err := s.Update(t.Context(), func(tx *Tx) error { return tx.AddDecision(row) }); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	running.Wait()
	s := openAt(t, address)
	if err := s.VerifyChain(t.Context()); err != nil {
		t.Error(err)
	}
	err := s.View(t.Context(), func(tx *Tx) error {
		n, _, err := tx.ChainHead()
		if n != replicas*callers*rows {
			t.Errorf("%d rows, want %d", n, replicas*callers*rows)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestStalledReplicaDoesNotStopTheOthers: one that falls silent in the middle of an update loses its connection, with
// all that it had not committed.
func TestStalledReplicaDoesNotStopTheOthers(t *testing.T) {
	address, ok := postgresTest(t)
	if !ok {
		return
	}
	s := openAt(t, address)
	impatient := openAt(t, changed(t, address, with("idle_in_transaction_session_timeout", "100ms")))
	stalled, goOn := make(chan struct{}), make(chan struct{})
	ended := make(chan error)
	go func() {
		ended <- impatient.Update(t.Context(), func(tx *Tx) error {
			err := tx.SetNote("stalled", "1")
			close(stalled)
			<-goOn
			return err
		})
	}()
	<-stalled
	if err := setNote(s, "other", "1"); err != nil {
		t.Error(err)
	}
	close(goOn)
	if err := <-ended; !errors.Is(err, ErrAway) {
		t.Errorf("the stalled update gave %v, want ErrAway", err)
	}
	err := s.View(t.Context(), func(tx *Tx) error {
		_, ok, err := tx.Note("stalled")
		if ok {
			t.Error("something of the stalled update remains")
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if err := setNote(impatient, "stalled", "2"); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// TestWriterGivesUpWaiting when another process holds the lock for long, and goes on when it is free.
func TestWriterGivesUpWaiting(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		address := sqliteFile(t)
		s := openAt(t, address)
		err := s.Update(t.Context(), func(tx *Tx) error {
			_, err := tx.Row("PRAGMA busy_timeout = 50", nil, new(int))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		giveUpWaiting(t, s, raw(t, address))
	})
	if address, ok := postgresTest(t); ok {
		t.Run("postgres", func(t *testing.T) {
			giveUpWaiting(t, openAt(t, changed(t, address, with("lock_timeout", "50ms"))), raw(t, address))
		})
	}
}

func giveUpWaiting(t *testing.T, s *Store, held *session) {
	t.Helper()
	if err := held.begin(t.Context(), held.kind.begin); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := setNote(s, "a", "1"); !errors.Is(err, ErrBusy) {
			t.Errorf("got %v, want ErrBusy", err)
		}
	}
	if err := held.command(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if err := setNote(s, "a", "1"); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// TestAnnouncementsReachEveryReplica, once they are committed, and only those that are.
func TestAnnouncementsReachEveryReplica(t *testing.T) {
	address, ok := postgresTest(t)
	if !ok {
		return
	}
	one, two := openAt(t, address), openAt(t, address)
	ctx, cancel := context.WithCancel(t.Context())
	heard := make(chan string, 100)
	var watching sync.WaitGroup
	watching.Go(func() {
		two.Watch(ctx, func() {
			err := two.View(ctx, func(tx *Tx) error {
				value, _, err := tx.Note("a")
				heard <- value
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}, func(err error) { t.Error(err) })
	})
	if value := <-heard; value != "" {
		t.Errorf("heard %q at the beginning", value)
	}
	announce := func(value string, failure error) {
		err := one.Update(t.Context(), func(tx *Tx) error {
			tx.Announce()
			return errors.Join(tx.SetNote("a", value), failure)
		})
		if !errors.Is(err, failure) {
			t.Error(err)
		}
	}
	announce("undone", errUndo)
	announce("1", nil)
	if value := <-heard; value != "1" {
		t.Errorf("heard %q, want what was committed", value)
	}
	if err := setNote(one, "b", "1"); err != nil { // without a word
		t.Error(err)
	}
	announce("2", nil)
	if value := <-heard; value != "2" {
		t.Errorf("heard %q, want the next announcement", value)
	}
	cancel()
	watching.Wait()
}

// TestSwallowedFailureIsNone: a failure that f swallows fails the update all the same, and only that one.
func TestSwallowedFailureIsNone(t *testing.T) {
	address, ok := postgresTest(t)
	if !ok {
		return
	}
	s := openAt(t, address)
	good := &update{ctx: t.Context(), f: func(tx *Tx) error { return tx.SetNote("good", "1") }}
	bad := &update{ctx: t.Context(), f: func(tx *Tx) error {
		err := tx.SetNote("bad", "1")
		_, _ = tx.Exec(`SELECT * FROM missing`) // what this is about
		return err
	}}
	// perform is the writer's alone; nothing else is written at this moment.
	if err := s.perform(t.Context(), []*update{good, bad, good}); err != nil {
		t.Error(err)
	}
	if good.err != nil || bad.err == nil {
		t.Errorf("good: %v, bad: %v", good.err, bad.err)
	}
	if err := s.perform(t.Context(), []*update{bad}); err == nil {
		t.Error("alone, a failure that was swallowed is a success")
	}
	err := s.View(t.Context(), func(tx *Tx) error {
		_, kept, err1 := tx.Note("good")
		_, dropped, err2 := tx.Note("bad")
		if !kept || dropped {
			t.Errorf("kept %v and %v, want the good one alone", kept, dropped)
		}
		return errors.Join(err1, err2)
	})
	if err != nil {
		t.Error(err)
	}
}

package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
)

// maxBatch is how many updates share a transaction at most: enough for the flush to disk to cost each of them
// next to nothing, few enough that others can be prepared meanwhile.
const maxBatch = 32

// update is one caller of Update, waiting for its answer.
type update struct {
	ctx      context.Context
	f        func(*Tx) error
	err      error // what f returned, or why it didn't run
	panicked any   // what f panicked with
	answered chan struct{}
}

// Update runs f in a transaction. When it returns nil, what f did has been flushed to disk; when it returns an
// error, nothing of it remains. Updates run one after the other: f must be quick, must not do I/O of its own,
// call Update or View, or keep tx. It runs in another goroutine; if it panics, Update panics.
func (s *Store) Update(ctx context.Context, f func(*Tx) error) error {
	u := &update{ctx: ctx, f: f, answered: make(chan struct{})}
	if err := s.hand(u); err != nil {
		return err
	}
	<-u.answered // and not ctx: f may be running and must not be left behind
	if u.panicked != nil {
		panic(u.panicked)
	}
	return u.err
}

// hand gives u to the writer.
func (s *Store) hand(u *update) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return ErrClosed
	}
	select {
	case s.queue <- u:
		return nil
	case <-u.ctx.Done():
		return u.ctx.Err()
	}
}

// write is the only goroutine that writes. It takes what waits, performs it in one transaction, and answers.
func (s *Store) write(ctx context.Context) {
	defer close(s.done)
	batch := make([]*update, 0, maxBatch)
	for first := range s.queue {
		batch = append(batch[:0], first)
		batch = s.drain(batch)
		if err := s.perform(ctx, batch); err != nil {
			undone(batch, s.wrap(err))
		}
		for i, u := range batch {
			close(u.answered)
			batch[i] = nil
		}
	}
}

// undone tells everybody in a batch that nothing remains of it, and why. Of several in a batch what one said itself is only
// quoted, and must not be taken for an answer: it may rest on what others had done there, as when a row was there already.
func undone(batch []*update, err error) {
	for _, u := range batch {
		switch {
		case u.err == nil:
			u.err = err
		case len(batch) == 1:
			u.err = errors.Join(u.err, err)
		default:
			u.err = fmt.Errorf("%w; before that: %s", err, u.err.Error())
		}
	}
}

// drain adds to batch what waits already. It never sleeps, but as long as that brings more, it lets the goroutines
// that are ready to run go first: under load they are about to hand in updates of their own, and one flush to
// disk for many is what makes them cheap; without load there are none, and nothing is waited for.
func (s *Store) drain(batch []*update) []*update {
	batch = s.takeWaiting(batch)
	for len(batch) < maxBatch {
		runtime.Gosched()
		before := len(batch)
		if batch = s.takeWaiting(batch); len(batch) == before {
			break
		}
	}
	return batch
}

// takeWaiting adds to batch what is in the queue at this moment.
func (s *Store) takeWaiting(batch []*update) []*update {
	for len(batch) < maxBatch {
		select {
		case u, ok := <-s.queue:
			if !ok {
				return batch
			}
			batch = append(batch, u)
		default:
			return batch
		}
	}
	return batch
}

// perform runs a batch in one transaction. Its error concerns the whole batch, of which nothing remains then, unless
// the connection broke while it was being committed.
func (s *Store) perform(ctx context.Context, batch []*update) (err error) {
	ctx, cancel := s.limit(ctx)
	defer cancel()
	if s.writer, err = s.beginOn(ctx, s.writer, s.begin, s.newWriter); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			// The database may have rolled back by itself; then this fails, and there is nothing to undo.
			_ = s.writer.command(ctx, "ROLLBACK")
			s.writer = discard(s.writer)
		}
	}()
	commit := s.commit
	for _, u := range batch {
		if u.err = u.ctx.Err(); u.err != nil {
			continue // the caller has gone before its turn came
		}
		tx := &Tx{ctx: ctx, session: s.writer, caller: u.ctx}
		if len(batch) == 1 {
			u.run(tx) // and nobody's work is to be kept from its failure
		} else if err := s.performOne(tx, u); err != nil {
			return err
		}
		if tx.announced && u.err == nil {
			commit = s.commitLoud
		}
	}
	if len(batch) == 1 && batch[0].err != nil {
		return s.writer.command(ctx, "ROLLBACK")
	}
	return s.writer.command(ctx, commit)
}

func (s *Store) newWriter(ctx context.Context) (*session, error) {
	return newSession(ctx, s.db, s.kind)
}

// performOne runs one update under its own savepoint. Its error concerns the transaction as a whole.
func (s *Store) performOne(tx *Tx, u *update) error {
	if err := tx.session.command(tx.ctx, "SAVEPOINT caller"); err != nil {
		return err
	}
	u.run(tx)
	if u.err == nil {
		// This fails when a statement did and f returned nil all the same.
		if u.err = s.wrap(tx.session.command(tx.ctx, "RELEASE SAVEPOINT caller")); u.err == nil {
			return nil
		}
	}
	if err := tx.session.command(tx.ctx, "ROLLBACK TO SAVEPOINT caller"); err != nil {
		return err
	}
	return tx.session.command(tx.ctx, "RELEASE SAVEPOINT caller")
}

// run calls f, catching a panic for the goroutine that asked: the writer serves everybody and must go on.
func (u *update) run(tx *Tx) {
	defer func() {
		if u.panicked = recover(); u.panicked != nil {
			u.err = fmt.Errorf("the update panicked")
		}
	}()
	u.err = u.f(tx)
}

// Waiting is how many updates wait for the writer at this moment.
func (s *Store) Waiting() int { return len(s.queue) }

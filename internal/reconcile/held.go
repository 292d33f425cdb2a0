package reconcile

import (
	"errors"
	"time"

	"github.com/embargo-app/embargo/internal/ghsa"
)

// heldLookError is a look whose comments are held for longer than the report stays as it is.
type heldLookError struct {
	error
	wake time.Time
}

// noLater has a look whose comments are held taken up when the report changes by itself, if that is sooner than there is
// room for comments: letters, removals and checks do not wait for that. Other errors stay as they are.
func noLater(err error, wake, now time.Time) error {
	until, _ := ghsa.WaitUntil(err)
	if !ghsa.IsContentLimit(err) || !wake.After(now) || !wake.Before(until) {
		return err
	}
	return heldLookError{err, wake}
}

func (h heldLookError) Unwrap() error { return h.error }

// YieldUntil tells the agenda when to look again.
func (h heldLookError) YieldUntil() time.Time { return h.wake }

// besideComments joins what failed with what became of comments. Waiting is no failure, and must not hide one.
func besideComments(failed, comments error) error {
	if failed != nil && ghsa.IsContentLimit(comments) {
		return failed
	}
	return errors.Join(failed, comments)
}

package outbox

import (
	"context"
	"errors"
	"fmt"
	"strconv"
)

// tell is say for an action that does nothing else.
func (v View) tell(ctx context.Context, key, body string) (Result, error) {
	id, err := v.say(ctx, key, body)
	if err != nil {
		return Result{}, err
	}
	return done(id), nil
}

// say posts a note with the given key unless it stands already, and gives its id; "" where the thread is closed, so
// that there is nobody to tell.
func (v View) say(ctx context.Context, key, body string) (id string, err error) {
	if found, ok := v.note(key); ok {
		return strconv.FormatInt(found.ID, 10), nil
	}
	if !v.Case.Advisory.ThreadOpen {
		return "", nil
	}
	posted, err := v.GitHub.CreateComment(ctx, v.Ref, body)
	if refused(err) {
		return "", v.unsaid(ctx, key, err)
	}
	if err != nil {
		return "", fmt.Errorf("post the note %s: %w", key, err)
	}
	return strconv.FormatInt(posted.ID, 10), nil
}

// ErrUnsaid is a GitHub that takes no comment although the thread is open. What was to be said is still wanted.
var ErrUnsaid = errors.New("GitHub refuses a comment although the thread is open: see whether the App may write advisories")

// unsaid tells what a refused comment means: nothing when the thread has been closed meanwhile.
func (v View) unsaid(ctx context.Context, key string, refusal error) error {
	live, err := v.GitHub.Advisory(ctx, v.Ref)
	if err != nil && !refused(err) {
		return fmt.Errorf("read whether the thread is open for the note %s: %w", key, err)
	}
	if err == nil && !live.ThreadOpen() {
		return nil
	}
	// The refusal is told, but no longer found in the error: that would have the action itself taken for refused.
	return fmt.Errorf("post the note %s: %w: %s", key, ErrUnsaid, refusal.Error())
}

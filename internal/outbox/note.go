package outbox

import (
	"context"
	"fmt"
	"strconv"
)

// say posts a note with the given key unless it stands already, and gives its id; "" where the thread is closed, so
// that there is nobody to tell.
func (v View) say(ctx context.Context, key, body string) (id string, err error) {
	if found, ok := v.note(key); ok {
		return strconv.FormatInt(found.ID, 10), nil
	}
	if !v.Case.Advisory.ThreadOpen {
		return "", nil
	}
	if err := v.Guard(ctx); err != nil {
		return "", err
	}
	posted, err := v.GitHub.CreateComment(ctx, v.Ref, body)
	if refused(err) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("post the note %s: %w", key, err)
	}
	return strconv.FormatInt(posted.ID, 10), nil
}

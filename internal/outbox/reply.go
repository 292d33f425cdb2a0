package outbox

import (
	"context"
	"fmt"
	"strconv"

	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
)

// KindReply is the kind of action that answers a comment's commands.
const KindReply = "reply"

// ReplyPrefix begins the key of every reply; the id of the comment that it answers follows.
const ReplyPrefix = "reply/"

// ReplyKey is the key of the one reply to a comment; it also stands in the reply's marker, by which the reply
// is recognised after a lost answer and in a new database.
func ReplyKey(comment int64) string { return ReplyPrefix + strconv.FormatInt(comment, 10) }

// performReply answers the commands of one comment, once.
func performReply(ctx context.Context, v View, row store.ActionRow) (Result, error) {
	if found, ok := v.note(row.Key); ok {
		return done(strconv.FormatInt(found.ID, 10)), nil
	}
	if !v.Case.Advisory.ThreadOpen {
		return dropped("thread-closed"), nil
	}
	view, ok := v.Answers(row.Comment)
	if !ok {
		return dropped("nothing-to-say"), nil
	}
	posted, err := v.GitHub.CreateComment(ctx, v.Ref, render.Reply(view))
	if err != nil {
		return Result{}, fmt.Errorf("reply to comment %d: %w", row.Comment, err)
	}
	return done(strconv.FormatInt(posted.ID, 10)), nil
}

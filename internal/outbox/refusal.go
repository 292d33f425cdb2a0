package outbox

import (
	"context"
	"fmt"
	"strconv"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
)

// refused tells a GitHub that says no from one that could not be asked. Trying again does not help against a no.
func refused(err error) bool {
	return ghsa.IsForbidden(err) || ghsa.IsNotFound(err) || ghsa.IsGone(err) || ghsa.IsInvalid(err) || ghsa.IsConflict(err)
}

// instruct turns an action that GitHub refused into an instruction to a human, posted once.
func instruct(ctx context.Context, v View, row store.ActionRow) (Result, error) {
	key := "refused/" + row.Key
	if found, ok := v.note(key); ok {
		return Dropped("refused, told in " + strconv.FormatInt(found.ID, 10)), nil
	}
	if !v.Case.Advisory.ThreadOpen {
		return Dropped("refused"), nil
	}
	if err := v.Guard(ctx); err != nil {
		return Result{}, err
	}
	posted, err := v.GitHub.CreateComment(ctx, v.Ref, render.Refusal(key, row.Kind, v.asker(row.Comment)))
	if refused(err) {
		return Dropped("refused"), nil
	}
	if err != nil {
		return Result{}, fmt.Errorf("tell that %s was refused: %w", row.Key, err)
	}
	return Dropped("refused, told in " + strconv.FormatInt(posted.ID, 10)), nil
}

// asker is the login of whoever wrote the command that caused an action, "" when it had no author.
func (v View) asker(comment int64) string {
	for _, d := range v.Case.Decisions {
		if d.Comment == comment {
			return d.Actor
		}
	}
	return ""
}

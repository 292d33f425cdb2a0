package outbox

import (
	"context"
	"strings"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
)

// refused tells a GitHub that says no from one that could not be asked. Trying again does not help against a no.
func refused(err error) bool {
	return ghsa.IsForbidden(err) || ghsa.IsNotFound(err) || ghsa.IsGone(err) || ghsa.IsInvalid(err) || ghsa.IsConflict(err)
}

// RefusedPrefix begins the key of a note that makes a refused action an instruction to a person.
const RefusedPrefix = "refused/"

// resultRefused begins the result of an action that GitHub refused.
const resultRefused = "refused"

// WasRefused tells from a dropped action's result whether GitHub refused it.
func WasRefused(result string) bool { return strings.HasPrefix(result, resultRefused) }

// instruct turns an action that GitHub refused into an instruction to a human, posted once.
func instruct(ctx context.Context, v View, row store.ActionRow) (Result, error) {
	key := RefusedPrefix + row.Key
	id, err := v.say(ctx, key, render.Refusal(key, row.Kind, v.asker(row.Comment)))
	switch {
	case err != nil:
		return Result{}, err
	case id == "":
		return dropped(resultRefused), nil
	}
	return dropped(resultRefused + ", told in " + id), nil
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

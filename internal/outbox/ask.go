package outbox

import (
	"context"

	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// performAskPublication asks once to publish the advisory of a fix that is released.
func performAskPublication(ctx context.Context, v View, row store.ActionRow) (Result, error) {
	releases := policy.FixReleases(v.Process, v.Case, v.Report.Timeline)
	if len(releases) == 0 {
		return dropped("gone"), nil
	}
	return v.tell(ctx, row.Key, render.AskPublication(row.Key, v.srcTeam(), releases))
}

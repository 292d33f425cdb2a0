package outbox

import (
	"context"

	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// performNag tells people what is due, and the reporter how far things are, as far as it is still so.
func performNag(ctx context.Context, v View, row store.ActionRow) (Result, error) {
	nag := policy.NagOf(v.Process, v.Case, v.Report, row.Key, v.Now)
	if nag.Empty() {
		return dropped("gone"), nil
	}
	return v.tell(ctx, row.Key, render.Nag(render.NagNote{Key: row.Key, SRC: v.srcTeam(), Nag: nag, Slot: v.Report.Slot, Now: v.Now}))
}

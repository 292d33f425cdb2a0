package outbox

import (
	"context"

	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// performTellLeak tells the SRC where an advisory was seen, as long as that matters.
func performTellLeak(ctx context.Context, v View, row store.ActionRow) (Result, error) {
	place, ok := policy.LeakPlaceOf(row.Args)
	if !ok {
		return dropped("arguments"), nil
	}
	if why := policy.LeakUntold(v.Process, v.Case, v.Report, place, v.Now); why != "" {
		return dropped(why), nil
	}
	return v.tell(ctx, row.Key, render.Leak(render.LeakNote{
		Key: row.Key, To: v.srcTeam(), Place: place, URL: policy.LeakURL(v.Case.Advisory, place), Last: row.Args[policy.ArgLast] != "",
	}))
}

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
		return Dropped("gone"), nil
	}
	id, err := v.say(ctx, row.Key, render.AskPublication(row.Key, v.srcTeam(), releases))
	if err != nil {
		return Result{}, err
	}
	return Done(id), nil
}

// srcTeam is the SRC's team, ORG/TEAM.
func (v View) srcTeam() string { return v.Ref.Owner + "/" + v.Process.SRC.Team }

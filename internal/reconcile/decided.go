package reconcile

import (
	"context"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/policy"
)

// tellDecided tells the log and the metrics of commands that were decided and recorded. The name of an unknown command
// is outside text and is told to neither.
func (r *Reconciler) tellDecided(ctx context.Context, ref ghsa.Ref, decisions []policy.Decision) {
	for _, d := range decisions {
		name := d.Command
		if d.Verdict == policy.VerdictUnrecognised {
			name = "unknown"
		}
		if r.OnCommand != nil {
			r.OnCommand(name, d.Verdict)
		}
		r.Logger.Info().Str("advisory", ref.String()).Int64("comment", d.Comment).Str("command", name).
			Str("verdict", string(d.Verdict)).Strs("causes", causes(ctx)).Msg("command decided")
	}
}

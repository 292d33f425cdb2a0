package reconcile

import (
	"slices"
	"strings"

	"github.com/embargo-app/embargo/internal/outbox"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// recallHandled reads what the app did before about collaborators who may not be there: from the outbox and, for a
// database that is newer than the thread, from the app's own notes, whose keys say it. From the outbox come the places
// where the advisory was seen, too.
func (o *observation) recallHandled(actions []store.ActionRow) {
	o.facts.Handled, o.leaks = nil, nil
	known := map[string]bool{}
	for _, row := range actions {
		if row.Kind == policy.ActionTellLeak {
			o.leaks = append(o.leaks, row)
		}
		if handling, ok := policy.ParseHandling(row.Key); ok {
			handling.Outcome, handling.At = handlingOutcome(row), row.DoneAt
			o.facts.Handled = append(o.facts.Handled, handling)
			known[row.Key] = true
		}
	}
	for _, comment := range o.own() {
		key, _ := render.NoteKey(comment.Body)
		action, refused := strings.CutPrefix(key, outbox.RefusedPrefix)
		handling, ok := policy.ParseHandling(action)
		if !ok || known[action] {
			continue
		}
		handling.Outcome, handling.At = policy.HandlingDone, comment.CreatedAt
		if refused {
			handling.Outcome = policy.HandlingRefused
		}
		o.facts.Handled = append(o.facts.Handled, handling)
	}
	slices.SortStableFunc(o.facts.Handled, func(a, b policy.Handling) int { return a.Number - b.Number })
}

func handlingOutcome(row store.ActionRow) policy.HandlingOutcome {
	switch {
	case row.State == store.ActionWanted:
		return policy.HandlingWanted
	case row.State == store.ActionDone:
		return policy.HandlingDone
	case outbox.WasRefused(row.Result):
		return policy.HandlingRefused
	}
	return policy.HandlingDropped
}

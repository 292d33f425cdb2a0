package reconcile

import (
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/outbox"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// recallTold reads what people were told in notes of the app's own accord: from the outbox, where they stand from the
// moment they are wanted, and, for a database that is newer than the thread, from the notes' own keys.
func (o *observation) recallTold(actions []store.ActionRow) {
	o.facts.Told, o.facts.NotedAt = nil, time.Time{}
	known := map[string]bool{}
	for _, row := range actions {
		if row.Kind == policy.ActionNag {
			known[row.Key] = true
			o.addTold(row.Key, row.CreatedAt)
		}
	}
	for _, comment := range o.own() {
		key, isNote := render.NoteKey(comment.Body)
		if !isNote || strings.HasPrefix(key, outbox.ReplyPrefix) {
			continue
		}
		if comment.CreatedAt.After(o.facts.NotedAt) {
			o.facts.NotedAt = comment.CreatedAt
		}
		if !known[key] {
			o.addTold(key, comment.CreatedAt)
		}
	}
}

// addTold adds what the note with a key tells.
func (o *observation) addTold(key string, at time.Time) {
	tellings, _ := policy.ParseNag(key)
	for _, telling := range tellings {
		telling.At = at
		o.facts.Told = append(o.facts.Told, telling)
	}
}

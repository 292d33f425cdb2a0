package outbox

import "github.com/embargo-app/embargo/internal/store"

// The words for a value of the advisory that is asked for, or there, and not for the record.
const (
	recordSet       = "set"
	recordRequested = "requested"
)

// changing says for the record what a change of the advisory changed: one thing, from what it was ("" when it was not
// set) to what it is. A change that stands already is the app's own when there was an attempt before, whose
// answer was lost: what had been there is not known then.
func (r Result) changing(row store.ActionRow, name, was, is string) Result {
	switch {
	case r.State != store.ActionDone:
		return r
	case r.Note == noteStanding && row.Attempts == 0:
		return r
	case r.Note == noteChanged && was != "":
		r.Before = map[string]string{name: was}
	}
	r.After = map[string]string{name: is}
	return r
}

// setIf is the word for a value that is there.
func setIf(there bool) string {
	if there {
		return recordSet
	}
	return ""
}

package reconcile

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// settledBegun stands first in the note noteSettled, so that there is one from the first look on. Where the record had been lost, it
// says when that look was, else 0.
const settledBegun = "begun"

// settledAtOnce is how old an advisory may be at its first look for what is settled then to have been settled then: of
// an older one, as when the database is new, nobody knows.
const settledAtOnce = time.Hour

// recallSettled reads since when items were found settled; nil at the first look.
func (o *observation) recallSettled(tx *store.Tx) error {
	o.facts.SettledSince, o.facts.RecordedSince = nil, time.Time{}
	kept, known, err := tx.Note(noteSettled + o.ref.String())
	if err != nil || !known {
		return err
	}
	o.facts.SettledSince = map[policy.ItemID]time.Time{}
	for field := range strings.FieldsSeq(kept) {
		id, text, _ := strings.Cut(field, "=")
		seconds, err := strconv.ParseInt(text, 10, 64)
		switch {
		case err != nil || id == settledBegun && seconds == 0:
		case id == settledBegun:
			o.facts.RecordedSince = time.Unix(seconds, 0).UTC()
		case seconds == 0:
			o.facts.SettledSince[policy.ItemID(id)] = time.Time{}
		default:
			o.facts.SettledSince[policy.ItemID(id)] = time.Unix(seconds, 0).UTC()
		}
	}
	return nil
}

// recordSettled notes which items are settled now and were not, and the other way round.
func (o *observation) recordSettled(tx *store.Tx, report policy.Report, now time.Time) error {
	since, begun, fresh := o.settledNow(report, now)
	if !fresh {
		return nil
	}
	fields := []string{settledField(settledBegun, begun)}
	for _, id := range slices.Sorted(maps.Keys(since)) {
		fields = append(fields, settledField(string(id), since[id]))
	}
	return tx.SetNote(noteSettled+o.ref.String(), strings.Join(fields, " "))
}

// noteSettledNow has the look that recorded what is settled now tell it already.
func (o *observation) noteSettledNow(report policy.Report, now time.Time) {
	if since, begun, fresh := o.settledNow(report, now); fresh {
		o.facts.SettledSince, o.facts.RecordedSince = since, begun
	}
}

// settledNow is since when the items are settled that are now, since when that is on record, and whether a look learns
// of anything new. It stops with the embargo: GitHub then closes the thread and deletes the private fork, which says
// nothing about what was done.
func (o *observation) settledNow(report policy.Report, now time.Time) (since map[policy.ItemID]time.Time, begun time.Time, fresh bool) {
	if !o.facts.Advisory.State.Open() {
		return nil, time.Time{}, false
	}
	first := o.facts.SettledSince == nil
	found, begun := now, o.facts.RecordedSince
	if first && (now.Sub(o.facts.Advisory.CreatedAt) > settledAtOnce || len(o.own()) > 0) {
		found, begun = time.Time{}, now
	}
	since = o.settledSince(report, found)
	return since, begun, first || !maps.Equal(since, o.facts.SettledSince)
}

// settledSince is since when each item has been settled that is settled now; found is the time of what was not before.
// What could not be read this time has not ceased to be so. The process's own items are left out: people tick them,
// which is on record.
func (o *observation) settledSince(report policy.Report, found time.Time) map[policy.ItemID]time.Time {
	all := map[policy.ItemID]time.Time{}
	for _, item := range report.Items {
		since, known := o.facts.SettledSince[item.ID]
		switch {
		case !policy.IsBuiltIn(item.ID):
		case known && (item.State == policy.StateDone || item.State == policy.StateUnknown):
			all[item.ID] = since
		case item.State == policy.StateDone:
			all[item.ID] = found
		}
	}
	return all
}

func settledField(name string, at time.Time) string {
	if at.IsZero() {
		return name + "=0"
	}
	return name + "=" + strconv.FormatInt(at.Unix(), 10)
}

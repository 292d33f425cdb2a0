package reconcile

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// calendarEntries are the dates that a report puts into the calendar, by name: an agreed release slot, and each moment
// at which something is due that somebody still has to see to. What is due together is one entry.
func calendarEntries(ref string, report policy.Report) map[string]store.CalendarRow {
	entries := map[string]store.CalendarRow{}
	if report.Phase == policy.PhaseAbandoned {
		return entries
	}
	if report.Slot.Agreed {
		entries[store.CalendarSlot] = store.CalendarRow{
			Ref: ref, Name: store.CalendarSlot, Starts: report.Slot.Start, Ends: report.Slot.End,
		}
	}
	for _, item := range report.Items {
		settled := item.State == policy.StateDone || item.State == policy.StateWaived || item.Need == policy.NeedDisabled
		if settled || item.Deadline.IsZero() {
			continue
		}
		name := "due-" + strconv.FormatInt(item.Deadline.Unix(), 10)
		entry := entries[name]
		entry.Ref, entry.Name, entry.Starts = ref, name, item.Deadline
		entry.Items = append(entry.Items, string(item.ID))
		entries[name] = entry
	}
	return entries
}

// revise holds the calendar's entries about an advisory against what they should be, and gives those that change. One
// that is withdrawn stays and says so, since calendars that have it forget nothing by themselves.
func revise(known []store.CalendarRow, wanted map[string]store.CalendarRow, now time.Time) []store.CalendarRow {
	wanted = maps.Clone(wanted)
	var changed []store.CalendarRow
	for _, old := range known {
		want, stands := wanted[old.Name]
		delete(wanted, old.Name)
		if !stands {
			want = old
			want.Cancelled = true
		}
		same := want.Starts.Equal(old.Starts) && want.Ends.Equal(old.Ends) && slices.Equal(want.Items, old.Items)
		if same && want.Cancelled == old.Cancelled {
			continue
		}
		want.Sequence, want.ChangedAt = old.Sequence+1, now
		changed = append(changed, want)
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		want := wanted[name]
		want.ChangedAt = now
		changed = append(changed, want)
	}
	return changed
}

// chart brings the calendar and the dashboard's list in line with a report.
func (o *observation) chart(tx *store.Tx, report policy.Report, now time.Time) error {
	ref := o.ref.String()
	if err := tx.PutOutlook(outlook(ref, report)); err != nil {
		return err
	}
	if err := reviseCalendar(tx, ref, calendarEntries(ref, report), now); err != nil {
		return err
	}
	return o.recallCalendar(tx)
}

func reviseCalendar(tx *store.Tx, ref string, wanted map[string]store.CalendarRow, now time.Time) error {
	known, err := tx.CalendarOf(ref)
	if err != nil {
		return err
	}
	for _, row := range revise(known, wanted, now) {
		if err := tx.PutCalendar(row); err != nil {
			return err
		}
	}
	return nil
}

// unchart takes an advisory that GitHub no longer shows off the calendar and off the list.
func unchart(tx *store.Tx, ref string, now time.Time) error {
	if err := tx.DropOutlook(ref); err != nil {
		return err
	}
	return reviseCalendar(tx, ref, nil, now)
}

func (o *observation) recallCalendar(tx *store.Tx) (err error) {
	o.calendar, err = tx.CalendarOf(o.ref.String())
	return err
}

// outlook is what the dashboard's list shows of an advisory.
func outlook(ref string, report policy.Report) store.OutlookRow {
	row := store.OutlookRow{Ref: ref, Phase: string(report.Phase)}
	if item, open := render.NextItem(report); open {
		row.NextItem, row.NextState, row.Due = string(item.ID), string(item.State), item.Deadline
	}
	return row
}

// letterSlot tells the SRC of an agreed release slot, and of every change of it.
const letterSlot policy.SentKind = "slot-agreed"

// slotLetters tells of the slot as the calendar has it. What is over needs nobody's calendar any more, and what nobody
// can have been told of need not be taken back.
func slotLetters(l lettering) []letter {
	at := slices.IndexFunc(l.calendar, func(row store.CalendarRow) bool { return row.Name == store.CalendarSlot })
	if at < 0 || !l.calendar[at].Ends.After(l.now) {
		return nil
	}
	told := slices.ContainsFunc(slices.Concat(l.facts.Sent, l.facts.Unsure), func(s policy.Sent) bool { return s.Kind == letterSlot })
	row := l.calendar[at]
	if row.Cancelled && !told {
		return nil
	}
	entry := calendarEntry(row, l.facts.Advisory.URL)
	one := l.toSRC(letter{kind: letterSlot, occasion: strconv.Itoa(row.Sequence)})
	one.files = l.invitation(entry, one.mail)
	one.subject, one.text = render.SlotNotice(l.facts.Advisory, entry, len(one.files) > 0)
	_, bare := render.SlotNotice(l.facts.Advisory, entry, false)
	one.chatText = one.subject + "\n" + bare
	return []letter{one}
}

// calendarEntry is an entry as it is written, with the page that it links to.
func calendarEntry(row store.CalendarRow, url string) render.CalendarEntry {
	return render.CalendarEntry{
		Ref: row.Ref, URL: url, Name: row.Name, Items: row.Items, Starts: row.Starts, Ends: row.Ends, Sequence: row.Sequence, Cancelled: row.Cancelled,
		Changed: row.ChangedAt,
	}
}

// invitation is the entry as a file for mail; none where no mail server says who sends it.
func (l lettering) invitation(entry render.CalendarEntry, attendees []string) []Attachment {
	if l.mailFrom == "" {
		return nil
	}
	data, contentType, err := render.CalendarInvitation{
		Entry: entry, Organizer: l.mailFrom, Attendees: attendees,
	}.Write()
	if err != nil {
		return nil // the mail to such an address fails and says so itself
	}
	return []Attachment{{Name: "release-slot.ics", ContentType: contentType, Data: data}}
}

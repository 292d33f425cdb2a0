package store

import (
	"strings"
	"time"
)

// CalendarSlot is the name of the calendar's entry for a release slot; the others are named after their time.
const CalendarSlot = "slot"

// CalendarRow is one entry of the calendar about an advisory: an agreed release slot, or a moment at which items are
// due. It is a date with names of items, and tells nothing else.
type CalendarRow struct {
	Ref, Name    string    // Name is CalendarSlot, or tells one deadline of the advisory from the next
	Items        []string  // ids of what is due; none of a slot
	Starts, Ends time.Time // Ends is zero for a deadline
	Sequence     int       // number of changes so far
	Cancelled    bool      // withdrawn
	ChangedAt    time.Time
}

// OutlookRow is what the dashboard's list shows of an advisory: where it stood when it was last looked at.
type OutlookRow struct {
	Ref, Phase          string
	NextItem, NextState string    // "" when nothing is open
	Due                 time.Time // of the next item, zero for no deadline
}

// CalendarLink is a person's subscription to the calendar of an organisation. Its secret is not kept, only its hash.
type CalendarLink struct {
	Owner, Login string // lower case
	Hash         string // SHA-256 of the secret, hexadecimal
	CreatedAt    time.Time
}

const calendarColumns = `ref, name, items, starts, ends, sequence, cancelled, changed_at`

func (tx *Tx) calendarRows(query string, args ...any) ([]CalendarRow, error) {
	var found []CalendarRow
	err := tx.Rows(query, args, func(scan func(...any) error) error {
		var row CalendarRow
		var starts, ends, cancelled, changed int64
		var items string
		err := scan(&row.Ref, &row.Name, &items, &starts, &ends, &row.Sequence, &cancelled, &changed)
		row.Items, row.Cancelled = strings.Fields(items), cancelled != 0
		row.Starts, row.Ends, row.ChangedAt = Time(starts), Time(ends), Time(changed)
		found = append(found, row)
		return err
	})
	return found, err
}

// CalendarOf lists the calendar's entries about an advisory, withdrawn ones included, by name.
func (tx *Tx) CalendarOf(ref string) ([]CalendarRow, error) {
	return tx.calendarRows(`SELECT `+calendarColumns+` FROM calendar WHERE ref = $1 ORDER BY name`, ref)
}

// Calendar lists the calendar's entries about all advisories of an owner, withdrawn ones included, by ref and name.
func (tx *Tx) Calendar(owner string) ([]CalendarRow, error) {
	return tx.calendarRows(`SELECT `+calendarColumns+` FROM calendar WHERE owner = $1 ORDER BY ref, name`, strings.ToLower(owner))
}

// PutCalendar adds an entry to the calendar, or replaces it.
func (tx *Tx) PutCalendar(row CalendarRow) error {
	cancelled := 0
	if row.Cancelled {
		cancelled = 1
	}
	_, err := tx.Exec(`INSERT INTO calendar (owner, `+calendarColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (ref, name) DO UPDATE SET items = excluded.items, starts = excluded.starts, ends = excluded.ends, sequence = excluded.sequence,
			cancelled = excluded.cancelled, changed_at = excluded.changed_at`,
		ownerOf(row.Ref), row.Ref, row.Name, strings.Join(row.Items, " "), Micros(row.Starts), Micros(row.Ends), row.Sequence, cancelled, Micros(row.ChangedAt))
	return err
}

// Outlooks lists where the advisories of an owner stand, by ref.
func (tx *Tx) Outlooks(owner string) ([]OutlookRow, error) {
	var found []OutlookRow
	err := tx.Rows(`SELECT ref, phase, next_item, next_state, due FROM outlooks WHERE owner = $1 ORDER BY ref`,
		[]any{strings.ToLower(owner)}, func(scan func(...any) error) error {
			var row OutlookRow
			var due int64
			err := scan(&row.Ref, &row.Phase, &row.NextItem, &row.NextState, &due)
			row.Due = Time(due)
			found = append(found, row)
			return err
		})
	return found, err
}

// PutOutlook records where an advisory stands; nothing is written when that is known.
func (tx *Tx) PutOutlook(row OutlookRow) error {
	_, err := tx.Exec(`INSERT INTO outlooks (ref, owner, phase, next_item, next_state, due) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (ref) DO UPDATE SET phase = excluded.phase, next_item = excluded.next_item,
			next_state = excluded.next_state, due = excluded.due
			WHERE outlooks.phase <> excluded.phase OR outlooks.next_item <> excluded.next_item
				OR outlooks.next_state <> excluded.next_state OR outlooks.due <> excluded.due`,
		row.Ref, ownerOf(row.Ref), row.Phase, row.NextItem, row.NextState, Micros(row.Due))
	return err
}

// DropOutlook forgets where an advisory stands that GitHub no longer shows.
func (tx *Tx) DropOutlook(ref string) error {
	_, err := tx.Exec(`DELETE FROM outlooks WHERE ref = $1`, ref)
	return err
}

// PutCalendarLink lets a person subscribe to an owner's calendar. A link that the person had before ends.
func (tx *Tx) PutCalendarLink(link CalendarLink) error {
	_, err := tx.Exec(`INSERT INTO calendar_links (owner, login, hash, created_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (owner, login) DO UPDATE SET hash = excluded.hash, created_at = excluded.created_at`,
		strings.ToLower(link.Owner), strings.ToLower(link.Login), link.Hash, Micros(link.CreatedAt))
	return err
}

// DropCalendarLink ends a person's subscription, and tells whether there was one.
func (tx *Tx) DropCalendarLink(owner, login string) (bool, error) {
	n, err := tx.Exec(`DELETE FROM calendar_links WHERE owner = $1 AND login = $2`, strings.ToLower(owner), strings.ToLower(login))
	return n > 0, err
}

const linkFields = `owner, login, hash, created_at`

func (tx *Tx) calendarLinks(query string, args ...any) ([]CalendarLink, error) {
	var found []CalendarLink
	err := tx.Rows(query, args, func(scan func(...any) error) error {
		var link CalendarLink
		var created int64
		err := scan(&link.Owner, &link.Login, &link.Hash, &created)
		link.CreatedAt = Time(created)
		found = append(found, link)
		return err
	})
	return found, err
}

// CalendarLinks lists who may subscribe to an owner's calendar, by login.
func (tx *Tx) CalendarLinks(owner string) ([]CalendarLink, error) {
	return tx.calendarLinks(`SELECT `+linkFields+` FROM calendar_links WHERE owner = $1 ORDER BY login`, strings.ToLower(owner))
}

// CalendarLink finds the subscription whose secret has this hash. How long it takes tells at most something about
// hashes, and nothing about secrets.
func (tx *Tx) CalendarLink(hash string) (link CalendarLink, ok bool, err error) {
	found, err := tx.calendarLinks(`SELECT `+linkFields+` FROM calendar_links WHERE hash = $1`, hash)
	if err != nil || len(found) == 0 {
		return CalendarLink{}, false, err
	}
	return found[0], true, nil
}

// CalendarLinkOf gives a person's subscription to an owner's calendar; the zero CalendarLink when there is none.
func (tx *Tx) CalendarLinkOf(owner, login string) (CalendarLink, error) {
	found, err := tx.calendarLinks(`SELECT `+linkFields+` FROM calendar_links WHERE owner = $1 AND login = $2`,
		strings.ToLower(owner), strings.ToLower(login))
	if err != nil || len(found) == 0 {
		return CalendarLink{}, err
	}
	return found[0], nil
}

// ownerOf is the owner of OWNER/REPO/GHSA in lower case.
func ownerOf(ref string) string {
	owner, _, _ := strings.Cut(ref, "/")
	return strings.ToLower(owner)
}

package storetest

import (
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/store"
)

func calendar(t *testing.T, s *store.Store) {
	slot := store.CalendarRow{Ref: ref, Name: store.CalendarSlot, Items: []string{}, Starts: at, Ends: at.Add(time.Hour), ChangedAt: at}
	due := store.CalendarRow{Ref: ref, Name: "due-1", Items: []string{"cvss", "cve"}, Starts: at, Sequence: 2, Cancelled: true, ChangedAt: at}
	other := store.CalendarRow{Ref: "octo/repo/GHSA-2345-6789-cfgh", Name: "due-1", Items: []string{"cvss"}, Starts: at, ChangedAt: at}
	update(t, s, func(tx *store.Tx) error {
		for _, row := range []store.CalendarRow{slot, due, other} {
			if err := tx.PutCalendar(row); err != nil {
				return err
			}
		}
		slot.Sequence, slot.Starts = 1, at.Add(time.Minute)
		return tx.PutCalendar(slot)
	})
	view(t, s, func(tx *store.Tx) error {
		rows, err := tx.CalendarOf(ref)
		equal(t, "of an advisory", []store.CalendarRow{due, slot}, rows)
		if err != nil {
			return err
		}
		rows, err = tx.Calendar("Octo-Org")
		equal(t, "of an owner", []store.CalendarRow{due, slot}, rows)
		return err
	})
}

func outlooks(t *testing.T, s *store.Store) {
	row := store.OutlookRow{Ref: "Octo-Org/a/GHSA-2345-6789-cfgh", Phase: "fixing", NextItem: "cvss", NextState: "pending", Due: at}
	gone := store.OutlookRow{Ref: "Octo-Org/b/GHSA-2345-6789-cfgh", Phase: "fixing"}
	update(t, s, func(tx *store.Tx) error {
		for _, row := range []store.OutlookRow{row, gone, {Ref: "octo/a/GHSA-2345-6789-cfgh", Phase: "ready"}} {
			if err := tx.PutOutlook(row); err != nil {
				return err
			}
		}
		row.Phase, row.Due = "ready", time.Time{}
		if err := tx.PutOutlook(row); err != nil {
			return err
		}
		return tx.DropOutlook(gone.Ref)
	})
	view(t, s, func(tx *store.Tx) error {
		rows, err := tx.Outlooks("octo-org")
		equal(t, "outlooks", []store.OutlookRow{row}, rows)
		return err
	})
}

func calendarLinks(t *testing.T, s *store.Store) {
	link := store.CalendarLink{Owner: "octo", Login: "mona", Hash: "aa", CreatedAt: at}
	update(t, s, func(tx *store.Tx) error {
		for _, link := range []store.CalendarLink{
			{Owner: "Octo", Login: "Mona", Hash: "00", CreatedAt: at}, link, {Owner: "octo", Login: "hubot", Hash: "bb", CreatedAt: at},
			{Owner: "other", Login: "mona", Hash: "cc", CreatedAt: at},
		} {
			if err := tx.PutCalendarLink(link); err != nil {
				return err
			}
		}
		dropped, err := tx.DropCalendarLink("OCTO", "Hubot")
		equal(t, "dropped", true, dropped)
		if err != nil {
			return err
		}
		dropped, err = tx.DropCalendarLink("octo", "hubot")
		equal(t, "dropped again", false, dropped)
		return err
	})
	view(t, s, func(tx *store.Tx) error {
		links, err := tx.CalendarLinks("Octo")
		equal(t, "links", []store.CalendarLink{link}, links)
		if err != nil {
			return err
		}
		for login, want := range map[string]store.CalendarLink{"MONA": link, "hubot": {}} {
			found, err := tx.CalendarLinkOf("octo", login)
			equal(t, "link of "+login, want, found)
			if err != nil {
				return err
			}
		}
		for hash, want := range map[string]bool{"aa": true, "00": false, "bb": false, "": false} {
			_, ok, err := tx.CalendarLink(hash)
			equal(t, "link with hash "+hash, want, ok)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

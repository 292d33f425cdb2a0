package storetest

import (
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/store"
)

func letters(t *testing.T, s *store.Store) {
	mail := store.LetterRow{
		Ref: ref, Kind: "announcement", Occasion: "1", Way: store.ByMail, Channel: "list@example.org",
		State: store.LetterSending, At: at,
	}
	chat := mail
	chat.Way, chat.Channel, chat.State, chat.At = store.ByChat, "general", store.LetterSent, at.Add(time.Minute)
	other := mail
	other.Ref = "octo/b/GHSA-2345-6789-cfgj"
	want := func(rows ...store.LetterRow) {
		t.Helper()
		view(t, s, func(tx *store.Tx) error {
			found, err := tx.Letters(ref)
			equal(t, "letters", rows, found)
			return err
		})
	}
	want()
	update(t, s, func(tx *store.Tx) error {
		for _, row := range []store.LetterRow{chat, mail, other} {
			if err := tx.PutLetter(row); err != nil {
				return err
			}
		}
		return nil
	})
	want(mail, chat)
	mail.State, mail.At = store.LetterSent, at.Add(time.Hour)
	update(t, s, func(tx *store.Tx) error { return tx.PutLetter(mail) })
	want(chat, mail)
	update(t, s, func(tx *store.Tx) error { return tx.DropLetter(chat) })
	want(mail)
}

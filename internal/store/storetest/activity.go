package storetest

import (
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/store"
)

func activity(t *testing.T, s *store.Store) {
	update(t, s, func(tx *store.Tx) error {
		for i, row := range []store.DecisionRow{
			{Ref: "octo/a/GHSA-2345-6789-cfgh", Actor: "mona", WrittenAt: at},
			{Ref: "octo/b/GHSA-2345-6789-cfgj", Actor: "mona", WrittenAt: at.Add(time.Hour)},
			{Ref: "octo/a/GHSA-2345-6789-cfgh", Actor: "Mona", WrittenAt: at.Add(2 * time.Hour)},
			{Ref: "octo/a/GHSA-2345-6789-cfgh", Actor: "hubot", WrittenAt: at.Add(-time.Hour)},
			{Ref: "octo-org/a/GHSA-2345-6789-cfgh", Actor: "mona", WrittenAt: at.Add(9 * time.Hour)},
			{Ref: "octo0/a/GHSA-2345-6789-cfgh", Actor: "other", WrittenAt: at},
		} {
			row.Comment = int64(i + 1)
			if err := tx.AddDecision(row); err != nil {
				return err
			}
		}
		return nil
	})
	view(t, s, func(tx *store.Tx) error {
		acts, err := tx.LastActs("octo")
		equal(t, "last acts", map[string]time.Time{"mona": at.Add(time.Hour), "Mona": at.Add(2 * time.Hour), "hubot": at.Add(-time.Hour)}, acts)
		return err
	})
}

package reconcile

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// TestSettledSince: an item is settled since the first look that found it so without interruption; what was not read is
// no interruption, and what happened before anybody looked has no time.
func TestSettledSince(t *testing.T) {
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "embargo.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	begin := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	looks := []struct {
		name   string
		ref    string
		age    time.Duration
		state  policy.AdvisoryState
		states string // of fix-team, details and an item of the process's own
		want   map[policy.ItemID]time.Duration
	}{
		{"fresh", "a", 0, policy.AdvisoryTriage, "pending pending done", map[policy.ItemID]time.Duration{}},
		{"joined", "a", time.Hour, policy.AdvisoryDraft, "done pending done", map[policy.ItemID]time.Duration{"fix-team": time.Hour}},
		{"unread", "a", 2 * time.Hour, policy.AdvisoryDraft, "unknown unknown done", map[policy.ItemID]time.Duration{"fix-team": time.Hour}},
		{"complete", "a", 3 * time.Hour, policy.AdvisoryDraft, "done done done", map[policy.ItemID]time.Duration{"fix-team": time.Hour, "details": 3 * time.Hour}},
		{"left", "a", 4 * time.Hour, policy.AdvisoryDraft, "pending done done", map[policy.ItemID]time.Duration{"details": 3 * time.Hour}},
		{"joined again", "a", 5 * time.Hour, policy.AdvisoryDraft, "done done done", map[policy.ItemID]time.Duration{"fix-team": 5 * time.Hour, "details": 3 * time.Hour}},
		{"published", "a", 6 * time.Hour, policy.AdvisoryPublished, "pending pending pending", map[policy.ItemID]time.Duration{"fix-team": 5 * time.Hour, "details": 3 * time.Hour}},
		{"a new database", "b", 48 * time.Hour, policy.AdvisoryDraft, "done pending done", map[policy.ItemID]time.Duration{"fix-team": -1}},
		{"and later", "b", 50 * time.Hour, policy.AdvisoryDraft, "done done done", map[policy.ItemID]time.Duration{"fix-team": -1, "details": 50 * time.Hour}},
	}
	for _, look := range looks {
		o := &observation{ref: ghsa.Ref{Owner: "octo-org", Repo: look.ref, GHSA: "GHSA-2222-3333-4444"}}
		o.facts.Advisory.State, o.facts.Advisory.CreatedAt = look.state, begin
		now := begin.Add(look.age)
		var report policy.Report
		for i, id := range []policy.ItemID{policy.ItemFixTeam, policy.ItemDetails, "legal-review"} {
			report.Items = append(report.Items, policy.Item{ID: id, State: policy.State(strings.Fields(look.states)[i])})
		}
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			if err := o.recallSettled(tx); err != nil {
				return err
			}
			if err := o.recordSettled(tx, report, now); err != nil {
				return err
			}
			return o.recallSettled(tx)
		})
		if err != nil {
			t.Fatal(err)
		}
		want := map[policy.ItemID]time.Time{}
		for id, after := range look.want {
			want[id] = begin.Add(after)
			if after < 0 {
				want[id] = time.Time{}
			}
		}
		if diff := cmp.Diff(want, o.facts.SettledSince); diff != "" {
			t.Errorf("%s (-want +got):\n%s", look.name, diff)
		}
		if lost := begin.Add(48 * time.Hour); (look.ref == "b") != o.facts.RecordedSince.Equal(lost) {
			t.Errorf("%s: on record since %s", look.name, o.facts.RecordedSince)
		}
	}
}

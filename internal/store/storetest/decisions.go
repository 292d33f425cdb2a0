package storetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/store"
)

func decision(n int) store.DecisionRow {
	return store.DecisionRow{
		Ref: ref, Comment: int64(n), Index: n % 3, URL: fmt.Sprintf("https://github.example/c/%d", n), Command: "assign",
		Actor: "alice", Right: "src", Args: map[string]string{"duty": "triage", "to": "bob", "a": "<&>"},
		Verdict: "accepted", Detail: "weekday", WrittenAt: at, FoldedAt: at.Add(time.Duration(n) * time.Second),
	}
}

func decide(t *testing.T, s *store.Store, n int) {
	t.Helper()
	for i := 1; i <= n; i++ {
		update(t, s, func(tx *store.Tx) error { return tx.AddDecision(decision(i)) })
	}
}

func decisions(t *testing.T, s *store.Store) {
	if err := s.VerifyChain(t.Context()); err != nil {
		t.Errorf("empty chain: %v", err)
	}
	decide(t, s, 3)
	other := store.DecisionRow{Ref: "elsewhere", Command: "help", Verdict: "answered"}
	update(t, s, func(tx *store.Tx) error { return tx.AddDecision(other) })
	view(t, s, func(tx *store.Tx) error {
		got, err1 := tx.Decisions(ref)
		equal(t, "decisions", []store.DecisionRow{decision(1), decision(2), decision(3)}, got)
		all, err2 := tx.Decisions("")
		equal(t, "all decisions", []store.DecisionRow{decision(1), decision(2), decision(3), other}, all)
		count, hash, err3 := tx.ChainHead()
		equal(t, "count", int64(4), count)
		equal(t, "length of the hash", 64, len(hash))
		return errors.Join(err1, err2, err3)
	})
	if err := s.VerifyChain(t.Context()); err != nil {
		t.Error(err)
	}
	err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.AddDecision(decision(2)) })
	if !errors.Is(err, store.ErrRecorded) {
		t.Errorf("deciding twice gave %v, want ErrRecorded", err)
	}
}

func appendOnly(t *testing.T, s *store.Store) {
	decide(t, s, 2)
	for _, query := range []string{`UPDATE decisions SET actor = 'mallory' WHERE seq = 1`, `DELETE FROM decisions WHERE seq = 2`} {
		err := s.Update(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Exec(query)
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s gave %v, want a refusal", query, err)
		}
	}
}

func brokenChain(t *testing.T, s *store.Store) {
	decide(t, s, 4)
	tamper := func(queries ...string) {
		t.Helper()
		update(t, s, func(tx *store.Tx) error {
			var errs []error
			for _, query := range queries {
				_, err := tx.Exec(query)
				errs = append(errs, err)
			}
			return errors.Join(errs...)
		})
	}
	expect := func(want string) {
		t.Helper()
		if err := s.VerifyChain(t.Context()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("chain: %v, want %q", err, want)
		}
	}
	Untie(t, s)
	tamper(`UPDATE decisions SET actor = 'mallory' WHERE seq = 3`)
	expect("decision 3 (" + ref + " comment 3): broken chain: its content")
	tamper(`UPDATE decisions SET actor = 'alice' WHERE seq = 3`)
	if err := s.VerifyChain(t.Context()); err != nil {
		t.Errorf("repaired: %v", err)
	}
	tamper(`UPDATE decisions SET args = '{"duty":"release"}' WHERE seq = 2`)
	expect("decision 2 ")
	tamper(`DELETE FROM decisions WHERE seq = 2`)
	expect("number 2 is missing")
	tamper(`UPDATE decisions SET seq = 2 WHERE seq = 3`, `UPDATE decisions SET seq = 3 WHERE seq = 4`)
	expect("decision 2 (" + ref + " comment 3): broken chain: it does not follow decision 1")
}

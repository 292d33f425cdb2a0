package policy

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCredits(t *testing.T) {
	credit := func(login, state string) step {
		return edit(func(c *Case) {
			c.Advisory.Credits = append(c.Advisory.Credits, Credit{Login: login, Type: "reporter", State: state})
		})
	}
	noReporter := edit(func(c *Case) { c.Advisory.PrivateReport, c.Advisory.Author = false, "dave" })
	checkRule(t, ItemCredits, []ruleCase{
		{"not credited", StatePending, nil},
		{"somebody else is credited", StatePending, []step{credit("oscar", "accepted")}},
		{"asked", StatePending, []step{credit("rita", "pending")}},
		{"accepted", StateDone, []step{credit("Rita", "accepted")}},
		{"declined", StateDone, []step{credit("rita", "declined")}},
		{"GitHub does not say", StateDone, []step{credit("rita", "")}},
		{"no reporter known", StatePending, []step{noReporter}},
		{"no reporter known, somebody credited", StateDone, []step{noReporter, credit("oscar", "accepted")}},
		{"reported by mail", StatePending, []step{noReporter, says("alice", CommandReporter, "login=mia", "channel=private"), credit("dave", "accepted")}},
		{"asked for in the thread, not recorded", StatePending, []step{says("rita", CommandCredit, "login=rita", "credit=finder")}},
		{"recorded as asked for", StateDone, []step{says("rita", CommandCredit, "login=Rita", "credit=reporter"), credit("rita", "accepted")}},
		{"rather not, not yet taken out", StatePending, []step{credit("rita", "pending"), says("rita", CommandCredit, "login=rita", "credit=none")}},
		{"rather not", StateDone, []step{says("rita", CommandCredit, "login=rita", "credit=none"), credit("oscar", "accepted")}},
		{"somebody else rather not", StatePending, []step{says("carol", CommandCredit, "login=oscar", "credit=none")}},
		{"due soon", StateDueSoon, []step{agreed, on("2026-11-11 12:00")}},
		{"overdue", StateOverdue, []step{agreed, on("2026-11-11 17:00")}},
		{"waived", StateWaived, []step{says("alice", CommandWaive, "item=credits")}},
	})
}

// TestCreditWish: what is wished is made so, and nobody else's credit is touched.
func TestCreditWish(t *testing.T) {
	others := []Credit{{Login: "ann", Type: "tool"}, {Login: "Rita", Type: "finder", State: "accepted"}, {Login: "bea", Type: "other"}}
	for _, tc := range []struct {
		name   string
		wish   CreditWish
		stands bool
		want   []Credit
	}{
		{"any credit will do", CreditWish{Login: "rita"}, true, others},
		{"the same", CreditWish{Login: "rita", Type: "finder"}, true, others},
		{"another type", CreditWish{Login: "rita", Type: "reporter"}, false, []Credit{others[0], {Login: "rita", Type: "reporter"}, others[2]}},
		{"none", CreditWish{Login: "RITA", Type: CreditNone}, false, []Credit{others[0], others[2]}},
		{"none of somebody who has none", CreditWish{Login: "carl", Type: CreditNone}, true, others},
		{"somebody new", CreditWish{Login: "carl"}, false, append(others[:3:3], Credit{Login: "carl", Type: "finder"})},
		{"the reporter anew", CreditWish{Login: "mia"}, false, append(others[:3:3], Credit{Login: "mia", Type: "reporter"})},
	} {
		if got := tc.wish.Stands(others); got != tc.stands {
			t.Errorf("%s: stands %t", tc.name, got)
		}
		got := tc.wish.Apply(others, "mia")
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s:\n%s", tc.name, diff)
		}
		if !tc.wish.Stands(got) {
			t.Errorf("%s: does not stand afterwards", tc.name)
		}
	}
}

func TestCreditActions(t *testing.T) {
	w := newWorld(says("carol", CommandCredit, "login=Oscar"), says("rita", CommandCredit, "login=rita", "credit=none"), says("carol", CommandCredit, "login=oscar", "credit=tool"))
	var got []string
	for _, action := range w.report().Actions {
		got = append(got, action.Key)
	}
	if diff := cmp.Diff([]string{"set-credits/3/oscar"}, got); diff != "" {
		t.Error(diff)
	}
}

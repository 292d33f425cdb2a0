package policy

import "testing"

func TestRetrospective(t *testing.T) {
	out := func(w *world) {
		w.do(patched, agreed, releases(release("v2.3.1", "2026-11-11 16:20")), published("2026-11-11 16:30"))
	}
	sent := edit(func(c *Case) {
		c.Sent = []Sent{{Kind: SentRetrospective, Channel: "dev@example.org", Mail: true, At: clock("2026-11-13 09:00")}}
	})
	checkRule(t, ItemRetrospective, []ruleCase{
		{"not released", StatePending, []step{agreed}},
		{"asked for", StatePending, []step{says("carol", CommandRetro)}},
		{"just released", StatePending, []step{out, on("2026-11-11 17:00")}},
		{"a day later", StatePending, []step{out, on("2026-11-12 16:30")}},
		{"due soon", StateDueSoon, []step{out, on("2026-11-14 06:00")}},
		{"overdue", StateOverdue, []step{out, on("2026-11-14 16:30")}},
		{"counted from the later of release and advisory", StatePending, []step{out, releases(release("v2.3.1", "2026-11-13 16:20")), on("2026-11-14 16:30")}},
		{"sent", StateDone, []step{out, sent, on("2026-11-14 16:30")}},
		{"perhaps sent", StatePending, []step{out, on("2026-11-12 17:00"), says("alice", CommandRetro, "act=send"), edit(func(c *Case) {
			c.Sent = []Sent{{Kind: SentRetrospectiveDraft, Channel: "src@example.org", Mail: true, At: clock("2026-11-12 16:40")}}
			c.Unsure = []Sent{{Kind: SentRetrospective, Channel: "dev@example.org", Mail: true, At: clock("2026-11-12 17:00")}}
		})}},
		{"refused", StatePending, []step{out, on("2026-11-12 17:00"), edit(func(c *Case) {
			c.Refused = []Sent{{Kind: SentRetrospective, Channel: "dev@example.org", Mail: true, At: clock("2026-11-12 17:00")}}
		})}},
		{"one list refused it", StateDone, []step{out, sent, on("2026-11-14 16:30"), edit(func(c *Case) {
			c.Refused = []Sent{{Kind: SentRetrospective, Channel: "users@example.org", Mail: true, At: clock("2026-11-13 09:00")}}
		})}},
		{"waived", StateWaived, []step{says("alice", CommandWaive, "item=retrospective")}},
	})
}

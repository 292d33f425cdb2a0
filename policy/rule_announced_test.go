package policy

import (
	"testing"
	"time"
)

func TestAnnounced(t *testing.T) {
	send := func(actor string) step { return says(actor, CommandAnnounce, "act=send") }
	hold := says("alice", CommandAnnounce, "act=hold")
	sent := func(kind SentKind, channel string, mail bool) step {
		return edit(func(c *Case) {
			c.Sent = append(c.Sent, Sent{Kind: kind, Channel: channel, Mail: mail, At: reported.Add(240 * time.Hour)})
		})
	}
	refused := func(at time.Duration) step {
		return edit(func(c *Case) {
			c.Refused = []Sent{{Kind: SentAnnouncement, Channel: "announce@example.org", Mail: true, At: reported.Add(at)}}
		})
	}
	checkRule(t, ItemAnnounced, []ruleCase{
		{"not asked for", StatePending, nil},
		{"one member", StatePending, []step{send("alice")}},
		{"one member twice", StatePending, []step{send("alice"), send("Alice")}},
		{"armed", StatePending, []step{send("alice"), send("bob")}},
		{"only the SRC arms", StatePending, []step{send("alice"), send("carol")}},
		{"held", StatePending, []step{send("alice"), send("bob"), hold}},
		{"held, then one member again", StatePending, []step{send("alice"), send("bob"), hold, send("bob")}},
		{"due soon", StateDueSoon, []step{agreed, on("2026-11-11 12:00")}},
		{"overdue", StateOverdue, []step{agreed, on("2026-11-12 12:00")}},
		{"only the chat", StatePending, []step{sent(SentAnnouncement, "general", false)}},
		{"mailed", StateDone, []step{send("alice"), send("bob"), sent(SentAnnouncement, "announce@example.org", true), sent(SentAnnouncement, "general", false)}},
		{"nobody knows whether it was mailed", StatePending, []step{send("alice"), send("bob"), edit(func(c *Case) {
			c.Unsure = []Sent{{Kind: SentAnnouncement, Channel: "announce@example.org", Mail: true, At: reported.Add(240 * time.Hour)}}
		})}},
		{"the list refused it", StatePending, []step{send("alice"), send("bob"), refused(240 * time.Hour)}},
		{"refused, then held back", StatePending, []step{send("alice"), send("bob"), refused(240 * time.Hour), hold}},
		{"refused, then ordered anew", StatePending, []step{refused(time.Hour), on("2026-11-11 12:00"), send("alice"), send("bob")}},
		{"one list refused it", StateDone, []step{send("alice"), send("bob"), sent(SentAnnouncement, "users@example.org", true), refused(240 * time.Hour)}},
		{"something else was mailed", StatePending, []step{sent(SentRetrospective, "announce@example.org", true)}},
		{"waived", StateWaived, []step{says("alice", CommandWaive, "item=announced")}},
	})
}

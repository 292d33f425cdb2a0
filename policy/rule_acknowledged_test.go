package policy

import (
	"testing"
	"time"
)

func TestAcknowledged(t *testing.T) {
	noOwnersNorTeam := edit(func(c *Case) { c.CollaboratingTeams = []Fact[Team]{Unknown[Team]("GitHub answered 404")} })
	checkRule(t, ItemAcknowledged, []ruleCase{
		{"just reported", StatePending, nil},
		{"the reporter and the app wrote", StatePending, []step{writes("rita", false), writes("alice", true), writes("", false)}},
		{"80 % of the day", StateDueSoon, []step{after(19*time.Hour + 12*time.Minute)}},
		{"the day is over", StateOverdue, []step{after(24 * time.Hour)}},
		{"/ack", StateDone, []step{after(time.Hour), says("alice", CommandAck), after(48 * time.Hour), says("bob", CommandAck)}},
		{"an SRC member wrote", StateDone, []step{writes("rita", false), after(time.Hour), writes("Bob", false)}},
		{"a code owner on the advisory wrote", StateDone, []step{joins("carol"), writes("carol", false)}},
		{"a code owner who is not on the advisory wrote", StatePending, []step{writes("carol", false)}},
		{"somebody wrote, but who owns the code is not known", StateUnknown, []step{ownersUnread, joins("carol"), writes("carol", false)}},
		{"somebody wrote, but nothing about people is known", StateUnknown, []step{ownersUnread, srcUnread, noOwnersNorTeam, writes("bob", false)}},
		{"only the reporter wrote, and nothing is known", StateOverdue, []step{ownersUnread, srcUnread, writes("rita", false), after(25 * time.Hour)}},
		{"nobody wrote, and nothing is known", StatePending, []step{ownersUnread, srcUnread}},
		{"waived", StateWaived, []step{says("alice", CommandWaive, "item=acknowledged")}},
	})
}

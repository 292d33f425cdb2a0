package policy

import (
	"testing"
	"time"
)

func TestFixTeam(t *testing.T) {
	team := func(members ...string) step {
		return edit(func(c *Case) {
			c.Advisory.Teams = []string{"cosign-codeowners"}
			c.CollaboratingTeams = []Fact[Team]{Know(Team{Org: "example", Slug: "cosign-codeowners", Members: members})}
		})
	}
	teamUnread := edit(func(c *Case) { c.CollaboratingTeams = []Fact[Team]{Unknown[Team]("GitHub answered 403")} })
	many := edit(func(c *Case) {
		logins := []string{"o1", "o2", "o3", "o4", "o5", "o6", "o7"}
		c.Owners.Value.Logins, c.Advisory.Users = logins, logins
	})
	checkRule(t, ItemFixTeam, []ruleCase{
		{"only the reporter", StatePending, nil},
		{"an SRC member who owns no code", StatePending, []step{joins("alice")}},
		{"due soon", StateDueSoon, []step{after(20 * time.Hour)}},
		{"overdue", StateOverdue, []step{after(24 * time.Hour)}},
		{"a code owner", StateDone, []step{joins("Carol")}},
		{"a team of code owners", StateDone, []step{joins("dave"), team("carol", "dave", "eve")}},
		{"many", StateDone, []step{many}},
		{"code owners not known", StateUnknown, []step{ownersUnread, joins("carol")}},
		{"team on the advisory not known", StateUnknown, []step{teamUnread}},
		{"team not known, but a person is", StateDone, []step{teamUnread, joins("carol")}},
		{"waived", StateWaived, []step{ownersUnread, says("alice", CommandWaive, "item=fix-team")}},
	})
}

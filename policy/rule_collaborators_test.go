package policy

import "testing"

func TestCollaborators(t *testing.T) {
	teams := func(slugs ...string) step { return edit(func(c *Case) { c.Advisory.Teams = slugs }) }
	nobody := edit(func(c *Case) { c.Advisory.Users = nil })
	approve := func(name string) step { return says("alice", CommandApprove, name) }
	revoke := func(name string) step { return says("bob", CommandRevoke, name) }
	onLeave := configure(func(p *Process) {
		p.SRC.Roster[1].Leave = &Leave{From: DateOf(reported), To: DateOf(reported), Substitute: "sam"}
	})
	checkRule(t, ItemCollaborators, []ruleCase{
		{"nobody", StateDone, []step{nobody}},
		{"the private reporter", StateDone, nil},
		{"everybody entitled", StateDone, []step{joins("Carol", "bob"), teams("Security-Response-Team", "cosign-codeowners")}},
		{"strangers", StateViolated, []step{joins("mallory", "carol"), teams("dep-maintainers")}},
		{"a stranger", StateViolated, []step{joins("mallory")}},
		{"approved", StateDone, []step{joins("mallory"), approve("login=Mallory"), teams("helpers"), approve("team=example/helpers")}},
		{"another organisation's team of that name", StateViolated, []step{teams("helpers"), approve("team=other/helpers")}},
		{"revoked", StateViolated, []step{joins("mallory"), approve("login=mallory"), revoke("login=Mallory")}},
		{"approved anew", StateDone, []step{joins("mallory"), approve("login=mallory"), revoke("login=mallory"), approve("login=mallory")}},
		{"revoking another changes nothing", StateDone, []step{joins("mallory"), approve("login=mallory"), revoke("login=oscar"), revoke("team=example/mallory")}},
		{"approving nobody or two at once is nothing", StateViolated, []step{joins("mallory"), says("alice", CommandApprove), says("alice", CommandApprove, "login=mallory", "team=example/x")}},
		{"the reporter came publicly", StateViolated, []step{says("alice", CommandReporter, "login=rita", "channel=public")}},
		{"the mail's author", StateDone, []step{joins("mia"), says("alice", CommandReporter, "login=mia", "channel=private")}},
		{"no private report", StateViolated, []step{edit(func(c *Case) { c.Advisory.PrivateReport = false })}},
		{"a substitute", StateDone, []step{joins("sam"), onLeave}},
		{"a substitute after the leave", StateViolated, []step{joins("sam"), onLeave, on("2026-11-03 00:00")}},
		{"code owners not known", StateUnknown, []step{nobody, ownersUnread}},
		{"SRC not known", StateUnknown, []step{srcUnread}},
		{"waived", StateWaived, []step{joins("mallory"), says("alice", CommandWaive, "item=collaborators")}},
	})
}

package policy

import (
	"strings"
	"testing"
	"time"
)

func TestSettleIgnoresWhatWasNotAccepted(t *testing.T) {
	for _, verdict := range []Verdict{VerdictAnswered, VerdictUnrecognised, VerdictMalformed, VerdictForbidden, VerdictRefused, ""} {
		w := newWorld(says("alice", CommandAck), says("alice", CommandWaive, "item=cve"))
		for i := range w.c.Decisions {
			w.c.Decisions[i].Verdict = verdict
		}
		ledger := Settle(w.c.Decisions)
		if len(ledger.Acknowledged)+len(ledger.Waived) != 0 {
			t.Errorf("verdict %q: %+v", verdict, ledger)
		}
	}
}

func TestSettle(t *testing.T) {
	w := newWorld(
		says("alice", CommandReporter, "login=mia", "channel=private"),
		says("alice", CommandReporter, "login=nobody", "channel=pigeon"),
		says("carol", CommandIntroducedBy, "prs=example/cosign#12"),
		says("carol", CommandIntroducedBy, "prs=12"),
		says("carol", CommandSlow), says("alice", CommandLowRisk), says("carol", CommandCreateFork),
		says("alice", CommandPublicDisclosure, "url=https://example.org"), after(time.Hour), says("bob", CommandPublicDisclosure),
		says("alice", CommandPublish), says("bob", CommandPublish), says("carol", CommandRetro),
		says("alice", CommandWaive), says("alice", CommandExtend, "item=", "until=2026-11-21T00:00:00Z"),
		says("alice", "help"), says("alice", "no-such-command"),
	)
	ledger := Settle(w.c.Decisions)
	for name, ok := range map[string]bool{
		"reporter":          ledger.Reporter.Login == "mia" && ledger.Reporter.Channel == ChannelPrivate,
		"introduced by":     len(ledger.IntroducedBy.Refs) == 1 && ledger.IntroducedBy.Refs[0].String() == "example/cosign#12",
		"slow":              ledger.Slow.Made() && ledger.LowRisk.Made() && ledger.Fork.Made(),
		"public disclosure": ledger.PublicDisclosure.Actor == "alice",
		"publish":           len(ledger.Publish) == 2 && len(ledger.Retro) == 1,
		"waive":             len(ledger.Waived) == 0 && len(ledger.Extended) == 0,
	} {
		if !ok {
			t.Errorf("%s: %+v", name, ledger)
		}
	}
}

func TestAnnouncementIsArmedByTwo(t *testing.T) {
	send := func(actor string) step { return says(actor, CommandAnnounce, "act=send") }
	hold := func(actor string) step { return says(actor, CommandAnnounce, "act=hold") }
	for _, tc := range []struct {
		name  string
		want  bool
		steps []step
	}{
		{"one", false, []step{send("alice")}},
		{"the same one twice", false, []step{send("alice"), send("ALICE")}},
		{"two", true, []step{send("alice"), send("bob")}},
		{"one of the fix team", false, []step{send("alice"), send("carol")}},
		{"held", false, []step{send("alice"), send("bob"), hold("alice")}},
		{"held by the fix team, which may not", true, []step{send("alice"), send("bob"), hold("carol")}},
		{"held, one again", false, []step{send("alice"), send("bob"), hold("alice"), send("bob")}},
		{"held, two again", true, []step{send("alice"), send("bob"), hold("alice"), send("bob"), send("alice")}},
	} {
		if got := Settle(newWorld(tc.steps...).c.Decisions).Announcement.Armed(); got != tc.want {
			t.Errorf("%s: armed %v, want %v", tc.name, got, tc.want)
		}
	}
}

func TestParsePullRequests(t *testing.T) {
	refs, err := ParsePullRequests(" example/cosign#1  example/cosign-ghsa-2222-3333-4444#22 ")
	if err != nil || len(refs) != 2 || refs[1] != (PullRequestRef{"example", "cosign-ghsa-2222-3333-4444", 22}) {
		t.Errorf("got %v, %v", refs, err)
	}
	for _, bad := range []string{"", " ", "#1", "cosign#1", "example/cosign", "example/cosign#", "example/cosign#0", "example/cosign#-1", "a/b/c#1", "/b#1", "a/#1", "a/b#1 nonsense"} {
		if refs, err := ParsePullRequests(bad); err == nil || strings.Contains(err.Error(), "nonsense") {
			t.Errorf("%q: %v, %v", bad, refs, err)
		}
	}
}

func TestRightOf(t *testing.T) {
	leave := configure(func(p *Process) {
		p.SRC.Roster = []Member{
			{Login: "Alice", Leave: &Leave{From: DateOf(reported), To: DateOf(reported), Substitute: "sam"}},
			{Login: "gone", Leave: &Leave{From: DateOf(reported), To: DateOf(reported), Substitute: "gus"}},
		}
	})
	kim := edit(func(c *Case) { c.SRC.Value.Members = []string{"kim"} })
	inTeam := edit(func(c *Case) { c.CollaboratingTeams = []Fact[Team]{Know(Team{Members: []string{"dave"}})} })
	for _, tc := range []struct {
		name, login string
		want        Right
		steps       []step
	}{
		{"SRC", "ALICE", RightSRC, nil},
		{"SRC not known", "alice", RightNone, []step{srcUnread}},
		{"SRC not known, but a code owner", "carol", RightFixTeam, []step{srcUnread, joins("carol")}},
		{"SRC before fix team", "alice", RightSRC, []step{joins("alice"), edit(func(c *Case) { c.Owners.Value.Logins = []string{"alice"} })}},
		{"substitute", "sam", RightSRC, []step{leave}},
		{"substitute after the leave", "sam", RightNone, []step{leave, on("2026-11-03 00:00")}},
		{"substitute before the leave", "sam", RightNone, []step{leave, on("2026-11-01 23:59")}},
		{"substitute of somebody who is no member", "gus", RightNone, []step{leave}},
		{"substitute, SRC not known", "sam", RightNone, []step{leave, srcUnread}},
		{"code owner and collaborator", "carol", RightFixTeam, []step{joins("CAROL")}},
		{"code owner and collaborator by a team", "dave", RightFixTeam, []step{inTeam}},
		{"code owner only", "carol", RightNone, nil},
		{"collaborator only", "eve", RightNone, []step{joins("eve")}},
		{"approved outsider", "eve", RightNone, []step{joins("eve"), says("alice", CommandApprove, "login=eve")}},
		{"owners not known", "carol", RightNone, []step{joins("carol"), ownersUnread}},
		{"reporter", "rita", RightReporter, nil},
		{"author of no private report", "rita", RightNone, []step{edit(func(c *Case) { c.Advisory.PrivateReport = false })}},
		{"reporter by mail", "mia", RightReporter, []step{says("alice", CommandReporter, "login=Mia", "channel=private")}},
		{"reporter in public", "mia", RightReporter, []step{says("alice", CommandReporter, "login=mia", "channel=public")}},
		{"nobody", "", RightNone, []step{edit(func(c *Case) {
			c.SRC.Value.Members, c.Advisory.Users, c.Owners.Value.Logins, c.Advisory.Author = []string{""}, []string{""}, []string{""}, ""
		})}},
		{"a look-alike that Unicode folds to k", "\u212aim", RightNone, []step{kim}},
		{"not a look-alike", "KIM", RightSRC, []step{kim}},
	} {
		w := newWorld(tc.steps...)
		if got := RightOf(w.process, w.c, Settle(w.c.Decisions), tc.login, w.now); got != tc.want {
			t.Errorf("%s: %q has right %q, want %q", tc.name, tc.login, got, tc.want)
		}
	}
}

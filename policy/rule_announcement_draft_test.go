package policy

import "testing"

func TestAnnouncementDraft(t *testing.T) {
	preview := says("alice", CommandAnnounce, "act=preview")
	sender := says("alice", CommandAssign, "duty=disclosure", "login=bob")
	noChannels := configure(func(p *Process) { p.Announcement.Chat, p.Announcement.Mail.To = nil, nil })
	checkRule(t, ItemAnnouncementDraft, []ruleCase{
		{"no fix yet", StatePending, []step{preview, sender}},
		{"no channels", StatePending, []step{fixReady, preview, sender, noChannels}},
		{"no sender", StatePending, []step{fixReady, preview}},
		{"no preview", StatePending, []step{fixReady, sender}},
		{"drafted", StateDone, []step{fixReady, sender, preview}},
		{"due soon", StateDueSoon, []step{fixReady, agreed, on("2026-11-10 10:00")}},
		{"overdue", StateOverdue, []step{fixReady, agreed, on("2026-11-11 17:00")}},
		{"waived", StateWaived, []step{says("alice", CommandWaive, "item=announcement-draft")}},
	})
}

func TestChannelsAre(t *testing.T) {
	for want, n := range map[string][2]int{
		"goes to 1 mail address and 1 chat channel":    {1, 1},
		"goes to 2 mail addresses and 0 chat channels": {2, 0},
	} {
		if got := channelsAre(n[0], n[1]); got != want {
			t.Errorf("%v: %s, want %s", n, got, want)
		}
	}
}

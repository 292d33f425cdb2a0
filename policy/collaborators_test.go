package policy

import (
	"slices"
	"testing"
	"time"
)

// handled adds what the app did before about the people and teams in the key.
func handled(key string, outcome HandlingOutcome, at time.Time) step {
	return edit(func(c *Case) {
		h, ok := ParseHandling(key)
		if !ok {
			panic("no key of a handling: " + key)
		}
		h.Outcome, h.At = outcome, at
		c.Handled = append(c.Handled, h)
	})
}

// TestHandleCollaborators: what is done about those who may not be on the advisory.
func TestHandleCollaborators(t *testing.T) {
	mode := func(m Mode) step { return configure(func(p *Process) { p.Mode = m }) }
	enforce, advise := mode(ModeEnforce), mode(ModeAdvise)
	teams := func(slugs ...string) step { return edit(func(c *Case) { c.Advisory.Teams = slugs }) }
	unreadTeam := edit(func(c *Case) {
		c.CollaboratingTeams = []Fact[Team]{{Value: Team{Org: "example", Slug: "Helpers"}, Why: "GitHub answered 404"}}
	})
	off := false
	const remove1, tell1 = "remove-collaborators/1/mallory", "tell-collaborators/1/mallory"
	for _, tc := range []struct {
		name, want string
		steps      []step
	}{
		{"observe", "", []step{mode(ModeObserve), joins("mallory")}},
		{"advise", tell1, []step{advise, joins("mallory")}},
		{"enforce", remove1, []step{enforce, joins("mallory")}},
		{"nobody is a stranger", "", []step{enforce, joins("carol", "alice")}},
		{"all at once", "remove-collaborators/1/mallory/oscar/@helpers", []step{enforce, joins("mallory", "carol", "oscar"), teams("helpers", "cosign-codeowners")}},
		{"approved", "", []step{enforce, joins("mallory"), says("alice", CommandApprove, "login=Mallory")}},
		{"revoked", remove1, []step{enforce, joins("mallory"), says("alice", CommandApprove, "login=mallory"), says("alice", CommandRevoke, "login=mallory")}},
		{"a reporter who came publicly", "remove-collaborators/1/rita", []step{enforce, says("alice", CommandReporter, "login=rita", "channel=public")}},
		{"the drafting author owns nothing", "remove-collaborators/1/rita", []step{enforce, edit(func(c *Case) { c.Advisory.PrivateReport = false })}},
		{"owners unknown", "", []step{enforce, joins("mallory"), ownersUnread}},
		{"SRC unknown", "", []step{enforce, joins("mallory"), srcUnread}},
		{"a team that could not be read", "", []step{enforce, teams("helpers"), unreadTeam}},
		{"an app", "", []step{enforce, joins("embargo[bot]")}},
		{"waived", "", []step{enforce, joins("mallory"), says("alice", CommandWaive, "item=collaborators")}},
		{"disabled", "", []step{enforce, joins("mallory"), configure(func(p *Process) {
			p.Items = map[ItemID]ItemRule{ItemCollaborators: {Enabled: &off}}
		})}},
		{"published", "", []step{enforce, joins("mallory"), published("2026-11-02 09:00")}},

		{"being removed", "", []step{enforce, joins("mallory"), handled(remove1, HandlingWanted, time.Time{})}},
		{"another one meanwhile", "remove-collaborators/2/oscar", []step{enforce, joins("mallory", "oscar"), handled(remove1, HandlingWanted, time.Time{})}},
		{"added again after the removal", "remove-collaborators/2/Mallory", []step{enforce, joins("Mallory"), handled(remove1, HandlingDone, reported)}},
		{"refused", "", []step{enforce, joins("mallory"), handled(remove1, HandlingRefused, reported), after(23 * time.Hour)}},
		{"refused a day ago", "remove-collaborators/2/mallory", []step{enforce, joins("mallory"), handled(remove1, HandlingRefused, reported), after(24 * time.Hour)}},
		{"dropped", "remove-collaborators/2/mallory", []step{enforce, joins("mallory"), handled(remove1, HandlingDropped, reported)}},
		{"only told", remove1, []step{enforce, joins("mallory"), handled(tell1, HandlingDone, reported)}},
		{"told", "", []step{advise, joins("MALLORY"), handled(tell1, HandlingDone, reported)}},
		{"told of somebody else", "tell-collaborators/2/oscar", []step{advise, joins("mallory", "oscar"), handled(tell1, HandlingDone, reported)}},
	} {
		w := newWorld(tc.steps...)
		got := ""
		for _, action := range w.report().Actions {
			if _, ok := ParseHandling(action.Key); ok {
				got = action.Key
			}
		}
		if got != tc.want {
			t.Errorf("%s: wants %q, not %q", tc.name, got, tc.want)
		}
	}
}

// What GitHub refused is asked for again without anything else happening.
func TestRefusedRemovalWakes(t *testing.T) {
	w := newWorld(configure(func(p *Process) { p.Mode = ModeEnforce }), joins("mallory"), handled("remove-collaborators/1/mallory", HandlingRefused, reported), after(time.Minute))
	if wake := w.report().Wake; wake.IsZero() || wake.After(reported.Add(retryRefused)) {
		t.Errorf("wakes at %s, after the next attempt is due", wake)
	}
}

// An act is about a bounded number of people: its key stands in a comment.
func TestHandlingIsBounded(t *testing.T) {
	w := newWorld(configure(func(p *Process) { p.Mode = ModeEnforce }))
	for i := range 50 {
		w.do(joins("x" + string(rune('a'+i%26)) + string(rune('a'+i/26))))
	}
	action := w.report().Actions[0]
	h, ok := ParseHandling(action.Key)
	if !ok || len(h.Users) != mostHandled {
		t.Errorf("%s is about %d people", action.Key, len(h.Users))
	}
}

func TestParseHandling(t *testing.T) {
	h, ok := ParseHandling("remove-collaborators/12/dora/@dep-maintainers/x_y")
	if ok {
		t.Errorf("teams stand behind people, yet %+v was read", h)
	}
	h, ok = ParseHandling("remove-collaborators/12/dora/x_y/@dep-maintainers")
	if !ok || h.Number != 12 || !slices.Equal(h.Users, []string{"dora", "x_y"}) || !slices.Equal(h.Teams, []string{"dep-maintainers"}) {
		t.Errorf("read %+v, %v", h, ok)
	}
	for _, key := range []string{"", "reply/12", "remove-collaborators/1", "remove-collaborators/0/dora", "remove-collaborators/01/dora", "remove-collaborators/x/dora", "refused/remove-collaborators/1/dora"} {
		if h, ok := ParseHandling(key); ok {
			t.Errorf("%q was read as %+v", key, h)
		}
	}
}

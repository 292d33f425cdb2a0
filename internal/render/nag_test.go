package render

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/golden"
	"github.com/embargo-app/embargo/policy"
)

// TestNagGolden shows every note of the app's own accord, and every letter about what stays undone.
func TestNagGolden(t *testing.T) {
	now := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	late := policy.Item{ID: "cvss", Title: "CVSS recorded", State: policy.StateOverdue, Need: policy.NeedRequired, Owner: policy.OwnerFixTeam,
		Deadline: now, Next: "Record a vector.", Command: "/cvss VECTOR"}
	soon := policy.Item{ID: "own", Title: "Ask @everyone <b>", State: policy.StateDueSoon, Need: policy.NeedAdvice, Owner: "noor",
		Deadline: now.Add(time.Hour), Next: "Do it, then tick it.", Command: "/done own"}
	undated := policy.Item{ID: "details", Title: "Details", State: policy.StateDueSoon, Need: policy.NeedRequired, Owner: policy.OwnerSRC, Next: "Add them."}
	slot := policy.Slot{Start: now.Add(31 * time.Hour), End: now.Add(35 * time.Hour), Agreed: true}
	var all strings.Builder
	for _, tc := range []struct {
		name string
		nag  policy.Nag
	}{
		{"overdue", policy.Nag{Overdue: []policy.Item{late}}},
		{"due soon, for several", policy.Nag{Soon: []policy.NagGroup{{To: []string{"acme/widgets-owners", "mika", "not a login"}, Items: []policy.Item{soon}}, {Items: []policy.Item{late}}}}},
		{"as soon as possible", policy.Nag{Overdue: []policy.Item{undated}, Hurried: true}},
		{"silent", policy.Nag{Silent: now.AddDate(0, 0, -7)}},
		{"accepted", policy.Nag{Reporter: "riley", Accepted: true}},
		{"accepted, and credited already", policy.Nag{Reporter: "riley", Accepted: true, Credited: true}},
		{"the date moves", policy.Nag{Reporter: "riley", Reopened: now.Add(time.Hour)}},
		{"about to be published", policy.Nag{Reporter: "riley", Publishing: true}},
		{"all at once", policy.Nag{Reporter: "riley", FixReady: true, Agreed: true, Overdue: []policy.Item{late}}},
		{"many people", policy.Nag{Soon: []policy.NagGroup{{To: strings.Fields("a b c d e f g h i j"), Items: []policy.Item{soon}}}}},
	} {
		fmt.Fprintf(&all, "== %s\n%s\n", tc.name, Nag(NagNote{Key: "nag/x.0", SRC: "acme/src", Nag: tc.nag, Slot: slot, Now: now}))
	}
	advisory := policy.Advisory{Owner: "acme", Repo: "widgets", GHSA: "GHSA-2222-3333-4444", State: policy.AdvisoryDraft,
		URL: "https://github.com/acme/widgets/security/advisories/GHSA-2222-3333-4444", Summary: "embargoed"}
	letter := func(name string, e policy.Escalation) {
		subject, text := Escalation(advisory, e)
		fmt.Fprintf(&all, "== %s\n%s\n\n%s\n\n", name, subject, text)
	}
	letter("a letter", policy.Escalation{Items: []policy.Item{soon, late}})
	letter("a letter about what is public", policy.Escalation{Items: []policy.Item{late}, Hurried: true})
	advisory.State = policy.AdvisoryPublished
	letter("a letter after publication", policy.Escalation{Items: []policy.Item{late, soon, undated}})
	golden.Check(t, "nag.md", all.String())
}

// TestEscalationKeepsTheEmbargo wants nothing of the advisory but its name before it is published.
func TestEscalationKeepsTheEmbargo(t *testing.T) {
	secret := policy.Item{Title: "canary-title", Next: "canary-next", Evidence: []policy.Evidence{{Text: "canary-evidence"}}}
	subject, text := Escalation(policy.Advisory{GHSA: "GHSA-1", Summary: "canary-summary", Description: "canary-description", State: policy.AdvisoryDraft},
		policy.Escalation{Items: []policy.Item{secret}})
	if strings.Contains(subject+text, "canary") {
		t.Errorf("%s\n%s", subject, text)
	}
}

// TestActNoticeKeepsTheEmbargo wants the words of a command only of an advisory that is published.
func TestActNoticeKeepsTheEmbargo(t *testing.T) {
	advisory := policy.Advisory{Owner: "acme", Repo: "widgets", GHSA: "GHSA-2222-3333-4444", Summary: "canary-summary"}
	for _, state := range []policy.AdvisoryState{policy.AdvisoryClosed, policy.AdvisoryPublished} {
		advisory.State = state
		subject, text := ActNotice(advisory, "noor", "/waive artifacts canary-reason")
		if got, want := strings.Contains(subject+text, "canary-reason"), state == policy.AdvisoryPublished; got != want {
			t.Errorf("%s: the reason is told: %v, want %v\n%s\n%s", state, got, want, subject, text)
		}
		if strings.Contains(subject+text, "canary-summary") || strings.Contains(text, "%!") {
			t.Errorf("%s: %s\n%s", state, subject, text)
		}
	}
}

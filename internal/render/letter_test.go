package render

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/policy"
)

var closedAdvisory = policy.Advisory{
	Owner: "octo-org", Repo: "parser", GHSA: "GHSA-2222-3333-4444", Summary: "canary summary", Description: "canary description",
	URL: "https://github.example/octo-org/parser/security/advisories/GHSA-2222-3333-4444",
}

// TestUndelivered says for each end what can still be done, and nothing of what the advisory is about.
func TestUndelivered(t *testing.T) {
	for state, want := range map[string]string{
		"refused": "order it anew, which tells nobody twice", "unsure": "It is not sent again by itself", "sending": "Nobody knows whether",
		"": "could not be reached for three days",
	} {
		subject, text := Undelivered(closedAdvisory, "announcement", "dev@example.org", state)
		if !strings.Contains(text, want) || !strings.Contains(text, "dev@example.org") || !strings.Contains(subject, "GHSA-2222-3333-4444") ||
			strings.Contains(subject+text, "canary") || strings.Contains(subject+text, "%!") {
			t.Errorf("%q: %s\n%s", state, subject, text)
		}
	}
	subject, text := Unheard(closedAdvisory, "src-private")
	if !strings.Contains(subject, "src-private") || !strings.Contains(text, closedAdvisory.URL) || strings.Contains(subject+text, "canary") ||
		strings.Contains(subject+text, "%!") {
		t.Errorf("%s\n%s", subject, text)
	}
}

// TestOutOfReach: everybody in the thread reads the line, so it is the same for all and names nobody.
func TestOutOfReach(t *testing.T) {
	const want = "\n<sub>A mail or chat message to the SRC may not have arrived; `embargo status` and the dashboard " +
		"show which.</sub>\n"
	if got := OutOfReach(); got != want {
		t.Errorf("%q", got)
	}
}

func TestLostLetters(t *testing.T) {
	at := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	got := LostLetters(policy.Case{
		Advisory: closedAdvisory,
		Sent:     []policy.Sent{{Kind: "nag", Channel: "src@example.org", At: at}},
		Unsure:   []policy.Sent{{Kind: "leak", Channel: "src-private", At: at}},
		Refused:  []policy.Sent{{Kind: policy.SentRetrospective, Channel: "dev@example.org", Mail: true, At: at}},
	})
	want := []string{
		"retrospective: dev@example.org did not take it, Mon 2 Nov 2026 10:00 UTC",
		"leak: nobody knows whether it arrived at src-private, Mon 2 Nov 2026 10:00 UTC",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if none := LostLetters(policy.Case{}); len(none) != 0 {
		t.Errorf("%q", none)
	}
}

// TestTemplateNoticeHasAShortSubject: a mail with a longer one would be refused, and a path may be of any length.
func TestTemplateNoticeHasAShortSubject(t *testing.T) {
	name := "octo-org/parser:" + strings.Repeat("directory/", 30) + "announcement.tmpl"
	subject, text := TemplateNotice(StaleFile{Name: name, Template: true, Mistakes: name + ":1: unexpected"})
	if len(subject) > 200 || !strings.Contains(subject, "octo-org/parser") || !strings.Contains(text, name) {
		t.Errorf("%s\n%s", subject, text)
	}
}

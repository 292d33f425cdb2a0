package command

import (
	"slices"
	"strings"
	"testing"

	"github.com/embargo-app/embargo/policy"
)

// containsWord tells whether the text holds the word, whatever signs stand around it.
func containsWord(text, word string) bool {
	fields := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,.:;\"()`", r) })
	return slices.Contains(fields, word)
}

func TestExplain(t *testing.T) {
	for _, tt := range []struct{ by, line, understood, example string }{
		{sarah, "/assign triage", "`/assign` duty `triage`: " + Reason(detailLogin), "/assign triage @alice"},
		{sarah, "/assign <b>@everyone</b>", "`/assign`: " + Reason(detailDuty), "/assign triage @alice"},
		{frank, "/assign infra @fiona", "`/assign` duty `infra` login `fiona`: " + Reason(detailSelfOnly), "/assign infra @frank"},
		{sarah, "/severity high", "`/severity`: " + Reason(detailReason), severity.Example},
		{frank, "/release-day friday", "`/release-day` start `2026-11-27 16:00 UTC`: releases avoid that day of the week", releaseDay.Example},
		{sarah, "/ack", "`/ack`", "/ack"},
		{sarah, "/akc", "`/akc` is no command", "/ack"},
		{sarah, "/asign triage @alice", "`/asign` is no command", "/assign triage @alice"},
		{sarah, "/frobnicate", "`/frobnicate` is no command", "/help"},
		{rita, "/akc", "`/akc` is no command", "/help"},
		{rita, "/ack", "`/ack`", "/help"},
		{stan, "/ack", "`/ack`", ""},
		{stan, "/frobnicate", "`/frobnicate` is no command", ""},
	} {
		c := testCase(policy.AdvisoryDraft)
		d := Fold(testProcess(t), c, Comment{Author: tt.by, Body: tt.line, CreatedAt: now}, now)[0]
		right := policy.RightOf(testProcess(t), c, policy.Settle(nil), tt.by, now)
		understood, example := Explain(Parse(tt.line)[0], d, right)
		if understood != tt.understood || example != tt.example {
			t.Errorf("%s: %s\n got %q, %q\nwant %q, %q", tt.by, tt.line, understood, example, tt.understood, tt.example)
		}
	}
}

// TestEveryExampleWorks folds each command's own example by somebody with the least right it takes.
func TestEveryExampleWorks(t *testing.T) {
	c := testCase(policy.AdvisoryDraft)
	c.Advisory.CVSS = []policy.CVSS{{Vector: "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N", Score: 1.8}}
	setup := []said{{by: sarah, body: "/approve @olga wrote it\n/release-day thursday"}}
	by := map[policy.Right]string{policy.RightReporter: rita, policy.RightFixTeam: frank, policy.RightSRC: sarah}
	for _, spec := range All() {
		folder := NewFolder(distributors(t), c, now)
		say(t, folder, setup)
		author := by[spec.Rights[0]]
		if spec.Name == policy.CommandAssign {
			author = sarah // the example names somebody else, which takes the SRC
		}
		got := folder.Fold(Comment{Author: author, Body: spec.Example, CreatedAt: now})
		if len(got) != 1 || got[0].Verdict != accepted && got[0].Verdict != answered {
			t.Errorf("%s by %s: %+v", spec.Example, author, got)
		}
	}
}

// TestExplainEditedComment: a comment that was edited since does not tell its commands any more.
func TestExplainEditedComment(t *testing.T) {
	for want, d := range map[string]policy.Decision{
		"":                    {Verdict: policy.VerdictUnrecognised},
		Reason(detailTooMany): {Verdict: policy.VerdictRefused, Detail: detailTooMany},
	} {
		if understood, example := Explain(Line{}, d, policy.RightSRC); understood != want || example != "/help" {
			t.Errorf("%+v: got %q, %q, want %q", d, understood, example, want)
		}
	}
}

// TestExplainOneTooMany: a word beyond the last that is carried out may be no command besides.
func TestExplainOneTooMany(t *testing.T) {
	d := policy.Decision{Verdict: policy.VerdictRefused, Detail: detailTooMany}
	understood, _ := Explain(Line{Index: MaxLines, Name: "frobnicate"}, d, policy.RightSRC)
	if want := "`/frobnicate` is no command: " + Reason(detailTooMany); understood != want {
		t.Errorf("got %q, want %q", understood, want)
	}
}

func TestEveryReasonReadsWell(t *testing.T) {
	for code, reason := range reasons {
		if reason == "" || strings.HasSuffix(reason, ".") || strings.ContainsAny(reason, "\n<>") || strings.Count(reason, "`")%2 != 0 {
			t.Errorf("%s: %q", code, reason)
		}
	}
}

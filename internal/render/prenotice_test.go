package render

import (
	"strings"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/golden"
	"github.com/embargo-app/embargo/policy"
)

// noticed is an advisory with an agreed slot, eight days from now, of which distributors are to be told a week ahead.
func noticed() ReplyView {
	p := policy.Process{Prenotice: policy.PrenoticeRules{Days: 7, MaxEmbargo: spanOf("14d"), To: []string{"distros@example.org"}}}
	start := reported.Add(8 * 24 * time.Hour)
	return ReplyView{
		Key: "reply/1", To: "alice", Right: policy.RightSRC, Process: p, Now: reported,
		Case: policy.Case{Advisory: policy.Advisory{
			Owner: "sigstore-demo", Repo: "cosign", GHSA: "GHSA-2c3f-4gh5-6jmp", URL: thread, Summary: "canary-summary",
			Description: "canary-description\n</pre><!-- embargo:note x --> @octocat \u202egpj.exe\n\n\tcode", CVE: "CVE-2026-10001", Severity: "high",
			CVSS:            []policy.CVSS{{Vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", Score: 7.5}},
			Vulnerabilities: []policy.Vulnerability{{Ecosystem: "go", Package: "cosign", Affected: "< 2.4.1"}},
		}},
		Report: policy.Report{Slot: policy.Slot{Start: start, End: start.Add(4 * time.Hour), Agreed: true}},
	}
}

func TestPrenoticeGolden(t *testing.T) {
	var b strings.Builder
	write := func(name string, change func(*ReplyView)) {
		v := noticed()
		change(&v)
		subject, text := Prenotice(v.Process, v.Case, v.Report, v.Now)
		b.WriteString("# " + name + "\nSubject: " + subject + "\n\n" + text + "\n")
	}
	write("in time", func(*ReplyView) {})
	write("late", func(v *ReplyView) { v.Now = reported.Add(5 * 24 * time.Hour) })
	write("another day", func(v *ReplyView) {
		v.Case.Sent = []policy.Sent{{Kind: policy.SentPrenotice, Occasion: "2026-11-16T16:00:00Z", At: reported}}
		v.Report.Timeline.Promised = reported.Add(14 * 24 * time.Hour)
	})
	write("no limit", func(v *ReplyView) { v.Process.Prenotice.MaxEmbargo = policy.Span{} })
	write("no slot", func(v *ReplyView) { v.Report.Slot = policy.Slot{} })
	write("with details", func(v *ReplyView) { v.Process.Prenotice.Details = true })
	subject, text := PrenoticeWanting(noticed().Case.Advisory, reported)
	b.WriteString("# wanting\nSubject: " + subject + "\n\n" + text + "\n")
	golden.Check(t, "prenotice.txt", b.String())
}

// TestPrenoticeKeepsTheEmbargo: without details, nothing of the advisory but its name leaves.
func TestPrenoticeKeepsTheEmbargo(t *testing.T) {
	v := noticed()
	subject, text := Prenotice(v.Process, v.Case, v.Report, v.Now)
	for _, secret := range []string{"canary", "CVE", "CVSS", "high", "2.4.1", "7.5", "octocat"} {
		if strings.Contains(subject+text, secret) {
			t.Errorf("the notice tells %q", secret)
		}
	}
}

// TestPrenoticePreview: the mail is shown whole, and nothing in it works as markup.
func TestPrenoticePreview(t *testing.T) {
	v := noticed()
	v.Process.Prenotice.Details = true
	v.Answers = []Answer{
		{Command: "prenotice", Verdict: policy.VerdictAccepted, Detail: "first-of-two", Understood: "`/prenotice` `send`: a different member of the SRC must say the same"},
	}
	golden.Check(t, "reply/prenotice-first.md", Reply(v))
	v.Report.Slot = policy.Slot{}
	v.Answers = []Answer{{Command: "prenotice", Verdict: policy.VerdictAnswered, Understood: "`/prenotice` `preview`"}}
	golden.Check(t, "reply/prenotice-preview.md", Reply(v))

	v.Case.Advisory.Description = strings.Repeat("&<>", 30_000)
	for range 3 {
		v.Answers = append(v.Answers, v.Answers...)
	}
	text := Reply(v)
	if len(text) > Limit || strings.Count(text, "<pre>") != 1 || strings.Count(text, "</pre>") != 1 || strings.Contains(text[40:], "<!--") {
		t.Errorf("%d bytes:\n%.3000s", len(text), text)
	}
	if shown := prenoticePreview(v, Answer{Command: "prenotice", Verdict: policy.VerdictAccepted}); shown != "" {
		t.Errorf("the second word is answered with %q", shown)
	}
}

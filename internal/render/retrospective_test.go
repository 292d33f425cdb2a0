package render

import (
	"strings"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/golden"
	"github.com/embargo-app/embargo/policy"
)

// spoken makes an accepted decision so many hours after the report.
func spoken(comment int64, hours int, actor string, right policy.Right, command string, args ...string) policy.Decision {
	d := policy.Decision{
		Comment: comment, Command: command, Actor: actor, Right: right, Verdict: policy.VerdictAccepted,
		Args: map[string]string{}, WrittenAt: reported.Add(time.Duration(hours) * time.Hour),
	}
	for i := 0; i+1 < len(args); i += 2 {
		d.Args[args[i]] = args[i+1]
	}
	return d
}

func spanOf(text string) policy.Span {
	span, err := policy.ParseSpan(text)
	if err != nil {
		panic(err)
	}
	return span
}

// told is an advisory's whole story: acknowledged late, extended, waived, released in its slot, announced.
func told() RetroView {
	p := policy.Process{
		Deadlines: policy.Deadlines{
			Acknowledge: spanOf("24h"), FixTeam: spanOf("24h"), Fix: spanOf("7d"), Release: spanOf("21d"),
			Retrospective: policy.RetrospectiveDeadline{After: spanOf("1d"), Within: spanOf("3d")},
		},
		Release:         policy.ReleaseRules{Time: "16:00", Slot: spanOf("4h"), TagPrefix: "v"},
		FixRepositories: []string{"cosign-private"},
		Announcement:    policy.AnnouncementRules{Mail: policy.MailRoute{To: []string{"dev@example.org"}}},
		Items:           map[policy.ItemID]policy.ItemRule{"legal": {Title: "Legal <b>has</b> looked @ it %[2]s", Deadline: spanOf("5d")}},
	}
	src, fix := policy.RightSRC, policy.RightFixTeam
	c := policy.Case{
		Advisory: policy.Advisory{
			Owner: "sigstore-demo", Repo: "cosign", GHSA: "GHSA-2c3f-4gh5-6jmp", URL: thread, State: policy.AdvisoryPublished,
			Summary: "A check was\nskipped", CVE: "CVE-2026-10001", CreatedAt: reported, PublishedAt: reported.Add(8 * 24 * time.Hour),
			Vulnerabilities: []policy.Vulnerability{{Ecosystem: "go", Package: "cosign", Affected: "< 2.4.1", Patched: "2.4.1"}},
			Credits:         []policy.Credit{{Login: "riley", State: "accepted"}, {Login: "shy", State: "declined"}},
		},
		SRC:    policy.Know(policy.Team{Members: []string{"alice", "noor"}}),
		Owners: policy.Know(policy.Owners{Logins: []string{"bob"}}),
		Releases: policy.Know([]policy.Release{{
			Tag: "v2.4.1", URL: "https://github.com/sigstore-demo/cosign/releases/v2.4.1", PublishedAt: reported.Add(8*24*time.Hour + 10*time.Minute),
		}}),
		SettledSince: map[policy.ItemID]time.Time{policy.ItemFixTeam: reported.Add(20 * time.Hour)},
		Sent: []policy.Sent{{Kind: policy.SentAnnouncement, Channel: "announce@example.org", Mail: true,
			At: reported.Add(9 * 24 * time.Hour)}},
		Decisions: []policy.Decision{
			spoken(1, 30, "alice", src, policy.CommandAck),
			spoken(2, 30, "alice", src, policy.CommandTriage, policy.ArgVerdict, "accepted"),
			spoken(3, 31, "noor", src, policy.CommandAssign, policy.ArgDuty, "release", policy.ArgLogin, "noor"),
			spoken(4, 100, "noor", src, policy.CommandExtend, policy.ArgItem, "fix-ready", policy.ArgUntil, "2026-11-18T00:00:00Z"),
			spoken(5, 170, "bob", fix, policy.CommandFixReady, policy.ArgPRs, "sigstore-demo/cosign-private#7"),
			spoken(6, 170, "bob", fix, policy.CommandIntroducedBy, policy.ArgPRs, "sigstore-demo/cosign#3"),
			spoken(7, 171, "bob", fix, policy.CommandReleaseDay, policy.ArgStart, "2026-11-17T08:00:00Z"),
			spoken(8, 172, "alice", src, policy.CommandReleaseDay, policy.ArgStart, "2026-11-17T08:30:00Z", policy.ArgOverride, "true"),
			spoken(9, 173, "bob", fix, policy.CommandAgree),
			spoken(10, 174, "alice", src, policy.CommandWaive, policy.ArgItem, "artifacts"),
		},
	}
	now := reported.Add(9*24*time.Hour + time.Hour)
	return RetroView{Process: p, Case: c, Report: policy.Evaluate(p, c, now), Now: now}
}

func TestRetrospectiveGolden(t *testing.T) {
	subject, text := Retrospective(told())
	golden.Check(t, "retro/mail.txt", subject+"\n\n"+text)
	subject, text = RetroDraft(told())
	head, _, _ := strings.Cut(text, "=====")
	golden.Check(t, "retro/draft.txt", subject+"\n\n"+head)
	golden.Check(t, "retro/hint.txt", RetroDraftHint(told().Case.Advisory)+"\n")

	v := told()
	v.Case.Advisory.State = policy.AdvisoryDraft
	v.Now = reported.Add(175 * time.Hour)
	r := ReplyView{Key: "reply/1", To: "bob", Right: policy.RightFixTeam, Process: v.Process, Case: v.Case,
		Report: policy.Evaluate(v.Process, v.Case, v.Now), Now: v.Now}
	r.Answers = []Answer{{Command: "retro", Verdict: policy.VerdictAnswered, Understood: "`/retro`"}}
	golden.Check(t, "retro/so-far.md", Reply(r))
}

// TestRetrospectiveNamesNobodyUnwilling: who declined the credit is not named, and nobody is called late.
func TestRetrospectiveNamesNobodyUnwilling(t *testing.T) {
	_, text := Retrospective(told())
	for _, word := range []string{"shy", "@", "fault", "blame", "%["} {
		if strings.Contains(strings.ReplaceAll(text, "looked @ it %[2]s", ""), word) {
			t.Errorf("the text holds %q", word)
		}
	}
	for line := range strings.Lines(text) {
		if strings.Contains(line, "late") && (strings.Contains(line, "alice") || strings.Contains(line, "noor") || strings.Contains(line, "bob")) {
			t.Errorf("somebody is called late: %s", line)
		}
	}
}

// TestRetrospectiveWords: every outcome, milestone and question has its words.
func TestRetrospectiveWords(t *testing.T) {
	for _, o := range []policy.Outcome{policy.OutcomeMet, policy.OutcomeExtended, policy.OutcomeMissed, policy.OutcomeWaived,
		policy.OutcomeOpen, policy.OutcomeOverdue, policy.OutcomeUnrecorded} {
		if outcomeWords[o] == "" {
			t.Errorf("%s has no words", o)
		}
	}
	for _, k := range []policy.QuestionKind{policy.QuestionPublic, policy.QuestionSlot, policy.QuestionMissed, policy.QuestionExtended,
		policy.QuestionWaived, policy.QuestionRescheduled, policy.QuestionLongest, policy.QuestionOpen, policy.QuestionUnrecorded,
		policy.QuestionIntroduced, policy.QuestionSooner} {
		if questionWords[k] == "" {
			t.Errorf("%s has no words", k)
		}
	}
	if got := deedText(policy.Deed{Command: "frobnicate", Times: 2}); got != "used `/frobnicate` (2 times)" {
		t.Errorf("an unknown command: %s", got)
	}
}

// TestRetrospectiveStaysShort: however much happened, a reply fits into a comment, and says what it leaves out.
func TestRetrospectiveStaysShort(t *testing.T) {
	v := told()
	for i := range 3000 {
		name := "person-" + strings.Repeat("x", i%30) + string(rune('a'+i%26))
		v.Case.Decisions = append(v.Case.Decisions, spoken(int64(100+i), 100, name, policy.RightFixTeam, policy.CommandAgree))
	}
	v.Case.Advisory.State = policy.AdvisoryDraft
	r := ReplyView{Key: "reply/1", To: "bob", Process: v.Process, Case: v.Case, Report: policy.Evaluate(v.Process, v.Case, v.Now), Now: v.Now}
	for range 20 {
		r.Answers = append(r.Answers, Answer{Command: "retro", Verdict: policy.VerdictAnswered, Understood: "`/retro`"})
	}
	text := Reply(r)
	if len(text) > Limit || !strings.Contains(text, "- and ") || strings.Count(text, "**Timeline**") != 1 {
		t.Errorf("%d bytes:\n%.2000s", len(text), text)
	}
}

func TestTook(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"less than a minute": 20 * time.Second, "1 minute": 70 * time.Second, "2 hours": 2 * time.Hour,
		"2 hours 1 minute": 2*time.Hour + time.Minute, "1 day": 24*time.Hour + 5*time.Minute,
		"3 days 4 hours": 76*time.Hour + 20*time.Minute,
	} {
		if got := took(d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}

package command

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/embargo-app/embargo/policy"
)

func TestFoldFillsDecisions(t *testing.T) {
	comment := Comment{
		ID: 7, Author: sarah, URL: "https://github.com/x#7", CreatedAt: now.Add(-time.Minute).In(time.FixedZone("", 3600)),
		Body: "Welcome!\r\n/ack\r\n/assign triage @simon\r\n> /publish\r\n/wave hello\r\n/status",
	}
	base := policy.Decision{Comment: 7, URL: comment.URL, Actor: sarah, WrittenAt: now.Add(-time.Minute), FoldedAt: now}
	want := []policy.Decision{base, base, base, base}
	want[0].Command, want[0].Verdict, want[0].Right = "ack", accepted, policy.RightSRC
	want[1].Command, want[1].Verdict, want[1].Right = "assign", accepted, policy.RightSRC
	want[1].Args = args("duty", "triage", "login", "simon")
	want[2].Verdict = policy.VerdictUnrecognised
	want[3].Command, want[3].Verdict, want[3].Right = "status", answered, policy.RightSRC
	for i := range want {
		want[i].Index = i
	}
	got := Fold(testProcess(t), testCase(policy.AdvisoryTriage), comment, now)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFoldSeesEarlierCommandsOfTheSameComment(t *testing.T) {
	c := testCase(policy.AdvisoryDraft)
	got := verdicts(t, c, sarah, "/slow holidays\n/low-risk local only\n/slow holidays\n/agree\n/release-day thursday\n/agree")
	want := "refused not-low, accepted, accepted, refused no-proposal, accepted, accepted"
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestFoldRefusesTheRestOnce(t *testing.T) {
	got := verdicts(t, testCase(policy.AdvisoryTriage), sarah, strings.Repeat("/ack\n", MaxLines+5))
	want := strings.Repeat("accepted, ", MaxLines) + "refused " + detailTooMany
	if got != want {
		t.Errorf("got %s", got)
	}
}

func TestFoldKeepsNoOutsideText(t *testing.T) {
	const canary = "canary"
	lines := []string{"/" + canary, "/" + canary + " " + canary, "/ack " + canary}
	for _, spec := range All() {
		lines = append(lines, spec.Example+" "+canary, "/"+spec.Name+" "+canary+"<!>")
	}
	for _, line := range lines {
		for _, author := range []string{sarah, frank, stan} {
			for _, d := range Fold(testProcess(t), testCase(policy.AdvisoryDraft), Comment{Author: author, Body: line, CreatedAt: now}, now) {
				if text := fmt.Sprint(d); strings.Contains(text, canary) {
					t.Errorf("%s: %s", line, text)
				}
			}
		}
	}
}

func TestFoldChangesNothingOfTheCase(t *testing.T) {
	c := testCase(policy.AdvisoryDraft)
	c.Decisions = make([]policy.Decision, 1, 10)
	c.Decisions[0] = policy.Decision{Command: "ack", Actor: sarah, Verdict: accepted}
	Fold(testProcess(t), c, Comment{Author: sarah, Body: "/ack\n/ack"}, now)
	if got := c.Decisions[:2][1].Command; got != "" {
		t.Errorf("the caller's decisions were written over by %q", got)
	}
}

func TestFoldNothing(t *testing.T) {
	if got := Fold(testProcess(t), testCase(policy.AdvisoryDraft), Comment{Author: sarah, Body: "no command"}, now); got != nil {
		t.Errorf("got %v", got)
	}
}

// TestFailClosed: where the SRC or the owners could not be read, nobody has the right that depends on them.
func TestFailClosed(t *testing.T) {
	c := testCase(policy.AdvisoryDraft)
	c.SRC = policy.Unknown[policy.Team]("no access")
	c.Owners = policy.Unknown[policy.Owners]("no file")
	for _, author := range []string{sarah, frank} {
		if got := verdicts(t, c, author, "/status"); got != "forbidden" {
			t.Errorf("%s: %s", author, got)
		}
	}
}

// TestRightsNeedNoNewLedger justifies changesRights: folding many comments by one Folder, which settles the ledger
// only now and then, decides as a fresh Fold for each comment does.
func TestRightsNeedNoNewLedger(t *testing.T) {
	process := testProcess(t)
	lines := []string{"/ack", "/reporter @stan private", "/reporter @rita public", "/approve @stan helps", "/revoke @stan", "/status",
		"/assign triage @frank", "/low-risk yes", "/slow yes", "/release-day thursday", "/agree", "/disagree no",
		"/announce send", "/announce hold", "/publish", "/nonsense", "/cvss"}
	rapid.Check(t, func(t *rapid.T) {
		c := testCase(policy.AdvisoryDraft)
		folder := NewFolder(process, c, now)
		for i := range rapid.IntRange(1, 12).Draw(t, "comments") {
			comment := Comment{ID: int64(i), CreatedAt: now,
				Author: rapid.SampledFrom([]string{sarah, simon, frank, rita, stan}).Draw(t, "author"),
				Body:   strings.Join(rapid.SliceOfN(rapid.SampledFrom(lines), 1, 3).Draw(t, "lines"), "\n"),
			}
			want := Fold(process, c, comment, now)
			if diff := cmp.Diff(want, folder.Fold(comment)); diff != "" {
				t.Fatalf("comment %d (-fresh +kept):\n%s", i, diff)
			}
			c.Decisions = append(c.Decisions, want...)
		}
	})
}

// verdicts folds a comment and lists what became of its commands.
func verdicts(t *testing.T, c policy.Case, author, body string) string {
	t.Helper()
	var out []string
	for _, d := range Fold(distributors(t), c, Comment{Author: author, Body: body, CreatedAt: now}, now) {
		out = append(out, strings.TrimSpace(string(d.Verdict)+" "+d.Detail))
	}
	return strings.Join(out, ", ")
}

// BenchmarkFoldThread folds a thread of 1,000 comments: as people write them, and with a command in every one.
func BenchmarkFoldThread(b *testing.B) {
	authors := []string{sarah, frank, simon, fiona, rita, stan}
	prose := "I had another look at the parser; /etc/passwd can't be read that way.\n\n> quoted\n\n```go\nfunc main() {}\n```\n"
	kinds := map[string][]string{
		"ordinary": {prose, prose, prose + "/ack", prose, prose, "/status\n" + prose, prose, prose, prose + "/release-day thursday", prose},
		"acks":     {"/ack"},
		"mixed":    {"/ack", "/assign triage @sarah", "/release-day thursday", "/agree", "/low-risk it is", "/slow yes", "/help"},
		"hostile":  {strings.Repeat("/assign triage @sarah\n", 50)},
	}
	for name, bodies := range kinds {
		b.Run(name, func(b *testing.B) {
			process, c := testProcess(b), testCase(policy.AdvisoryDraft)
			for b.Loop() {
				folder := NewFolder(process, c, now)
				for i := range 1000 {
					folder.Fold(Comment{ID: int64(i), Author: authors[i%len(authors)], Body: bodies[i%len(bodies)], CreatedAt: now})
				}
			}
		})
	}
}

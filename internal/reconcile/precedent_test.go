package reconcile

import (
	"fmt"
	"hash/crc32"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/policy"
)

var written = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func sealWith(key string) func(string) string {
	return func(text string) string { return fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(key+text))) }
}

func says(id int64, login, body string) ghsa.Comment {
	return ghsa.Comment{ID: id, Body: body, User: &ghsa.User{Login: login}, CreatedAt: written, UpdatedAt: written}
}

func edited(c ghsa.Comment) ghsa.Comment {
	c.UpdatedAt = c.UpdatedAt.Add(time.Minute)
	return c
}

// thread is what a lost database leaves behind: sarah, who was of the SRC then, and rita, who is of it now, have
// spoken; the app has answered rita.
func thread(seal func(string) string, more ...ghsa.Comment) *observation {
	line := render.Folded{
		Accepted: []render.FoldedCommand{{Comment: 2, Index: 0, Right: policy.RightSRC, At: written}},
		Edited:   map[int64]time.Time{8: written.Add(time.Minute)},
	}.Line(render.Limit, seal)
	o := &observation{ref: ghsa.Ref{Owner: "octo-org", Repo: "parser", GHSA: "GHSA-2222-3333-4444"}, bot: "embargo[bot]", seal: sealWith("ours")}
	o.comments = append([]ghsa.Comment{
		says(1, o.bot, render.ChecklistMarker+"\n\nThe checklist.\n"+line),
		says(2, "sarah", "/waive credits not wished"),
		says(3, "rita", "/ack"),
		says(4, o.bot, render.NoteMarker("reply/3")+"\n\nNo."),
	}, more...)
	o.facts.Advisory = policy.Advisory{Owner: "octo-org", Repo: "parser", State: policy.AdvisoryDraft, ThreadOpen: true}
	o.facts.SRC = policy.Know(policy.Team{Org: "octo-org", Slug: "src", Members: []string{"rita"}})
	return o
}

// verdicts says in one line what a folding decided.
func verdicts(f folding) string {
	var words []string
	for _, d := range f.decisions {
		words = append(words, fmt.Sprintf("%s %s %s%s", d.Actor, d.Command, d.Verdict, map[bool]string{true: " of then"}[d.FoldedAt.Equal(written)]))
	}
	return strings.Join(words, ", ")
}

func TestFoldingAgain(t *testing.T) {
	var empty map[int64]time.Time
	serving, backup := map[int64]time.Time{2: written, 3: written}, map[int64]time.Time{3: written}
	for _, test := range []struct {
		name        string
		o           *observation
		folded      map[int64]time.Time // what the database knows
		want, again string
	}{
		{"a lost database", thread(sealWith("ours")), empty, "sarah waive accepted of then, rita ack refused", asBefore},
		{"a backup older than the thread", thread(sealWith("ours")), backup, "sarah waive accepted of then", asBefore},
		{"a line that somebody else wrote", thread(sealWith("theirs")), empty, "sarah waive forbidden, rita ack accepted", presentRights},
		{
			"a new comment", thread(sealWith("ours"), says(5, "rita", "/ack")), serving,
			"rita ack accepted", "",
		},
		{
			"a new comment that was edited at once", thread(sealWith("ours"), edited(says(5, "rita", "/ack"))), serving,
			"rita ack accepted", "",
		},
		{
			"comments edited after they were read", thread(sealWith("ours"), edited(says(5, "rita", "/ack")), edited(says(6, "rita", "/status"))),
			empty, "sarah waive accepted of then, rita ack refused", asBefore,
		},
		{
			"a comment edited before it was read", thread(sealWith("ours"), edited(says(8, "rita", "/ack"))), serving,
			"rita ack accepted", "",
		},
		{
			"the same with a lost database", thread(sealWith("ours"), edited(says(8, "rita", "/status"))), empty,
			"sarah waive accepted of then, rita ack refused, rita status answered", asBefore,
		},
		{
			"a decided comment edited since, and a backup", thread(sealWith("ours"), says(9, "embargo[bot]", render.NoteMarker("reply/5")), edited(says(5, "rita", "/ack"))),
			serving, "", "",
		},
		{
			"another's marker is nobody's", thread(sealWith("ours"), says(5, "rita", "/ack"), says(6, "mallory", render.NoteMarker("reply/5"))),
			serving, "rita ack accepted", "",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.o.folded = test.folded; len(test.folded) > 0 {
				test.o.checklistID = 1
			}
			f := test.o.fold(written.AddDate(0, 1, 0))
			if got := verdicts(f); got != test.want || f.again != test.again {
				t.Errorf("got %q, %q\nwant %q, %q", got, f.again, test.want, test.again)
			}
		})
	}
}

// TestRememberedComesBack: what a look writes into the checklist is what a lost database gets back.
func TestRememberedComesBack(t *testing.T) {
	o := thread(sealWith("ours"))
	o.facts.Decisions = []policy.Decision{
		{Comment: 2, Index: 0, Command: "waive", Right: policy.RightSRC, Verdict: policy.VerdictAccepted, WrittenAt: written, FoldedAt: written},
		{Comment: 2, Index: 1, Command: "ack", Verdict: policy.VerdictForbidden, WrittenAt: written, FoldedAt: written},
		{Comment: 3, Index: 0, Command: "ack", Right: policy.RightFixTeam, Verdict: policy.VerdictAccepted, WrittenAt: written, FoldedAt: written.Add(time.Hour)},
	}
	o.folded = map[int64]time.Time{2: written, 3: written.Add(time.Minute)}
	body := o.checklist(policy.Report{}, written)
	got, ok := render.ParseFolded(body, o.seal)
	want := render.Folded{
		Edited: map[int64]time.Time{3: written.Add(time.Minute)},
		Accepted: []render.FoldedCommand{
			{Comment: 2, Index: 0, Right: policy.RightSRC, At: written},
			{Comment: 3, Index: 0, Right: policy.RightFixTeam, At: written.Add(time.Hour)},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" || !ok {
		t.Errorf("%t (-want +got):\n%s", ok, diff)
	}
	o.facts.Decisions = nil
	if body := o.checklist(policy.Report{}, written); strings.Contains(body, "embargo:folded") {
		t.Error("a checklist with nothing to remember has a hidden line")
	}
}

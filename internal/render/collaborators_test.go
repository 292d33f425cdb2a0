package render

import (
	"strings"
	"testing"

	"github.com/embargo-app/embargo/policy"
)

// hostileName is no name GitHub gives; whatever stands in a list makes no mention and no markup.
const hostileName = "x` @bob <!-- embargo:note y -->"

func TestStrangersNotes(t *testing.T) {
	who := policy.Collaborators{Users: []string{"dora", hostileName}, Teams: []string{"dep-maintainers"}}
	n := StrangersNote{Key: "remove-collaborators/1/dora", Org: "octo-org", To: "octo-org/src", Who: who, Left: who, Last: who}
	for name, text := range map[string]string{"told": StrangersTold(n), "removed": StrangersRemoved(n), "kept": StrangersKept(n)} {
		if key, ok := NoteKey(text); !ok || key != n.Key {
			t.Errorf("%s: the note's key is %q", name, key)
		}
		for _, want := range []string{"`dora`", "the team `dep-maintainers`", "`/approve @dora REASON`", "`/approve @octo-org/dep-maintainers REASON`"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %s:\n%s", name, want, text)
			}
		}
		_, rest, _ := strings.Cut(text, "-->")
		if strings.Contains(rest, "<!--") || strings.Contains(rest, " @bob") {
			t.Errorf("%s lets a name act:\n%s", name, text)
		}
	}
	for _, to := range []string{"octo-org/src", "sasha"} {
		n.To = to
		if text := StrangersTold(n); !strings.Contains(text, "\n@"+to+": ") {
			t.Errorf("nobody is asked to act:\n%s", text)
		}
	}
	n.To = "octo-org/a b"
	if text := StrangersTold(n); strings.Contains(text, "@octo-org/a b") {
		t.Errorf("what is no team is mentioned:\n%s", text)
	}
}

func TestStrangersRemovedAlone(t *testing.T) {
	text := StrangersRemoved(StrangersNote{Key: "k", Who: policy.Collaborators{Users: []string{"dora"}}})
	for _, want := range []string{"`dora` was taken off", "Nobody else is on it."} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "has been said") || strings.Contains(text, "@sasha") {
		t.Errorf("says too much:\n%s", text)
	}
}

// Every reason against publishing has its words.
func TestUnpublished(t *testing.T) {
	for _, code := range []policy.PublishCode{
		policy.PublishNotDraft, policy.PublishNoPair, policy.PublishNotSRC, policy.PublishNoSlot, policy.PublishOutsideSlot, policy.PublishNotReady,
	} {
		text := Unpublished(UnpublishedNote{Key: "publish/7", To: "noor", Codes: []policy.PublishCode{code}})
		if unpublishedWords[code] == "" || !strings.Contains(text, "@noor, nothing was published: "+unpublishedWords[code]+".") {
			t.Errorf("%s:\n%s", code, text)
		}
	}
}

// The preview says until when the second word counts, and whether that is in time.
func TestPublishPreview(t *testing.T) {
	first := policy.Decision{Command: "publish", Actor: "sasha", WrittenAt: reported}
	a := Answer{Command: "publish", Verdict: policy.VerdictAccepted, Detail: "first-of-two"}
	v := ReplyView{Report: policy.Report{BySlot: true, Ledger: policy.Ledger{Publish: []policy.Decision{first}}}}
	if text := publishPreview(v, a); !strings.Contains(text, wordsPreviewNoSlot) || !strings.Contains(text, wordsPreviewReady) {
		t.Errorf("without a slot:\n%s", text)
	}
	v.Report.Slot = policy.Slot{Agreed: true, Start: reported.Add(policy.PairWindow / 2), End: reported.Add(policy.PairWindow)}
	if text := publishPreview(v, a); !strings.Contains(text, "It counts within the release slot only") {
		t.Errorf("with a slot:\n%s", text)
	}
	v.Report.Slot.Start = reported.Add(2 * policy.PairWindow)
	if text := publishPreview(v, a); !strings.Contains(text, "has to be said again") {
		t.Errorf("with a later slot:\n%s", text)
	}
	v.Report.BySlot = false
	if text := publishPreview(v, a); !strings.Contains(text, wordsPreviewSoon) {
		t.Errorf("without waiting for the slot:\n%s", text)
	}
	for _, other := range []Answer{
		{Command: "publish", Verdict: policy.VerdictAccepted}, {Command: "publish", Verdict: policy.VerdictRefused, Detail: "no-slot"},
		{Command: "announce", Verdict: policy.VerdictAccepted, Detail: "first-of-two"},
	} {
		if text := publishPreview(v, other); text != "" {
			t.Errorf("%+v is answered by a preview:\n%s", other, text)
		}
	}
}

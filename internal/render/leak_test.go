package render

import (
	"strings"
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestLeak(t *testing.T) {
	note := LeakNote{
		Key: "leak/text/issue/acme/widgets/42", To: "acme/src", URL: "https://github.com/acme/widgets/issues/42",
		Place: policy.LeakPlace{Kind: policy.LeakIssue, Repo: "acme/widgets", Number: 42}, Last: true,
	}
	const want = "<!-- embargo:note leak/text/issue/acme/widgets/42 -->\n" +
		"@acme/src: A public issue names this advisory, or something that belongs to it: `https://github.com/acme/widgets/issues/42`.\n\n" +
		"Please look whether anything that is under embargo can be read there, and take it away. This app has written nothing there, " +
		"and does not. If it is public already, say so, and everything is due as soon as possible:\n\n" +
		"- `/public-disclosure https://github.com/acme/widgets/issues/42`\n\n" +
		"This was the last note about texts in public. There may be more.\n"
	if got := Leak(note); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	note.URL = ""
	if got := Leak(note); !strings.Contains(got, "belongs to it.\n") || !strings.Contains(got, "`/public-disclosure URL`") {
		t.Errorf("without an address:\n%s", got)
	}
}

// TestLeakKinds wants words for every kind, and no link, which GitHub would show at the other end.
func TestLeakKinds(t *testing.T) {
	for kind := range leakWords {
		place := policy.LeakPlace{Kind: kind, Repo: "acme/widgets", Name: "v1"}
		if strings.HasPrefix(string(kind), "fix-") {
			place.Fix = "acme/fixes"
		}
		got := Leak(LeakNote{Key: place.Key(), To: "acme/src", Place: place, URL: "https://github.com/acme/widgets"})
		if strings.Contains(got, "%!") || strings.Contains(strings.ReplaceAll(got, "`https://", ""), " https://github.com/acme/widgets ") {
			t.Errorf("%s:\n%s", kind, got)
		}
	}
	for _, kind := range []policy.LeakKind{
		policy.LeakIssue, policy.LeakComment, policy.LeakPull, policy.LeakReview, policy.LeakReviewComment, policy.LeakCommit,
		policy.LeakCommitComment,
		policy.LeakRelease, policy.LeakRepository, policy.LeakFork, policy.LeakFixFork, policy.LeakFixPublicity,
	} {
		if leakWords[kind] == "" {
			t.Errorf("no words for %s", kind)
		}
	}
}

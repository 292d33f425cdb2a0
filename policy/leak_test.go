package policy

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

var leakPlaces = []struct {
	place    LeakPlace
	key, url string
}{
	{LeakPlace{Kind: LeakIssue, Repo: "o/r", Number: 4}, "leak/text/issue/o/r/4", "/o/r/issues/4"},
	{LeakPlace{Kind: LeakComment, Repo: "o/r", Number: 4, ID: 9}, "leak/text/comment/o/r/9", "/o/r/issues/4#issuecomment-9"},
	{LeakPlace{Kind: LeakPull, Repo: "o/r", Number: 4}, "leak/text/pull/o/r/4", "/o/r/pull/4"},
	{LeakPlace{Kind: LeakReview, Repo: "o/r", Number: 4, ID: 9}, "leak/text/review/o/r/9", "/o/r/pull/4#pullrequestreview-9"},
	{LeakPlace{Kind: LeakCommitComment, Repo: "o/r", Name: "abc", ID: 9}, "leak/text/commit-comment/o/r/9", "/o/r/commit/abc#commitcomment-9"},
	{LeakPlace{Kind: LeakReviewComment, Repo: "o/r", Number: 4, ID: 9}, "leak/text/review-comment/o/r/9", "/o/r/pull/4#discussion_r9"},
	{LeakPlace{Kind: LeakCommit, Repo: "o/r", Name: "aaaa"}, "leak/text/commit/o/r/aaaa", "/o/r/commit/aaaa"},
	{LeakPlace{Kind: LeakRelease, Repo: "o/r", ID: 9, Name: "a/b c"}, "leak/text/release/o/r/9", "/o/r/releases/tag/a%2Fb%20c"},
	{LeakPlace{Kind: LeakRelease, Repo: "o/r", ID: 9}, "leak/text/release/o/r/9", "/o/r/releases"},
	{LeakPlace{Kind: LeakRepository, Repo: "o/r"}, "leak/repository/o/r", "/o/r"},
	{LeakPlace{Kind: LeakFork, Repo: "p/r"}, "leak/fork/p/r", "/p/r"},
	{LeakPlace{Kind: LeakFixFork, Repo: "p/r", Fix: "o/r"}, "leak/fix-fork/p/r", "/p/r"},
	{LeakPlace{Kind: LeakFixPublicity, Repo: "o/r", Fix: "o/r"}, "leak/fix-publicity/o/r", "/o/r"},
}

// TestLeakPlaces has each place named, found again after it was written down, and shown.
func TestLeakPlaces(t *testing.T) {
	advisory := Advisory{URL: "https://github.example.org/o/r/security/advisories/GHSA-2345-6789-cfgh"}
	for _, test := range leakPlaces {
		if got := test.place.Key(); got != test.key {
			t.Errorf("key %s, want %s", got, test.key)
		}
		if got := LeakURL(advisory, test.place); got != "https://github.example.org"+test.url {
			t.Errorf("%s: address %s, want %s", test.key, got, test.url)
		}
		if got := LeakURL(Advisory{}, test.place); got != "" {
			t.Errorf("%s: address %s of an unknown GitHub", test.key, got)
		}
		back, ok := LeakPlaceOf(test.place.Args())
		if diff := cmp.Diff(test.place, back); !ok || diff != "" {
			t.Errorf("%s comes back changed (-want +got):\n%s", test.key, diff)
		}
	}
	for _, key := range []string{"what", "repository", "number", "id"} {
		args := leakPlaces[0].place.Args()
		delete(args, key)
		if _, ok := LeakPlaceOf(args); ok {
			t.Errorf("a place without %s is one", key)
		}
	}
}

func TestLeakUntold(t *testing.T) {
	text, fork := leakPlaces[0].place, LeakPlace{Kind: LeakFork, Repo: "p/cosign-ghsa-2345-6789-cfgh"}
	fix := LeakPlace{Kind: LeakFixFork, Repo: "p/fixes", Fix: "Example/FIXES"}
	guarded := configure(func(p *Process) { p.LeakGuard.Enabled, p.FixRepositories = true, []string{"fixes"} })
	begun := func(w *world) { w.do(agreed, on("2026-11-11 16:30")) }
	for _, test := range []struct {
		name   string
		w      *world
		place  LeakPlace
		untold string
	}{
		{"a text", newWorld(guarded), text, ""},
		{"off", newWorld(), text, "off"},
		{"a fork, though off", newWorld(), fork, ""},
		{"of the fix repository", newWorld(guarded), fix, ""},
		{"of another repository", newWorld(), fix, "no-fix-repository"},
		{"of another organisation's", newWorld(guarded), LeakPlace{Kind: LeakFixFork, Repo: "p/fixes", Fix: "other/fixes"}, "no-fix-repository"},
		{"published", newWorld(guarded, edit(func(c *Case) { c.Advisory.State = AdvisoryPublished })), fork, "no-embargo"},
		{"closed", newWorld(guarded, edit(func(c *Case) { c.Advisory.State = AdvisoryClosed })), text, "no-embargo"},
		{"public already", newWorld(guarded, func(w *world) { w.do(says("alice", CommandPublicDisclosure)) }), fork, "public-already"},
		{"in its slot", newWorld(guarded, begun), text, "release-slot"},
		{"a fork in its slot", newWorld(guarded, begun), fork, ""},
	} {
		if got := LeakUntold(test.w.process, test.w.c, test.w.report(), test.place, test.w.now); got != test.untold {
			t.Errorf("%s: %q, want %q", test.name, got, test.untold)
		}
	}
}

package githubsim_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/githubsim"
)

// crowd fills a world with repositories that have two advisories each, and
// returns a few that are open.
func (w *world) crowd(repos, open int) []githubsim.Ref {
	w.t.Helper()
	w.SetOwners("acme", "alice")
	var refs []githubsim.Ref
	for i := range repos {
		name := fmt.Sprintf("repo-%05d", i)
		w.AddRepo("acme", name, githubsim.RepoOptions{})
		for range 2 {
			w.clock.advance(time.Second)
			ref, err := w.Draft("alice", "acme/"+name, githubsim.Report{Summary: name, Severity: "low"})
			w.must(err)
			if len(refs) < open {
				refs = append(refs, ref)
				continue
			}
			w.must(w.Publish("alice", ref))
		}
	}
	return refs
}

func TestEveryAdvisoryIsListedOnce(t *testing.T) {
	w := newWorld(t, githubsim.Options{})
	w.crowd(150, 120)
	for state, want := range map[string]int{"": 300, "draft": 120, "published": 180, "triage": 0} {
		seen := map[string]bool{}
		query := "orgs/acme/security-advisories?per_page=100&sort=updated&state=" + state
		for after := ""; ; {
			var list []advisoryJSON
			res, err := w.call("GET", query+"&after="+after, nil, &list)
			w.must(err)
			for _, a := range list {
				seen[a.GHSA] = true
			}
			if after = res.After; after == "" {
				break
			}
		}
		if len(seen) != want {
			t.Errorf("%q: %d of %d", state, len(seen), want)
		}
	}
}

// BenchmarkLargeOrganisation measures a change and the list that shows it among
// 10,000 repositories and 20,000 advisories.
func BenchmarkLargeOrganisation(b *testing.B) {
	w := newWorld(b, githubsim.Options{RateLimit: 1 << 30, CommentAdvancesAdvisory: true})
	refs := w.crowd(10_000, 200)
	i := 0
	for b.Loop() {
		_, err := w.Comment("alice", refs[i%len(refs)], "hello")
		w.must(err)
		w.status("GET", "orgs/acme/security-advisories?state=draft&sort=updated&per_page=100", nil)
		i++
	}
}

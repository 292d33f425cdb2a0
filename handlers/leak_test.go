package handlers

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/leak"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

const (
	publicRepo  = `"repository":{"full_name":"o/r","private":false,"default_branch":"main"},"installation":{"id":7}`
	privateRepo = `"repository":{"full_name":"o/r","private":true,"default_branch":"main"},"installation":{"id":7}`
	sha         = "0123456789abcdef0123456789abcdef01234567"
)

// watching gives the reader of an event, with a guard.
func watching(t *testing.T, event string) reader {
	t.Helper()
	for _, r := range readers {
		if r.event == event {
			r.leaks = leak.New([]byte("a key"), []leak.Phrase{{For: "o/r", Text: "operation lantern"}})
			return r
		}
	}
	t.Fatalf("nobody reads %s", event)
	return reader{}
}

func TestSights(t *testing.T) {
	for _, test := range []struct{ event, body, want string }{
		{"issues", `{"issue":{"number":4,"title":"a CVE-2026-10001","body":"Operation Lantern"},%s}`, "leak/text/issue/o/r/4 CVE-2026-10001 o/r"},
		{"issues", `{"issue":{"number":4,"title":"nothing","body":null},%s}`, ""},
		{"issues", `{"action":"deleted","issue":{"number":4,"title":"CVE-2026-10001"},%s}`, ""},
		{"issue_comment", `{"issue":{"number":4,"title":"CVE-2026-10001"},"comment":{"id":9,"body":"ghsa-2345-6789-cfgh"},%s}`, "leak/text/comment/o/r/9 GHSA-2345-6789-cfgh"},
		{"pull_request", `{"pull_request":{"number":4,"title":"x","body":"y","head":{"ref":"fix-ghsa-2345-6789-cfgh"}},%s}`, "leak/text/pull/o/r/4 GHSA-2345-6789-cfgh"},
		{"pull_request_review", `{"pull_request":{"number":4,"title":"x"},"review":{"id":9,"body":"operation lantern"},%s}`, "leak/text/review/o/r/9 o/r"},
		{"pull_request_review_comment", `{"pull_request":{"number":4,"title":"x"},"comment":{"id":9,"body":"operation lantern"},%s}`, "leak/text/review-comment/o/r/9 o/r"},
		{"commit_comment", `{"comment":{"id":9,"commit_id":"` + sha + `","body":"operation lantern"},%s}`, "leak/text/commit-comment/o/r/9 o/r"},
		{"commit_comment", `{"comment":{"id":9,"commit_id":"none","body":"operation lantern"},%s}`, ""},
		{"push", `{"ref":"refs/heads/x","commits":[{"id":"` + sha + `","message":"operation lantern"},{"id":"no SHA","message":"CVE-2026-10001"}],%s}`, "leak/text/commit/o/r/" + sha + " o/r"},
		{"push", `{"ref":"refs/heads/ghsa-2345-6789-cfgh","commits":[],"head_commit":{"id":"` + sha + `","message":"x"},%s}`, "leak/text/commit/o/r/" + sha + " GHSA-2345-6789-cfgh"},
		{"release", `{"release":{"id":9,"name":"x","body":"operation lantern","tag_name":"v1"},%s}`, "leak/text/release/o/r/9 o/r"},
		{"release", `{"release":{"id":9,"draft":true,"body":"operation lantern"},%s}`, ""},
	} {
		for repository, want := range map[string]string{publicRepo: test.want, privateRepo: "", strings.ReplaceAll(publicRepo, `"private":false,`, ""): ""} {
			c, err := concernOf(watching(t, test.event), fmt.Appendf(nil, test.body, repository))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range c.sights {
				got = append(got, strings.Join(append(append([]string{s.place.Key()}, s.ids...), s.of...), " "))
			}
			if strings.Join(got, ", ") != want {
				t.Errorf("%s %s: saw %q, want %q", test.event, repository, got, want)
			}
		}
	}
}

// TestTags has a release's tag kept only if it gives nothing away.
func TestTags(t *testing.T) {
	for tag, want := range map[string]string{"v1.2": "v1.2", "v1-operation lantern": "", "GHSA-2345-6789-cfgh": "", strings.Repeat("x", maxRef+1): ""} {
		body := fmt.Sprintf(`{"release":{"id":9,"body":"operation lantern","tag_name":%q},%s}`, tag, publicRepo)
		c, err := concernOf(watching(t, "release"), []byte(body))
		if err != nil || len(c.sights) != 1 || c.sights[0].place.Name != want {
			t.Errorf("%.30s: %+v, %v, want the name %q", tag, c.sights, err, want)
		}
	}
}

func TestForkSights(t *testing.T) {
	const temporary = "o/r-ghsa-2345-6789-cfgh"
	fork := func(of, ofPrivate, name, private string) string {
		return fmt.Sprintf(`{"forkee":{"full_name":%q,"private":%s},"repository":{"full_name":%q,"private":%s}}`, name, private, of, ofPrivate)
	}
	for _, test := range []struct{ name, event, body, want string }{
		{"an ordinary fork", "fork", fork("o/r", "false", "p/r", "false"), "nothing"},
		{"a public fork with an advisory's name", "fork", fork("o/r", "false", "p/r-ghsa-2345-6789-cfgh", "false"),
			"named GHSA-2345-6789-cfgh, seen in leak/fork/p/r-ghsa-2345-6789-cfgh GHSA-2345-6789-cfgh"},
		{"the temporary private fork", "fork", fork("o/r", "false", temporary, "true"), "named GHSA-2345-6789-cfgh"},
		{"a fork of it", "fork", fork(temporary, "true", "p/x", "true"), "named GHSA-2345-6789-cfgh, seen in leak/fork/p/x GHSA-2345-6789-cfgh"},
		{"a fork of a private repository", "fork", fork("o/r", "true", "p/r", "true"), "seen in leak/fix-fork/p/r "},
		{"a repository is opened", "repository", `{"action":"publicized",` + publicRepo + `}`, "[installation 7], seen in leak/fix-publicity/o/r "},
		{"a repository is made", "repository", `{"action":"created",` + publicRepo + `}`, "[installation 7], nothing"},
		{"a public one with an advisory's name", "repository", `{"action":"renamed",` + strings.ReplaceAll(publicRepo, "o/r", temporary) + `}`,
			"[installation 7], named GHSA-2345-6789-cfgh, seen in leak/repository/" + temporary + " GHSA-2345-6789-cfgh"},
		{"any event of such a one", "push", `{"ref":"refs/heads/x",` + strings.ReplaceAll(publicRepo, "o/r", temporary) + `}`,
			"[installation 7], named GHSA-2345-6789-cfgh, seen in leak/repository/" + temporary + " GHSA-2345-6789-cfgh"},
		{"and of the temporary private fork", "push", `{"ref":"refs/heads/x",` + strings.ReplaceAll(privateRepo, "o/r", temporary) + `}`,
			"[installation 7], named GHSA-2345-6789-cfgh"},
	} {
		if c, err := concernOf(watching(t, test.event), []byte(test.body)); err != nil || c.String() != test.want {
			t.Errorf("%s: %q, %v, want %q", test.name, c, err, test.want)
		}
	}
	if _, err := concernOf(watching(t, "fork"), []byte(fork("o/r", "false", "../x", "false"))); err == nil {
		t.Error("a fork without a sane name is read")
	}
}

// TestTell has the right advisories told of what was seen, each place once.
func TestTell(t *testing.T) {
	const a, b, other, shut = "o/r/GHSA-2222-2222-2222", "o/s/GHSA-3333-3333-3333", "p/r/GHSA-4444-4444-4444", "o/r/GHSA-5555-5555-5555"
	r := newRig(t)
	guard := leak.New([]byte("a key"), nil)
	err := r.store.Update(t.Context(), func(tx *store.Tx) error {
		for _, row := range []store.AdvisoryRow{
			{Ref: a, Installation: 7, State: "draft"}, {Ref: b, Installation: 7, State: "triage"},
			{Ref: other, Installation: 7, State: "draft"}, {Ref: shut, Installation: 7, State: "published"},
		} {
			if err := tx.PutAdvisory(row); err != nil {
				return err
			}
		}
		for id, ref := range map[string]string{"GHSA-2222-2222-2222": a, "CVE-2026-10001": a, "GHSA-4444-4444-4444": other, "GHSA-5555-5555-5555": shut} {
			if err := tx.SetNote(guard.Note(id), ref); err != nil {
				return err
			}
		}
		return tx.SetNote(leak.FixRepositoryNote("O/Fixes"), "yes")
	})
	if err != nil {
		t.Fatal(err)
	}
	issue := policy.LeakPlace{Kind: policy.LeakIssue, Repo: "o/r", Number: 1}
	comment := policy.LeakPlace{Kind: policy.LeakComment, Repo: "o/r", ID: 2}
	for _, test := range []struct {
		name   string
		sights []sight
		want   []string
	}{
		{"an unknown id", []sight{{place: issue, ids: []string{"GHSA-9999-9999-9999", "CVE-2026-10002"}}}, nil},
		{"a published one", []sight{{place: issue, ids: []string{"GHSA-5555-5555-5555"}}}, nil},
		{"its CVE", []sight{{place: issue, ids: []string{"CVE-2026-10001"}}}, []string{"look/" + a}},
		{"the same place", []sight{{place: issue, ids: []string{"GHSA-2222-2222-2222"}}}, nil},
		{"two places at once", []sight{{place: comment, ids: []string{"GHSA-2222-2222-2222"}}, {place: issue, ids: []string{"CVE-2026-10001"}}}, []string{"look/" + a}},
		{"a phrase of the owner, where texts are watched", []sight{{place: policy.LeakPlace{Kind: policy.LeakIssue, Repo: "o/r", Number: 3}, of: []string{"O"}}}, []string{"look/" + a}},
		{"a phrase of another repository", []sight{{place: issue, of: []string{"o/rr", "o/s"}}}, nil},
		{"a fork with a name", []sight{{place: policy.LeakPlace{Kind: policy.LeakFork, Repo: "x/y"}, ghsa: "GHSA-3333-3333-3333"}}, []string{"look/" + b}},
		{"a fork of the fix repository", []sight{{place: policy.LeakPlace{Kind: policy.LeakFixFork, Repo: "x/z", Fix: "o/fixes"}}}, []string{"look/" + a, "look/" + b}},
		{"a fork of another private one", []sight{{place: policy.LeakPlace{Kind: policy.LeakFixFork, Repo: "x/w", Fix: "o/other"}}}, nil},
	} {
		err := r.store.Update(t.Context(), func(tx *store.Tx) error {
			keys, err := concern{installation: 7, sights: test.sights}.tell(tx, guard, start)
			if diff := cmp.Diff(test.want, keys); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.name, diff)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestAlarmsAreBounded: whoever goes on naming an advisory in public calls its people ten times, the last time as such.
func TestAlarmsAreBounded(t *testing.T) {
	const ref = "o/r/GHSA-2222-2222-2222"
	r := newRig(t)
	guard := leak.New([]byte("a key"), nil)
	looks, last := 0, 0
	err := r.store.Update(t.Context(), func(tx *store.Tx) error {
		err := errors.Join(tx.PutAdvisory(store.AdvisoryRow{Ref: ref, Installation: 7, State: "draft"}),
			tx.SetNote(guard.Note("GHSA-2222-2222-2222"), ref))
		for number := range int64(2 * maxTold) {
			place := policy.LeakPlace{Kind: policy.LeakIssue, Repo: "o/r", Number: number + 1}
			keys, failed := concern{installation: 7, sights: []sight{{place: place, ids: []string{"GHSA-2222-2222-2222"}}}}.tell(tx, guard, start)
			looks += len(keys)
			err = errors.Join(err, failed)
		}
		rows, failed := tx.AllActions(ref)
		for i, row := range rows {
			if row.Args[policy.ArgLast] != "" {
				last = i + 1
			}
		}
		if looks != maxTold || len(rows) != maxTold || last != maxTold {
			t.Errorf("%d looks and %d alarms, of which number %d is the last", looks, len(rows), last)
		}
		return errors.Join(err, failed)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// BenchmarkSights reads a delivery with 100 KB of text; compare it to the same without a guard.
func BenchmarkSights(b *testing.B) {
	body := fmt.Appendf(nil, `{"issue":{"number":4,"title":"x","body":%q},%s}`, strings.Repeat("some words of an issue, CVE-2020-1234 among them ", 2000), publicRepo)
	for name, guard := range map[string]*leak.Guard{"watched": leak.New([]byte("a key"), []leak.Phrase{{For: "o", Text: "operation lantern"}}), "not": nil} {
		b.Run(name, func(b *testing.B) {
			r := issuesEvent
			r.leaks = guard
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				if _, err := concernOf(r, body); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

package handlers

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/store"
)

var updateGolden = flag.Bool("update", false, "write the golden files anew")

// TestPayloads shows, for every example payload, real and GitHub's own, what is kept of it.
func TestPayloads(t *testing.T) {
	events := map[string]reader{}
	for _, r := range readers {
		events[r.event] = r
	}
	files, err := filepath.Glob("../testdata/payloads/*/*.*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("payloads: %v, %v", files, err)
	}
	var got strings.Builder
	for _, file := range files {
		name := filepath.Base(file)
		event, _, _ := strings.Cut(name, ".")
		r, handled := events[event]
		if !handled {
			continue
		}
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c, err := concernOf(r, body)
		if err != nil {
			t.Errorf("%s: %v", file, err)
		}
		fmt.Fprintf(&got, "%s: %s\n", name, c)
	}
	golden := filepath.Join("testdata", "payloads.golden")
	if *updateGolden {
		if err := os.WriteFile(golden, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("what payloads concern (-want +got):\n%s", diff)
	}
}

// String shows a concern on one line.
func (c concern) String() string {
	var words []string
	add := func(is bool, word string) {
		if is {
			words = append(words, word)
		}
	}
	add(c.installation != 0, fmt.Sprintf("[installation %d]", c.installation))
	add(!c.anything(), "nothing")
	add(c.advisory != "", "advisory "+c.advisory)
	add(len(c.named) > 0, "named "+strings.Join(c.named, " "))
	add(c.repo != "", "open advisories of "+c.repo)
	add(c.released, "and those published recently")
	add(c.all, "all open advisories")
	add(c.installations, "installations")
	add(c.beat, "beat")
	return strings.Join(words, ", ")
}

func TestEvents(t *testing.T) {
	const repository = `"repository":{"full_name":"o/r","default_branch":"main"},"installation":{"id":7}`
	push := func(ref, more string) string {
		return fmt.Sprintf(`{"ref":%q,%s,%s}`, ref, repository, more)
	}
	for _, test := range []struct{ name, event, body, want string }{
		{"member left", "organization", `{"action":"member_removed","installation":{"id":7}}`, "all open advisories"},
		{"invited", "organization", `{"action":"member_invited","installation":{"id":7}}`, "nothing"},
		{"installed", "installation", `{"action":"created","installation":{"id":7}}`, "installations, beat"},
		{"suspended", "installation", `{"action":"suspend","installation":{"id":7}}`, "installations"},
		{"code owners changed", "push", push("refs/heads/main", `"commits":[{"added":[]},{"modified":["a",".github/CODEOWNERS"]}]`), "open advisories of o/r"},
		{"process removed", "push", push("refs/heads/main", `"commits":[{"removed":[".github/embargo.yml"]}]`), "open advisories of o/r"},
		{"forced", "push", push("refs/heads/main", `"forced":true,"commits":[]`), "open advisories of o/r"},
		{"another branch", "push", push("refs/heads/fix", `"commits":[{"added":["CODEOWNERS"]}]`), "nothing"},
		{"a tag", "push", push("refs/tags/main", `"commits":[{"added":["CODEOWNERS"]}]`), "nothing"},
		{"another file", "push", push("refs/heads/main", `"commits":[{"added":["src/CODEOWNERS"],"message":"CODEOWNERS"}]`), "nothing"},
		{"no commits", "push", push("refs/heads/main", `"commits":null`), "nothing"},
		{"organisation's process", "push", strings.ReplaceAll(push("refs/heads/main", `"commits":[{"added":[".github/embargo.yml"]}]`), "o/r", "o/.github"), "all open advisories"},
		{"pull request that names advisories", "pull_request",
			`{"pull_request":{"title":"Fix ghsa-2345-6789-CFGH","head":{"ref":"fix-GHSA-cfgh-jmpq-rvwx"},"body":"not GHSA-2345-6789-cfghj"},` + repository + `}`,
			"named GHSA-cfgh-jmpq-rvwx GHSA-2345-6789-cfgh, open advisories of o/r"},
		{"pull request without a text", "pull_request", `{"pull_request":{"title":"x","body":null},` + repository + `}`, "open advisories of o/r"},
		{"push to a temporary fork", "push", strings.ReplaceAll(push("refs/heads/main", `"commits":[]`), "o/r", "o/r-ghsa-2345-6789-cfgh"), "named GHSA-2345-6789-cfgh"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, r := range readers {
				if r.event != test.event {
					continue
				}
				c, err := concernOf(r, []byte(test.body))
				if got := c.String(); err != nil || got != "[installation 7], "+test.want {
					t.Errorf("concerns %q, %v, want %q", got, err, test.want)
				}
			}
		})
	}
}

func TestConcernedAdvisories(t *testing.T) {
	const a, b, x, old = "o/r/GHSA-2222-2222-2222", "o/s/GHSA-3333-3333-3333", "p/r/GHSA-4444-4444-4444", "o/r/GHSA-5555-5555-5555"
	const recent, shut, fresh = "o/r/GHSA-6666-6666-6666", "o/r/GHSA-7777-7777-7777", "o/r/GHSA-8888-8888-8888"
	rows := []store.AdvisoryRow{
		{Ref: a, Installation: 7, State: "triage"},
		{Ref: b, Installation: 7, State: "draft"},
		{Ref: x, Installation: 8, State: "draft"},
		{Ref: old, Installation: 7, State: "published", UpdatedAt: start.Add(-31 * 24 * time.Hour)},
		{Ref: recent, Installation: 7, State: "published", UpdatedAt: start.Add(-29 * 24 * time.Hour)},
		{Ref: shut, Installation: 7, State: "closed", UpdatedAt: start},
		{Ref: fresh, Installation: 7},
	}
	r := newRig(t)
	err := r.store.Update(t.Context(), func(tx *store.Tx) error {
		for _, row := range rows {
			if err := tx.PutAdvisory(row); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		c    concern
		want []string
	}{
		{"all", concern{installation: 7, all: true}, []string{"look/" + a, "look/" + fresh, "look/" + b}},
		{"repository", concern{installation: 7, repo: "O/R"}, []string{"look/" + a, "look/" + fresh}},
		{"released", concern{installation: 7, repo: "o/r", released: true}, []string{"look/" + a, "look/" + recent, "look/" + fresh}},
		{"named", concern{installation: 7, named: []string{"GHSA-5555-5555-5555"}}, []string{"look/" + old}},
		{"named elsewhere", concern{installation: 7, named: []string{"GHSA-4444-4444-4444"}}, nil},
		{"unknown installation", concern{repo: "o/r"}, nil},
		{"lists", concern{installation: 7, installations: true, beat: true}, []string{"installations/APP", "beat/7"}},
		{"beat of nobody", concern{installations: true, beat: true}, []string{"installations/APP"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := r.store.View(t.Context(), func(tx *store.Tx) error {
				keys, err := test.c.keys(tx, start)
				if diff := cmp.Diff(test.want, keys); diff != "" {
					t.Errorf("keys (-want +got):\n%s", diff)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
}

func TestForkAdvisory(t *testing.T) {
	for _, test := range []struct {
		name, want string
	}{
		{"cosign-ghsa-2345-6789-cfgh", "GHSA-2345-6789-cfgh"},
		{"sigstore/cosign-ghsa-2345-6789-cfgh", "GHSA-2345-6789-cfgh"},
		{"a-ghsa-2345-6789-cfgh-ghsa-rvwx-rvwx-rvwx", "GHSA-rvwx-rvwx-rvwx"},
		{strings.Repeat("n", 80) + "-ghsa-2345-6789-cfgh", "GHSA-2345-6789-cfgh"},
		{"cosign", ""},
		{"ghsa-2345-6789-cfgh", ""},
		{"cosign-ghsa-1111-6789-cfgh", ""},
		{"cosign-ghsa-2345-6789-cfghx", ""},
		{"cosign-ghsa-2345-6789", ""},
		{"", ""},
	} {
		if got, ok := ForkAdvisory(test.name); got != test.want || ok != (test.want != "") {
			t.Errorf("%s: %q, %v, want %q", test.name, got, ok, test.want)
		}
	}
}

// FuzzPayload has no payload do more than be refused, and everything kept be of a sane form.
func FuzzPayload(f *testing.F) {
	f.Add("repository_advisory", []byte(reported))
	f.Add("push", []byte(`{"ref":"refs/heads/main","repository":{"full_name":"o/r","default_branch":"main"},"commits":[{"added":["CODEOWNERS"]}]}`))
	f.Add("pull_request", []byte(`{"pull_request":{"title":"GHSA-2345-6789-cfgh"},"repository":{"full_name":"o/r"}}`))
	f.Fuzz(func(t *testing.T, event string, body []byte) {
		for _, r := range readers {
			if r.event != event {
				continue
			}
			c, err := concernOf(r, body)
			if err != nil {
				if c.anything() || !errors.Is(err, errMalformed) && !errors.Is(err, errIdentifier) {
					t.Errorf("refused with %v, but kept %s", err, c)
				}
				continue
			}
			if c.repo != "" && !repositoryForm.MatchString(c.repo) || len(c.named) > 3*maxMentions || c.installation < 0 {
				t.Errorf("kept %s", c)
			}
		}
	})
}

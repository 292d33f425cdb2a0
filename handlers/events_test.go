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

	"github.com/embargo-app/embargo/internal/agenda"
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
	add(c.roster != "", rosterKey(c.roster))
	if c.deployment != nil {
		add(true, fmt.Sprintf("%s as %d of %s at %.7s", agenda.DeploymentKey(c.deployment.Repo, c.deployment.Run, c.deployment.Environment), c.deployment.Deployment, c.deployment.Ref, c.deployment.SHA))
	}
	for _, s := range c.sights {
		add(true, strings.Join(append(append([]string{"seen in " + s.place.Key(), s.ghsa}, s.ids...), s.of...), " "))
	}
	add(c.installations, "installations")
	add(c.beat, "beat")
	return strings.Join(words, ", ")
}

func TestEvents(t *testing.T) {
	const repository = `"repository":{"full_name":"o/r","default_branch":"main"},"installation":{"id":7}`
	push := func(ref, more string) string {
		return fmt.Sprintf(`{"ref":%q,%s,%s}`, ref, repository, more)
	}
	deployment := func(environment, more string) string {
		return fmt.Sprintf(`{"action":"requested","environment":%q,"deployment_callback_url":"https://api.github.com/repos/o/r/actions/runs/42/deployment_protection_rule","deployment":{"id":9,%s},%s}`,
			environment, more, repository)
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
		{"organisation's process", "push", strings.ReplaceAll(push("refs/heads/main", `"commits":[{"added":[".github/embargo.yml"]}]`), "o/r", "o/.github"), "all open advisories, rosters/o"},
		{"a roster's pull request", "pull_request", strings.ReplaceAll(`{"pull_request":{"number":12,"title":"x"},`+repository+`}`, "o/r", "o/.github"), "open advisories of o/.github, roster/o/.github/12"},
		{"a review of it", "pull_request_review", strings.ReplaceAll(`{"pull_request":{"number":12,"title":"x"},`+repository+`}`, "o/r", "o/.github"), "open advisories of o/.github, roster/o/.github/12"},
		{"a pull request's number is none", "pull_request", strings.ReplaceAll(`{"pull_request":{"number":"../1","title":"x"},`+repository+`}`, "o/r", "o/.github"), "open advisories of o/.github"},
		{"somebody joined a team", "membership", `{"organization":{"login":"o"},"installation":{"id":7}}`, "all open advisories, rosters/o"},
		{"of an organisation without a sane name", "membership", `{"organization":{"login":"o/../x"},"installation":{"id":7}}`, "all open advisories"},
		{"a team was renamed", "team", `{"action":"edited","organization":{"login":"o"},"installation":{"id":7}}`, "all open advisories, rosters/o"},
		{"a team was made", "team", `{"action":"created","organization":{"login":"o"},"installation":{"id":7}}`, "nothing"},
		{"pull request that names advisories", "pull_request",
			`{"pull_request":{"title":"Fix ghsa-2345-6789-CFGH","head":{"ref":"fix_GHSA-cfgh-jmpq-rvwx"},"body":"not GHSA-2345-6789-cfghj"},` + repository + `}`,
			"named GHSA-cfgh-jmpq-rvwx GHSA-2345-6789-cfgh, open advisories of o/r"},
		{"pull request without a text", "pull_request", `{"pull_request":{"title":"x","body":null},` + repository + `}`, "open advisories of o/r"},
		{"deployment", "deployment_protection_rule", deployment("release", `"ref":"v1.2.3","sha":"0123456789abcdef0123456789abcdef01234567"`),
			"deployment/o/r/42/release as 9 of v1.2.3 at 0123456"},
		{"deployment to an odd environment", "deployment_protection_rule", deployment("a/b c", `"ref":"main"`), "deployment/o/r/42/a%2Fb%20c as 9 of main at "},
		{"deployment of a private branch", "deployment_protection_rule",
			strings.Replace(deployment("staging", `"ref":"fix-empty-hash","sha":"0123456789abcdef0123456789abcdef01234567"`), `"o/r"`, `"o/r","private":true`, 1),
			"deployment/o/r/42/staging as 9 of  at 0123456"},
		{"deployment, something else", "deployment_protection_rule", strings.Replace(deployment("release", `"ref":"main"`), "requested", "other", 1), "nothing"},
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

// TestOddDeployments has those refused that could not be answered, or whose names are no names.
func TestOddDeployments(t *testing.T) {
	const good = `{"action":"requested","environment":"release","workflow_run":{"id":42},"ref":"main","sha":"0123456789abcdef0123456789abcdef01234567","repository":{"full_name":"o/r"},"installation":{"id":7}}`
	if c, err := concernOf(deploymentProtectionRuleEvent, []byte(good)); err != nil || c.deployment.Run != 42 {
		t.Fatalf("%s, %v", c, err)
	}
	for old, odd := range map[string]string{
		`"id":42`:                   `"id":-1`,
		`"environment":"release"`:   `"environment":""`,
		`"release"`:                 `"` + strings.Repeat("x", maxEnvironment+1) + `"`,
		`"main"`:                    `"` + strings.Repeat("x", maxRef+1) + `"`,
		`"0123456789abcdef01234567`: `"0123456789ABCDEF01234567`,
	} {
		body := strings.Replace(good, old, odd, 1)
		if _, err := concernOf(deploymentProtectionRuleEvent, []byte(body)); body == good || !errors.Is(err, errIdentifier) {
			t.Errorf("%.60s: %v", odd, err)
		}
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
		if got, ok := forkAdvisory(test.name); got != test.want || ok != (test.want != "") {
			t.Errorf("%s: %q, %v, want %q", test.name, got, ok, test.want)
		}
	}
}

package export

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/Masterminds/semver/v3"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/embargo-app/embargo/internal/golden"
	"github.com/embargo-app/embargo/policy"
)

var published = time.Date(2026, 11, 24, 16, 5, 0, 0, time.UTC)

// full is a published advisory about which everything is known.
func full() Document {
	pull := func(repo string, number int) policy.PullRequests {
		return policy.PullRequests{Refs: []policy.PullRequestRef{{Owner: "octo-org", Repo: repo, Number: number}}}
	}
	return Document{
		Generator: "1.2.3",
		Process:   policy.Process{Release: policy.ReleaseRules{TagPrefix: "v"}, Announcement: policy.AnnouncementRules{Project: "Parser"}},
		Ledger:    policy.Ledger{FixReady: pull("parser-private", 3), IntroducedBy: pull("parser", 12)},
		Case: policy.Case{
			Advisory: policy.Advisory{
				Owner: "octo-org", Repo: "parser", GHSA: "GHSA-2222-3333-4444", CVE: "CVE-2026-10001", CWEs: []string{"CWE-345"},
				URL:   "https://github.com/octo-org/parser/security/advisories/GHSA-2222-3333-4444",
				State: policy.AdvisoryPublished, Summary: "A check is skipped", Severity: "high",
				CVSS: []policy.CVSS{
					{Vector: "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:H/VA:N/SC:N/SI:N/SA:N", Score: 8.7},
					{Vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N", Score: 7.5},
				},
				Description: "### Impact\n\nA crafted file passes.\n\n### Workarounds\n\nCheck twice.\n",
				Vulnerabilities: []policy.Vulnerability{
					{Ecosystem: "go", Package: "github.com/octo-org/parser/v2", Affected: ">= 2.0.0, < 2.4.1", Patched: "2.4.1"},
					{Ecosystem: "npm", Package: "@octo/parser", Affected: "> 0.9.0, <= 1.0.1", Patched: "1.0.2"},
					{Ecosystem: "maven", Package: "org.octo:parser", Affected: "= 1.1.6"},
					{Ecosystem: "other", Package: "the parser's image", Affected: "everything before May", Patched: "2026-05-01"},
				},
				Credits: []policy.Credit{
					{Login: "riley", Type: "reporter", State: "accepted"}, {Login: "modest", Type: "finder", State: "declined"}, {Login: "kim"},
				},
				CreatedAt: published.Add(-240 * time.Hour), PublishedAt: published, UpdatedAt: published.Add(26 * time.Hour),
			},
			Releases: policy.Know([]policy.Release{{Tag: "v2.4.1", URL: "https://github.com/octo-org/parser/releases/tag/v2.4.1"}}),
		},
	}
}

// TestGolden shows each format in full.
func TestGolden(t *testing.T) {
	valid(t, full())
	all, err := formats()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		got, err := f.write(full())
		if err != nil {
			t.Fatal(err)
		}
		golden.Check(t, f.name+".json", string(got))
	}
}

// TestShapes writes advisories of many shapes, from an empty one on, in every state.
func TestShapes(t *testing.T) {
	one := func(v policy.Vulnerability) func(*Document) {
		return func(d *Document) { d.Case.Advisory.Vulnerabilities = []policy.Vulnerability{v} }
	}
	shapes := map[string]func(*Document){
		"full": func(*Document) {},
		"empty": func(d *Document) {
			*d = Document{Case: policy.Case{Advisory: policy.Advisory{Owner: "o", Repo: "r", GHSA: "GHSA-2222-3333-4444", CreatedAt: published}}}
		},
		"a draft": func(d *Document) {
			d.Case.Advisory.State, d.Case.Advisory.PublishedAt = policy.AdvisoryDraft, time.Time{}
		},
		"without packages": func(d *Document) { d.Case.Advisory.Vulnerabilities = nil },
		"without a CVE":    func(d *Document) { d.Case.Advisory.CVE = "" },
		"a strange CVE":    func(d *Document) { d.Case.Advisory.CVE = "CVE-SOON" },
		"CVSS 3.0": func(d *Document) {
			d.Case.Advisory.CVSS = []policy.CVSS{{Vector: "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N"}}
		},
		"a broken vector": func(d *Document) { d.Case.Advisory.CVSS = []policy.CVSS{{Vector: "CVSS:3.1/AV:N", Score: 9}} },
		"twice the same": func(d *Document) {
			d.Case.Advisory.Vulnerabilities = append(d.Case.Advisory.Vulnerabilities, d.Case.Advisory.Vulnerabilities...)
		},
		"no patch":         one(policy.Vulnerability{Ecosystem: "pip", Package: "Par_Ser", Affected: "<= 1.2"}),
		"no range":         one(policy.Vulnerability{Ecosystem: "pip", Package: "parser", Patched: "1.3"}),
		"no name":          one(policy.Vulnerability{Ecosystem: "pip", Affected: "< 1.3"}),
		"everything":       one(policy.Vulnerability{Ecosystem: "rust", Package: "parser", Affected: ">= 0"}),
		"Maven's, halved":  one(policy.Vulnerability{Ecosystem: "maven", Package: "parser", Affected: "< 1.3"}),
		"an odd ecosystem": one(policy.Vulnerability{Ecosystem: "cobol", Package: "PARSER / 3 % x", Affected: "< 1.3", Patched: "1.3"}),
		"several runs":     one(policy.Vulnerability{Ecosystem: "rubygems", Package: "parser", Affected: "< 3.0.21, >= 4.0.1, < 4.0.5, = 5.0.0", Patched: "3.0.21, 4.0.5"}),
		"an action":        one(policy.Vulnerability{Ecosystem: "actions", Package: "octo-org/parse", Affected: "< v4.1", Patched: "v4.1"}),
		"Swift":            one(policy.Vulnerability{Ecosystem: "swift", Package: "github.com/octo-org/parser", Affected: "< 1.1.0", Patched: "1.1.0"}),
		"no address":       func(d *Document) { d.Case.Advisory.URL = "" },
	}
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) {
			d := full()
			shape(&d)
			valid(t, d)
		})
	}
}

// TestWithdrawn: OSV can say it, and the others say that they cannot.
func TestWithdrawn(t *testing.T) {
	d := full()
	d.Case.Advisory.State, d.Case.Advisory.WithdrawnAt = policy.AdvisoryWithdrawn, published.Add(time.Hour)
	data, err := OSV(d)
	if err != nil || !strings.Contains(string(data), `"withdrawn": "2026-11-24T17:05:00Z"`) {
		t.Errorf("OSV: %v\n%s", err, data)
	}
	for name, write := range map[string]func(Document) ([]byte, error){"CSAF": CSAF, "OpenVEX": OpenVEX} {
		if data, err := write(d); !errors.Is(err, errWithdrawn) || len(data) > 0 {
			t.Errorf("%s: %v\n%s", name, err, data)
		}
	}
}

// TestSigstore writes the 39 published advisories of sigstore: their affected versions come out as the facts have them.
func TestSigstore(t *testing.T) {
	data, err := os.ReadFile("../replay/testdata/advisories.json")
	if err != nil {
		t.Fatal(err)
	}
	var facts []struct {
		GHSA, Repository, CVE, Severity string
		Published                       string // with or without a time of day
		CVSS                            []policy.CVSS
		Affected                        []struct{ Ecosystem, Package, Introduced, Fixed string }
	}
	if err := json.Unmarshal(data, &facts); err != nil {
		t.Fatal(err)
	}
	if len(facts) != 39 {
		t.Fatalf("%d advisories", len(facts))
	}
	github := map[string]string{}
	for name, e := range ecosystems {
		github[e.osv] = name
	}
	for _, f := range facts {
		at := published // some were published on a day that is not known
		if day, _, _ := strings.Cut(f.Published, "T"); day != "" {
			if at, err = time.Parse(time.DateOnly, day); err != nil {
				t.Fatal(err)
			}
		}
		d := Document{Case: policy.Case{Advisory: policy.Advisory{
			Owner: "sigstore", Repo: f.Repository, GHSA: f.GHSA, CVE: f.CVE, Severity: f.Severity, CVSS: f.CVSS,
			State: policy.AdvisoryPublished, CreatedAt: at, PublishedAt: at,
			URL: "https://github.com/sigstore/" + f.Repository + "/security/advisories/" + f.GHSA,
		}}}
		for _, a := range f.Affected {
			v := policy.Vulnerability{Ecosystem: github[a.Ecosystem], Package: a.Package, Affected: ">= " + a.Introduced, Patched: a.Fixed}
			if v.Ecosystem == "" {
				t.Errorf("%s: ecosystem %q is not known", f.GHSA, a.Ecosystem)
			}
			if a.Fixed != "" {
				v.Affected += ", < " + a.Fixed
			}
			d.Case.Advisory.Vulnerabilities = append(d.Case.Advisory.Vulnerabilities, v)
		}
		affected, _ := valid(t, d)["osv"]["affected"].([]any)
		if len(affected) != len(f.Affected) {
			t.Errorf("%s: %d affected packages of %d", f.GHSA, len(affected), len(f.Affected))
			continue
		}
		for i, a := range f.Affected {
			want := map[string]any{"introduced": a.Introduced}
			one, _ := affected[i].(map[string]any)
			ranges, _ := one["ranges"].([]any)
			first, _ := ranges[0].(map[string]any)
			events, _ := first["events"].([]any)
			if diff := cmp.Diff(want, events[0]); diff != "" {
				t.Errorf("%s: %s", f.GHSA, diff)
			}
			if fixed, _ := events[len(events)-1].(map[string]any); a.Fixed != "" && fixed["fixed"] != a.Fixed {
				t.Errorf("%s: fixed in %v, not in %s", f.GHSA, fixed["fixed"], a.Fixed)
			}
		}
	}
}

// TestAnyAdvisory: whatever stands in an advisory, the documents are valid.
func TestAnyAdvisory(t *testing.T) {
	word := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", " ", "1.2.3", "v2.0", "a/b", "a:b", "@a/b", "%", "?x=1#y", "< 1", "é"}))
	rapid.Check(t, func(t *rapid.T) {
		d := full()
		a := &d.Case.Advisory
		a.Summary, a.Description, a.CVE, a.Severity = word.Draw(t, "summary"), word.Draw(t, "description"), word.Draw(t, "cve"), word.Draw(t, "severity")
		a.State = rapid.SampledFrom([]policy.AdvisoryState{policy.AdvisoryDraft, policy.AdvisoryTriage, policy.AdvisoryClosed, policy.AdvisoryPublished}).Draw(t, "state")
		a.Vulnerabilities, a.Credits = nil, nil
		for range rapid.IntRange(0, 4).Draw(t, "packages") {
			a.Vulnerabilities = append(a.Vulnerabilities, policy.Vulnerability{
				Ecosystem: rapid.SampledFrom([]string{"go", "npm", "pip", "maven", "composer", "swift", "actions", "Other", ""}).Draw(t, "ecosystem"),
				Package:   word.Draw(t, "package"), Patched: word.Draw(t, "patched"),
				Affected: rapid.OneOf(word, rapid.SampledFrom([]string{"= 1", "> 1.0, <= 2", "<= 3", ">= 0", "< 1 || >= 2"})).Draw(t, "affected"),
			})
		}
		for range rapid.IntRange(0, 2).Draw(t, "credits") {
			a.Credits = append(a.Credits, policy.Credit{Login: word.Draw(t, "login"), Type: word.Draw(t, "type")})
		}
		valid(t, d)
	})
}

// TestRanges: a version is affected by OSV's rules exactly when it is by GitHub's range.
func TestRanges(t *testing.T) {
	version := rapid.Custom(func(t *rapid.T) string {
		part := func() string { return string(rune('0' + rapid.IntRange(0, 3).Draw(t, "part"))) }
		text := part() + "." + part() + "." + part()
		return text + rapid.SampledFrom([]string{"", "", "", "-rc.1", "-rc.2"}).Draw(t, "pre")
	})
	rapid.Check(t, func(t *rapid.T) {
		low, high, asked := version.Draw(t, "low"), version.Draw(t, "high"), version.Draw(t, "asked")
		if isAbove(low, high) {
			low, high = high, low
		}
		lower := rapid.SampledFrom([]string{"", ">= " + low, "> " + low, "= " + low}).Draw(t, "lower")
		upper := rapid.SampledFrom([]string{"", "< " + high, "<= " + high}).Draw(t, "upper")
		if strings.HasPrefix(lower, "= ") {
			upper = ""
		}
		text := strings.Trim(lower+", "+upper, ", ")
		if text == "" {
			return
		}
		p := products(policy.Advisory{Vulnerabilities: []policy.Vulnerability{{Ecosystem: "npm", Package: "p", Affected: text}}})[0]
		if got, want := affectedByOSV(p.osv(), asked), affectedByRange(text, asked); got != want {
			t.Fatalf("%s in %q: OSV says %v in %v", asked, text, got, p.osv())
		}
	})
}

// affectedByRange evaluates GitHub's range directly.
func affectedByRange(text, asked string) bool {
	for part := range strings.SplitSeq(text, ", ") {
		operator, bound, _ := strings.Cut(part, " ")
		order := semver.MustParse(asked).Compare(semver.MustParse(bound))
		holds := map[string]bool{"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0, "=": order == 0}
		if !holds[operator] {
			return false
		}
	}
	return true
}

// affectedByOSV follows the evaluation algorithm of OSV's specification.
func affectedByOSV(affected object, asked string) bool {
	if versions, _ := affected["versions"].([]string); slices.Contains(versions, asked) {
		return true
	}
	ranges, _ := affected["ranges"].([]object)
	version := semver.MustParse(asked)
	for _, one := range ranges {
		events, _ := one["events"].([]object)
		vulnerable := false
		for _, event := range events {
			if bound, ok := event["introduced"].(string); ok && (bound == "0" || version.Compare(semver.MustParse(bound)) >= 0) {
				vulnerable = true
			}
			if bound, ok := event["fixed"].(string); ok && version.Compare(semver.MustParse(bound)) >= 0 {
				vulnerable = false
			}
			if bound, ok := event["last_affected"].(string); ok && version.Compare(semver.MustParse(bound)) > 0 {
				vulnerable = false
			}
		}
		if vulnerable {
			return true
		}
	}
	return false
}

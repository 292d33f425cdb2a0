// Command replay puts sigstore's published advisories through the policy, as far as public data goes, and writes
// the table in docs/replay.md. The facts stand in testdata; people run it after a change of the rules:
//
//	go run ./internal/replay > docs/replay.md
package main

import (
	"cmp"
	_ "embed" // the facts
	"encoding/json"
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/policy"
)

//go:embed testdata/advisories.json
var facts []byte

// record is what is publicly known of one advisory.
type record struct {
	GHSA       string `json:"ghsa"`
	Repository string `json:"repository"`
	CVE        string `json:"cve"`
	Published  string `json:"published"` // a time, or a day where only that is known, or ""
	Severity   string `json:"severity"`
	CVSS       []struct {
		Vector string  `json:"vector"`
		Score  float64 `json:"score"`
	} `json:"cvss"`
	Affected []struct {
		Ecosystem  string `json:"ecosystem"`
		Package    string `json:"package"`
		Introduced string `json:"introduced"`
		Fixed      string `json:"fixed"`
	} `json:"affected"`
	Releases []struct {
		Tag string `json:"tag"`
		At  string `json:"at"`
	} `json:"releases"`
}

func main() {
	if err := write(os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// write replays every record and writes the page.
func write(w io.Writer) error {
	var records []record
	if err := json.Unmarshal(facts, &records); err != nil {
		return err
	}
	resolved, err := config.Resolve(nil, nil)
	if err != nil {
		return err
	}
	var page strings.Builder
	counts := map[string]int{}
	for _, r := range records {
		row, err := replay(resolved.Process, r)
		if err != nil {
			return fmt.Errorf("%s: %w", r.GHSA, err)
		}
		for _, code := range row.broken {
			counts[code]++
		}
		page.WriteString(row.String())
	}
	_, err = fmt.Fprintf(w, words, len(records), summary(counts), page.String())
	return err
}

// row is one line of the table.
type row struct {
	record   record
	released string
	gap      string
	items    map[policy.ItemID]policy.State
	broken   []string
}

// replay evaluates one advisory by the process as its public facts stand today.
func replay(process policy.Process, r record) (row, error) {
	out := row{record: r, items: map[policy.ItemID]policy.State{}, released: "not known", gap: "not known"}
	process.Release.TagPrefix = tagPrefix(r)
	c, err := caseOf(r)
	if err != nil {
		return out, err
	}
	report := policy.Evaluate(process, c, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))
	for _, item := range report.Items {
		out.items[item.ID] = item.State
	}
	for _, id := range []policy.ItemID{policy.ItemDetails, policy.ItemCVSS, policy.ItemCVE} {
		if out.items[id] != policy.StateDone {
			out.broken = append(out.broken, string(id))
		}
	}
	first := firstRelease(c.Releases.Value)
	if first.IsZero() {
		return out, nil
	}
	out.released = first.Format("Mon 2006-01-02 15:04")
	for _, code := range policy.CheckSlot(process, policy.Timeline{}, first, first.Add(-time.Minute)) {
		out.broken = append(out.broken, "release: "+string(code))
	}
	if published := c.Advisory.PublishedAt; !published.IsZero() {
		days := int(day(published).Sub(day(first)).Hours() / 24)
		out.gap = fmt.Sprintf("%d", days)
		if days > 0 {
			out.broken = append(out.broken, "advisory after the release")
		}
	}
	return out, nil
}

// tagPrefix is what stands before the fixed version in the repository's tags, which differs between projects.
func tagPrefix(r record) string {
	for _, release := range r.Releases {
		for _, affected := range r.Affected {
			if prefix, ok := strings.CutSuffix(release.Tag, affected.Fixed); ok && affected.Fixed != "" {
				return prefix
			}
		}
	}
	return "v"
}

func caseOf(r record) (policy.Case, error) {
	published, err := moment(r.Published)
	if err != nil {
		return policy.Case{}, err
	}
	advisory := policy.Advisory{
		Owner: "sigstore", Repo: r.Repository, GHSA: r.GHSA, State: policy.AdvisoryPublished,
		URL:     "https://github.com/sigstore/" + r.Repository + "/security/advisories/" + r.GHSA,
		Summary: "public", Description: "public", Severity: r.Severity, CVE: r.CVE, PublishedAt: published, CreatedAt: published,
	}
	for _, c := range r.CVSS {
		advisory.CVSS = append(advisory.CVSS, policy.CVSS{Vector: c.Vector, Score: c.Score})
	}
	for _, v := range r.Affected {
		affected := ">= " + v.Introduced
		if v.Fixed != "" {
			affected += ", < " + v.Fixed
		}
		advisory.Vulnerabilities = append(advisory.Vulnerabilities, policy.Vulnerability{
			Ecosystem: v.Ecosystem, Package: v.Package, Affected: affected, Patched: v.Fixed,
		})
	}
	releases := make([]policy.Release, 0, len(r.Releases))
	for _, release := range r.Releases {
		at, err := moment(release.At)
		if err != nil {
			return policy.Case{}, err
		}
		releases = append(releases, policy.Release{Tag: release.Tag, URL: advisory.URL, PublishedAt: at})
	}
	return policy.Case{Advisory: advisory, Releases: policy.Know(releases)}, nil
}

// moment reads a time, or a day as its noon; zero when nothing is known.
func moment(text string) (time.Time, error) {
	switch len(text) {
	case 0:
		return time.Time{}, nil
	case len(time.DateOnly):
		at, err := time.Parse(time.DateOnly, text)
		return at.Add(12 * time.Hour), err
	}
	return time.Parse(time.RFC3339Nano, text)
}

func day(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

func firstRelease(releases []policy.Release) time.Time {
	var first time.Time
	for _, release := range releases {
		if at := release.PublishedAt; !at.IsZero() && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return first.UTC()
}

// String is the line as Markdown.
func (r row) String() string {
	broken := cmp.Or(strings.Join(r.broken, ", "), "none")
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s | %s | %s |\n", r.record.GHSA, r.record.Repository, r.released, r.gap,
		r.items[policy.ItemDetails], r.items[policy.ItemCVSS], r.items[policy.ItemCVE], broken)
}

func summary(counts map[string]int) string {
	var lines strings.Builder
	byCount := func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) }
	for _, code := range slices.SortedFunc(maps.Keys(counts), byCount) {
		fmt.Fprintf(&lines, "- %s: %d\n", code, counts[code])
	}
	return lines.String()
}

const words = `# Sigstore's published advisories under the process

Written by ` + "`go run ./internal/replay > docs/replay.md`" + ` from facts in ` + "`internal/replay/testdata`" + `; a test compares.
The %d advisories that sigstore had published by August 2026 are put through the same rules that the running
program applies, with the ` + "`sigstore`" + ` preset. This is no reproach: most are older than the tool, and the release
hour is a recommendation. It shows what the tool would have said.

What was broken, by number of advisories:

%s
How to read the table: *released* is the time of the first fixed release's tag, UTC; *days* are those from that
release to the advisory's publication (only the day is known of some). "release: weekday" and "release: hour" mean
that the release went out on a Friday or at a weekend, or not at 16:00 UTC.

| advisory | repository | released | days | details | cvss | cve | rules broken |
|---|---|---|---|---|---|---|---|
%s
## What public data cannot tell

When the report came in, and so every deadline that counts from it (` + "`acknowledged`, `triage`, `fix-team`, `duties`" + `);
who collaborated (` + "`collaborators`" + `); where the fix was worked on (` + "`private-fork`, `fix-ready`, `fix-approved`" + `);
whether the day was agreed (` + "`release-day`" + `), so that the hour and the weekday are judged by the recommendation alone;
whether a CVE had been asked for before the release; mails and retrospectives (` + "`announcement-draft`, `announced`,\n`retrospective`" + `);
` + "`credits`" + `, which the public record mostly leaves out; ` + "`artifacts`" + `, which would have to be fetched.
`

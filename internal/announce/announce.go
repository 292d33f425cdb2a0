// Package announce writes an advisory's announcement: from facts, by a template that an organisation may replace.
//
// FactsOf reads the facts out of a case. A Template makes a Text of them: a subject, a plain text for mail and the same
// as Markdown. A template sees nothing but the facts and has no functions that reach outside; what it may cost in time
// and in memory is bounded, because repositories bring their own. Nothing here decides whether an announcement is
// complete or due: that is the policy's.
package announce

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"

	"github.com/embargo-app/embargo/policy"
)

// Facts are what a template may say. Texts are the advisory's own, Markdown and all. An unknown fact is "" or empty.
type Facts struct {
	Project    string // as the process file calls it, else the repository's name
	Repository string // OWNER/NAME
	URL        string // of the advisory
	ID         string // the CVE id, or else the GHSA id
	CVE, GHSA  string
	Summary    string // one line
	Severity   string // "critical", "high", "medium", "low"
	Score      string // CVSS score with one digit, such as "7.5"
	Vector     string // the newest CVSS vector that is recorded
	Packages   []Package
	Versions   []string // that fix it, without a leading "v"
	Releases   []Release
	// VersionCommand shows which version one has.
	VersionCommand string
	// Mitigations is the description's section of that name, or on workarounds; Details is the rest of it.
	Mitigations, Details string
	Credits              []Credit
	Published            string // day of the publication as 2026-11-24, "" until then
}

// Package is one affected package.
type Package struct {
	Name      string
	Ecosystem string // as GitHub writes it, such as "go"
	Affected  string // range, such as "< 2.4.1"
	Fixed     []string
}

// Release is a released version that fixes the vulnerability.
type Release struct{ Version, Tag, URL string }

// Credit is somebody who is credited, and has not declined.
type Credit struct {
	Login, URL string
	Role       string // such as "reporter"
}

// FactsOf reads the facts.
func FactsOf(process policy.Process, c policy.Case) Facts {
	a := c.Advisory
	f := Facts{
		Project: cmp.Or(process.Announcement.Project, a.Repo), Repository: a.Owner + "/" + a.Repo, URL: a.URL,
		ID: cmp.Or(a.CVE, a.GHSA), CVE: a.CVE, GHSA: a.GHSA, Summary: oneLine(a.Summary), Severity: a.Severity,
		VersionCommand: process.Announcement.VersionCommand, Versions: policy.FixedVersions(a.Vulnerabilities...),
	}
	if len(a.CVSS) > 0 {
		f.Vector, f.Score = a.CVSS[0].Vector, fmt.Sprintf("%.1f", a.CVSS[0].Effective())
	}
	for _, v := range a.Vulnerabilities {
		f.Packages = append(f.Packages, Package{
			Name: v.Package, Ecosystem: v.Ecosystem, Affected: oneLine(v.Affected),
			Fixed: policy.FixedVersions(v),
		})
	}
	for _, version := range f.Versions {
		if release, found := policy.ReleaseOf(process, c, version); found {
			f.Releases = append(f.Releases, Release{Version: version, Tag: release.Tag, URL: release.URL})
		}
	}
	f.Mitigations, f.Details = Sections(a.Description)
	f.Credits = creditsOf(a)
	if !a.PublishedAt.IsZero() {
		f.Published = policy.DateOf(a.PublishedAt).String()
	}
	return f
}

// creditsOf lists people once, even where GitHub credits them for several things.
func creditsOf(a policy.Advisory) []Credit {
	var credits []Credit
	seen := map[string]bool{}
	for _, credit := range a.Credits {
		login := strings.ToLower(credit.Login)
		if !credit.Given() || seen[login] {
			continue
		}
		seen[login] = true
		credits = append(credits, Credit{
			Login: credit.Login, URL: a.Page(credit.Login), Role: strings.ReplaceAll(credit.Type, "_", " "),
		})
	}
	return credits
}

// oneLine makes one line of a text. Control characters are dropped: no mail is sent with one in its subject, and the
// summary is the reporter's.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

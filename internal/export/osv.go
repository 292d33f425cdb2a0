package export

import (
	"slices"
	"strconv"
	"strings"

	"github.com/Masterminds/semver/v3"

	"github.com/embargo-app/embargo/policy"
)

// osvVersion is the version of the OSV schema that is written.
const osvVersion = "1.7.5"

// OSV writes the advisory as an OSV document.
func OSV(d Document) ([]byte, error) {
	a := d.Case.Advisory
	at := pagesOf(a)
	var aliases []string
	if a.CVE != "" {
		aliases = []string{a.CVE}
	}
	var severity, affected []object
	for _, v := range vectors(a) {
		kind := "CVSS_V3"
		if v.version == "4.0" {
			kind = "CVSS_V4"
		}
		severity = append(severity, object{"type": kind, "score": v.text})
	}
	for _, p := range products(a) {
		if !p.whole {
			affected = append(affected, p.osv())
		}
	}
	document := object{"schema_version": osvVersion, "id": a.GHSA, "modified": timestamp(modified(a))}.
		with("published", timestamp(a.PublishedAt)).with("withdrawn", timestamp(a.WithdrawnAt)).
		with("aliases", aliases).with("summary", strings.TrimSpace(a.Summary)).with("details", a.Description).
		with("severity", severity).with("affected", affected).
		with("references", d.osvReferences(at)).with("credits", osvCredits(a, at)).
		with("database_specific", object{}.with("severity", strings.ToUpper(a.Severity)).with("cwe_ids", a.CWEs))
	return encode(document)
}

// osv writes one affected package. Where OSV does not know the ecosystem it has no package at all, and what GitHub says
// stands under database_specific.
func (p product) osv() object {
	entry := object{}
	said := object{}
	if p.ecosystem.osv != "" {
		entry["package"] = object{"ecosystem": p.ecosystem.osv, "name": p.name, "purl": p.purlOf("", "")}
	} else {
		said.with("package", p.Package).with("ecosystem", p.Ecosystem).with("patched_versions", strings.Join(p.fixed, ", "))
	}
	var ranges []object
	var versions []string
	exact := p.readable
	for _, i := range p.intervals {
		if i.exact != "" {
			versions = append(versions, i.exact)
			continue
		}
		one, same := p.osvRange(i)
		exact = exact && same
		ranges = append(ranges, one)
	}
	if !exact || p.ecosystem.osv == "" {
		said.with("vulnerable_version_range", p.Affected)
	}
	return entry.with("ranges", ranges).with("versions", versions).with("database_specific", said)
}

// osvRange writes an interval as events; exact is false where OSV cannot say that a bound itself is not affected.
func (p product) osvRange(i interval) (events object, exact bool) {
	kind, normal := "ECOSYSTEM", func(version string) string { return version }
	if p.ecosystem.semantic && isSemantic(i.low) && isSemantic(i.high) && !slices.ContainsFunc(p.fixed, notSemantic) {
		kind, normal = "SEMVER", semantic
	}
	low, exact := normal(i.low), true
	switch {
	case i.low == "" || i.low == "0":
		low = "0"
	case i.above && kind == "SEMVER":
		low = after(low)
	case i.above:
		exact = false
	}
	list := []object{{"introduced": low}}
	fix := i.fixFor(p.fixed)
	switch {
	case i.high != "" && !i.included:
		list = append(list, object{"fixed": normal(i.high)})
	case fix != "":
		list = append(list, object{"fixed": normal(fix)})
	case i.high != "":
		list = append(list, object{"last_affected": normal(i.high)})
	}
	return object{"type": kind, "events": list}, exact
}

func isSemantic(version string) bool {
	_, err := semver.NewVersion(version)
	return version == "" || err == nil
}

func notSemantic(version string) bool { return !isSemantic(version) }

// semantic completes a semantic version, such as 2.4 to 2.4.0.
func semantic(version string) string {
	parsed, err := semver.NewVersion(version)
	if err != nil {
		return version
	}
	return parsed.String()
}

// after is the lowest semantic version above another.
func after(version string) string {
	parsed, err := semver.NewVersion(version)
	if err != nil {
		return version
	}
	if parsed.Prerelease() != "" {
		return strings.TrimSuffix(parsed.String(), "+"+parsed.Metadata()) + ".0"
	}
	return parsed.IncPatch().String() + "-0"
}

// osvReferences names the advisory, the project, releases and pull requests. Those in other repositories may be
// private, and are left out.
func (d Document) osvReferences(at pages) []object {
	a := d.Case.Advisory
	list := []object{{"type": "ADVISORY", "url": at.advisory(a)}, {"type": "PACKAGE", "url": at.at(a.Owner, a.Repo)}}
	pulls := func(kind string, named policy.PullRequests) {
		for _, ref := range named.Refs {
			if strings.EqualFold(ref.Owner+"/"+ref.Repo, a.Owner+"/"+a.Repo) {
				list = append(list, object{"type": kind, "url": at.at(a.Owner, a.Repo, "pull", strconv.Itoa(ref.Number))})
			}
		}
	}
	pulls("FIX", d.Ledger.FixReady)
	pulls("INTRODUCED", d.Ledger.IntroducedBy)
	for _, version := range policy.FixedVersions(a.Vulnerabilities...) {
		if release, found := policy.ReleaseOf(d.Process, d.Case, version); found && release.URL != "" {
			list = append(list, object{"type": "WEB", "url": release.URL})
		}
	}
	return list
}

// osvRoles are OSV's words for GitHub's types of credit.
var osvRoles = []string{
	"FINDER", "REPORTER", "ANALYST", "COORDINATOR", "REMEDIATION_DEVELOPER", "REMEDIATION_REVIEWER", "REMEDIATION_VERIFIER",
	"TOOL", "SPONSOR",
}

func osvCredits(a policy.Advisory, at pages) []object {
	var list []object
	for _, credit := range credited(a) {
		role := strings.ToUpper(credit.Type)
		if !slices.Contains(osvRoles, role) {
			role = "OTHER"
		}
		list = append(list, object{"name": credit.Login, "contact": []string{at.at(credit.Login)}, "type": role})
	}
	return list
}

package policy

import (
	"strings"
	"time"
)

// AnnouncementGap names, stably, a fact without which the announcement is not sent.
type AnnouncementGap string

// The facts that may be missing.
const (
	GapSummary     AnnouncementGap = "summary"
	GapDescription AnnouncementGap = "description"
	GapCVE         AnnouncementGap = "cve"
	GapSeverity    AnnouncementGap = "severity"
	GapPackages    AnnouncementGap = "packages" // none is named
	GapAffected    AnnouncementGap = "affected" // of a package
	GapPatched     AnnouncementGap = "patched"  // of a package
)

// AnnouncementGaps lists the facts that the announcement still misses, in the order in which it would say them. A fact
// whose item is waived, or is no part of the process, is not missing.
func AnnouncementGaps(process Process, c Case, ledger Ledger) []AnnouncementGap {
	v := view{people: people{process: &process, c: &c}, ledger: ledger}
	return v.announcementGaps()
}

func (v *view) announcementGaps() []AnnouncementGap {
	advisory := &v.c.Advisory
	var gaps []AnnouncementGap
	missing := func(gap AnnouncementGap, is bool) {
		if is {
			gaps = append(gaps, gap)
		}
	}
	missing(GapSummary, strings.TrimSpace(advisory.Summary) == "")
	missing(GapDescription, !isFilledIn(advisory.Description))
	missing(GapCVE, advisory.CVE == "" && !v.leftOut(ItemCVE) && !v.cveMayFollow() && v.process.CVE.BeforeRelease != CVENone)
	missing(GapSeverity, advisory.Severity == "" && len(advisory.CVSS) == 0 && !v.leftOut(ItemCVSS))
	missing(GapPackages, len(advisory.Vulnerabilities) == 0)
	var affected, patched bool
	for _, vulnerability := range advisory.Vulnerabilities {
		affected = affected || strings.TrimSpace(vulnerability.Affected) == "" || vulnerability.Package == ""
		patched = patched || len(versionsOf(vulnerability.Patched)) == 0
	}
	missing(GapAffected, affected)
	missing(GapPatched, patched)
	return gaps
}

// leftOut tells whether an item is waived or no part of the process.
func (v *view) leftOut(id ItemID) bool {
	_, waived := v.ledger.Waived[id]
	return waived || v.process.Items[id].Disabled()
}

// AnnouncementDue tells whether the announcement is to go out: two SRC members want it, the advisory is published,
// every patched version is released, and what was released is what was signed. A release at the wrong time is out
// all the same, so it counts.
func AnnouncementDue(process Process, c Case, report Report) bool {
	v := report.view(&process, &c, time.Time{})
	wanted := report.Ledger.Announcement.Armed() && v.published() && (v.leftOut(ItemRelease) || v.released())
	return wanted && report.Item(ItemArtifacts).Settled()
}

// released tells whether every patched version is out.
func (v *view) released() bool {
	versions := v.patchedVersions()
	for _, version := range versions {
		release, found := v.releaseOf(version)
		if !found || !release.isOut(version) {
			return false
		}
	}
	return len(versions) > 0 && v.c.Releases.Known
}

// FixedVersions lists the versions of some packages that fix the vulnerability, each once, without a leading "v" or
// operator.
func FixedVersions(affected ...Vulnerability) []string {
	var versions []string
	for _, vulnerability := range affected {
		for _, version := range versionsOf(vulnerability.Patched) {
			versions = appendVersion(versions, version)
		}
	}
	return versions
}

// ReleaseOf finds the public release of a version.
func ReleaseOf(process Process, c Case, version string) (Release, bool) {
	v := view{people: people{process: &process, c: &c}}
	release, found := v.releaseOf(version)
	return release, found && !release.Draft
}

// MayAnnounceTo tells whether the process says where announcements go by mail or chat.
func (a AnnouncementRules) MayAnnounceTo() bool { return len(a.Mail.To)+len(a.Chat) > 0 }

// IsTemplateQuestion tells a line that GitHub puts under the headings of a new advisory, and that says nothing.
func IsTemplateQuestion(line string) bool { return templateQuestions[strings.TrimSpace(line)] }

package config

import (
	"fmt"
	"slices"

	"github.com/embargo-app/embargo/policy"
)

// The limits of numbers that would otherwise be typing errors.
const (
	maxApprovals = 10
	maxPrenotice = 90 // days
)

// bands checks the severity bands, each against what would hold without it.
func (v *validator) bands(p policy.Process) {
	bands := p.Severity.Bands
	for i, band := range bands {
		key := fmt.Sprintf("severity.bands[%d]", i)
		if _, given := v.origins[key+".from"]; !given {
			v.refusef(key+".from", "is missing; write the band's lowest CVSS score")
		} else if !(band.From >= 0 && band.From <= maxScore) {
			v.refusef(key+".from", "%g is no CVSS score; write one from 0 to 10", band.From)
		}
		if slices.ContainsFunc(bands[:i], func(b policy.SeverityBand) bool { return b.From == band.From }) {
			v.refusef(key+".from", "%g begins a band twice", band.From)
		}
		if band.Deadlines == (policy.BandDeadlines{}) {
			v.refusef(key+".deadlines", "has neither fix nor release; give one or remove the band")
		}
		if fix, release := policy.DeadlinesFor(p, band.From); !fix.NoLongerThan(release) && !fix.IsZero() {
			v.refusef(key+".deadlines", "the release (%q) may be due before the fix (%q)", release, fix)
		}
		p.Severity.Bands = slices.Concat(bands[:i], bands[i+1:])
		fix, release := policy.DeadlinesFor(v.without(p), band.From)
		v.bandDeadline(key+".deadlines.fix", band.Deadlines.Fix, fix)
		v.bandDeadline(key+".deadlines.release", band.Deadlines.Release, release)
		p.Severity.Bands = bands
	}
}

// without leaves out general deadlines that a repository has shortened: it is no mistake of the organisation's that
// one of its bands then changes nothing.
func (v *validator) without(p policy.Process) policy.Process {
	if v.laterLayer("deadlines.fix", "severity.bands") {
		p.Deadlines.Fix = policy.Span{}
	}
	if v.laterLayer("deadlines.release", "severity.bands") {
		p.Deadlines.Release = policy.Span{}
	}
	return p
}

// laterLayer tells whether key was set by a later file than other.
func (v *validator) laterLayer(key, other string) bool {
	return v.origins[key].layer > max(v.origins[other].layer, layerOrganisation)
}

// bandDeadline refuses a deadline that never counts.
func (v *validator) bandDeadline(key string, span, otherwise policy.Span) {
	v.someTime(key, span, "24h, 7d or 1bd")
	if !span.IsZero() && !span.NoLongerThan(otherwise) {
		v.refusef(key, "%q changes nothing, since %q counts without it; a band can only leave less time", span, otherwise)
	}
}

func (v *validator) approvals(fix policy.FixRules) {
	if fix.Approvals < 1 || fix.Approvals > maxApprovals {
		v.refusef("fix.approvals", "%d must be from 1 to %d", fix.Approvals, maxApprovals)
	}
}

func (v *validator) notices(p policy.Process) {
	pre := p.Prenotice
	if pre.Days < 0 || pre.Days > maxPrenotice {
		v.refusef("prenotice.days", "%d must be from 1 to %d, or 0 for no such notice", pre.Days, maxPrenotice)
	}
	if days := span(fmt.Sprintf("%dd", max(pre.Days, 0))); !days.NoLongerThan(pre.MaxEmbargo) {
		v.refusef(v.changed("prenotice.max_embargo", "prenotice.days"),
			"prenotice.max_embargo (%q) may be over before the release, prenotice.days (%d) after the notice", pre.MaxEmbargo, pre.Days)
	}
	if len(pre.To) > 0 && pre.Days == 0 {
		v.refusef("prenotice.to", "nobody is told while prenotice.days is 0; set it or remove the addresses")
	}
	if pre.Details && pre.Days == 0 {
		v.refusef("prenotice.details", "nobody is told while prenotice.days is 0; set it or remove the key")
	}
	v.mails("prenotice.to", pre.To)
	v.someTime("release.announced_ahead", p.Release.AnnouncedAhead, `24h, 7d or 1bd, or ""`)
	v.someTime("release.publish_within", p.Release.PublishWithin, `24h, 7d or 1bd, or ""`)
	v.someTime("cve.after_release", p.CVE.AfterRelease, `7d or 5bd, or ""`)
}

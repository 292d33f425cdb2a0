package policy

import (
	"slices"
	"strings"
	"time"

	"github.com/Masterminds/semver/v3"
)

// findRelease: every patched version is released, and in its time.
func findRelease(v *view) finding {
	patched := v.patchedVersions()
	if len(patched) == 0 {
		return pending(nextPatched, "", v.waitingEvidence()...)
	}
	if !v.c.Releases.Known {
		return unknown(nextReadReleases, "", Evidence{Text: unreadReleases(v.c.Releases.Why)})
	}
	var evidence, untimely []Evidence
	var missing []string
	for _, version := range patched {
		release, found := v.releaseOf(version)
		fact := Evidence{Text: releaseWord(release), URL: release.URL}
		switch {
		case !found:
			missing = append(missing, v.process.Release.TagPrefix+version)
			continue
		case !release.isOut(version):
			missing = append(missing, v.process.Release.TagPrefix+version)
		default:
			if why := v.untimely(release); why != "" {
				untimely = append(untimely, fact, Evidence{Text: why})
			}
		}
		evidence = append(evidence, fact)
	}
	var result finding
	switch {
	case len(untimely) > 0 && v.published():
		result = violated(nextUntimely, "", untimely...)
	case len(untimely) > 0:
		result = violated(nextTooEarly, "", untimely...)
	case len(missing) > 0:
		result = pending(nextRelease(missing), "", append(evidence, v.waitingEvidence()...)...)
	default:
		result = done(evidence...)
	}
	result.wake = v.publishBy()
	if by := v.releaseBy(); by.After(v.now) {
		result.wake = by
	}
	return result
}

// releaseBy is when somebody is told that the advisory is published and its fix is not released; zero for never.
func (v *view) releaseBy() time.Time {
	within := v.process.Release.PublishWithin
	if within.IsZero() || !v.published() || v.c.Advisory.PublishedAt.IsZero() {
		return time.Time{}
	}
	return within.After(v.c.Advisory.PublishedAt.UTC())
}

// Unreleased tells whether the advisory has been published for so long without a release of its fix that somebody
// has to be told.
func Unreleased(process Process, c Case, report Report, now time.Time) bool {
	by := report.view(&process, &c, now).releaseBy()
	release := report.Item(ItemRelease)
	open := release.Need != NeedDisabled && (release.State == StatePending || release.State == StateDueSoon || release.State == StateOverdue)
	return open && !by.IsZero() && !now.Before(by)
}

// untimely says why a release was made at the wrong time; "" when it was not. One that is older than the report gave
// nothing away; what is public already, or whose release day an SRC member waived, is released at any time.
func (v *view) untimely(release Release) string {
	at := release.PublishedAt
	_, anyDay := v.ledger.Waived[ItemReleaseDay]
	if at.IsZero() || at.Before(v.timeline.Reported) || v.timeline.Soon || anyDay {
		return ""
	}
	tolerance := v.process.Release.Tolerance
	switch {
	case !v.slot.Agreed:
		return v.unagreed(at)
	case at.Before(tolerance.before(v.slot.Start)):
		return slotBegins(v.slot.Start)
	case at.Before(v.agreedAt()):
		return releasedUnagreed
	case !at.Before(tolerance.After(v.slot.End)):
		return slotEnded(v.slot.End)
	}
	return ""
}

// unagreed judges a release for which no slot was agreed. Once the advisory is out, an agreement that never was
// matters no more: day and hour are then judged by the process's rules.
func (v *view) unagreed(at time.Time) string {
	published := v.c.Advisory.PublishedAt
	if !v.published() || !published.IsZero() && DateOf(at).Before(DateOf(published)) {
		return releasedUnpublished
	}
	for _, code := range unwise(v.process, at) {
		if code != SlotHour || !v.nearHour(at) {
			return against(code)
		}
	}
	return ""
}

// nearHour tells whether a moment lies in the slot that would begin at the process's hour, or near enough.
func (v *view) nearHour(at time.Time) bool {
	start := v.process.Release.Time.On(DateOf(at))
	tolerance := v.process.Release.Tolerance
	return !at.Before(tolerance.before(start)) && at.Before(tolerance.After(slotEnd(v.process, start)))
}

// agreedAt is when both sides had agreed to the slot.
func (v *view) agreedAt() time.Time {
	words := v.slot.AgreedBy
	for i, word := range words {
		if src, fixTeam := v.sides(words[:i+1]); src && fixTeam {
			return word.WrittenAt
		}
	}
	return time.Time{}
}

// publishBy is when somebody is told that the fix is released and its advisory is not published; zero for never.
func (v *view) publishBy() time.Time {
	within := v.process.Release.PublishWithin
	if within.IsZero() || !v.c.Releases.Known || !v.c.Advisory.State.Open() {
		return time.Time{}
	}
	var first time.Time
	for _, release := range v.fixReleases() {
		first = earlier(first, release.PublishedAt)
	}
	if first.IsZero() {
		return time.Time{}
	}
	return within.After(first)
}

// fixReleases lists the public releases, pre-releases included, of patched versions.
func (v *view) fixReleases() []Release {
	var fixes []Release
	for _, release := range v.c.Releases.Value {
		at := release.PublishedAt
		if !release.Draft && !at.IsZero() && !at.Before(v.timeline.Reported) &&
			ReleasesFix(*v.process, v.c.Advisory.Vulnerabilities, release.Tag) {
			fixes = append(fixes, release)
		}
	}
	return fixes
}

// FixReleases lists the public releases, pre-releases included, of the versions that a case's advisory calls patched,
// less those that are older than its report.
func FixReleases(process Process, c Case, timeline Timeline) []Release {
	v := view{people: people{process: &process, c: &c}, timeline: timeline}
	return v.fixReleases()
}

// wantsPublication tells whether the fix has been out for so long that somebody has to be told.
func (v *view) wantsPublication() bool {
	by := v.publishBy()
	return !by.IsZero() && !v.now.Before(by)
}

// waitingEvidence names the deployments that are held.
func (v *view) waitingEvidence() []Evidence {
	var evidence []Evidence
	for _, d := range v.c.Waiting {
		evidence = append(evidence, Evidence{Text: deploymentWaits(d), URL: RunURL(v.c.Advisory, d)})
	}
	return evidence
}

// patchedVersions lists the versions that fix the vulnerability, each once, without a leading "v" or operator;
// none when a package's is still missing.
func (v *view) patchedVersions() []string {
	affected := v.c.Advisory.Vulnerabilities
	if slices.ContainsFunc(affected, func(one Vulnerability) bool { return len(versionsOf(one.Patched)) == 0 }) {
		return nil
	}
	return FixedVersions(affected...)
}

// versionsOf lists the versions that a package's field names, without a leading "v" or operator.
func versionsOf(patched string) []string {
	var versions []string
	for version := range strings.SplitSeq(patched, ",") {
		version = strings.TrimPrefix(strings.TrimSpace(strings.TrimLeft(version, "<>=~^ ")), "v")
		if version != "" { // a lone "v" would make the bare prefix a release
			versions = append(versions, version)
		}
	}
	return versions
}

func appendVersion(versions []string, version string) []string {
	for _, other := range versions {
		if sameVersion(other, version) {
			return versions
		}
	}
	return append(versions, version)
}

// releaseOf finds the release of a version, a public one before a draft.
func (v *view) releaseOf(version string) (Release, bool) {
	var found Release
	for _, release := range v.c.Releases.Value {
		if !tagReleases(*v.process, release.Tag, version) {
			continue
		}
		if !release.Draft {
			return release, true
		}
		found = release
	}
	return found, found.Tag != ""
}

// tagReleases tells whether a tag is the one of a version: the process's prefix followed by the same semantic
// version, or by the same word where it is no semantic version.
func tagReleases(process Process, tag, version string) bool {
	rest, ok := strings.CutPrefix(tag, process.Release.TagPrefix)
	return ok && sameVersion(rest, strings.TrimPrefix(version, "v"))
}

func sameVersion(a, b string) bool {
	if a == b {
		return true
	}
	first, err := semver.NewVersion(a)
	if err != nil {
		return false
	}
	second, err := semver.NewVersion(b)
	return err == nil && first.Equal(second)
}

// isOut tells whether a release brings a version to the public.
func (r Release) isOut(version string) bool {
	return !r.Draft && (!r.Prerelease || isPrerelease(version))
}

func isPrerelease(version string) bool {
	parsed, err := semver.NewVersion(version)
	return err == nil && parsed.Prerelease() != ""
}

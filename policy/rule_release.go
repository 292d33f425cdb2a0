package policy

import (
	"strings"

	"github.com/Masterminds/semver/v3"
)

// findRelease: every patched version is released, and not before its time.
func findRelease(v *view) finding {
	patched := v.patchedVersions()
	if len(patched) == 0 {
		return pending(nextPatched, "")
	}
	if !v.c.Releases.Known {
		return unknown(nextReadReleases, "", Evidence{Text: unreadReleases(v.c.Releases.Why)})
	}
	var evidence, early []Evidence
	var missing []string
	for _, version := range patched {
		release, found := v.releaseOf(version)
		fact := Evidence{Text: releaseWord(release), URL: release.URL}
		switch {
		case !found:
			missing = append(missing, v.process.Release.TagPrefix+version)
			continue
		case release.Draft || release.Prerelease && !isPrerelease(version):
			missing = append(missing, v.process.Release.TagPrefix+version)
		case v.tooEarly(release):
			early = append(early, fact)
		}
		evidence = append(evidence, fact)
	}
	switch {
	case len(early) > 0:
		return violated(nextTooEarly, "", append(early, Evidence{Text: tooEarlyWhy(v.slot)})...)
	case len(missing) > 0:
		return pending(nextRelease(missing), "", evidence...)
	}
	return done(evidence...)
}

// tooEarly tells whether a release came out during the embargo but before the agreed slot. One that is older than
// the report gave nothing away, and once the advisory is out an agreement that never was matters no more.
func (v *view) tooEarly(release Release) bool {
	if release.PublishedAt.IsZero() || release.PublishedAt.Before(v.timeline.Reported) || v.timeline.Soon {
		return false
	}
	if v.slot.Agreed {
		return release.PublishedAt.Before(v.slot.Start)
	}
	published := v.c.Advisory.PublishedAt
	return !v.published() || !published.IsZero() && DateOf(release.PublishedAt).Before(DateOf(published))
}

// patchedVersions lists the versions that fix the vulnerability, each once, without a leading "v" or operator;
// none when a package's is still missing.
func (v *view) patchedVersions() []string {
	var versions []string
	for _, affected := range v.c.Advisory.Vulnerabilities {
		known := false
		for version := range strings.SplitSeq(affected.Patched, ",") {
			version = strings.TrimSpace(strings.TrimLeft(version, "<>=~^ "))
			if version != "" {
				known = true
				versions = appendVersion(versions, strings.TrimPrefix(version, "v"))
			}
		}
		if !known {
			return nil
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
		if !TagReleases(*v.process, release.Tag, version) {
			continue
		}
		if !release.Draft {
			return release, true
		}
		found = release
	}
	return found, found.Tag != ""
}

// TagReleases tells whether a tag is the one of a version: the process's prefix followed by the same semantic
// version, or by the same word where it is no semantic version.
func TagReleases(process Process, tag, version string) bool {
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

func isPrerelease(version string) bool {
	parsed, err := semver.NewVersion(version)
	return err == nil && parsed.Prerelease() != ""
}

package policy

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzCVSS: any text is either a vector with a score and a severity that fit each other, or refused without being
// repeated.
func FuzzCVSS(f *testing.F) {
	for _, seed := range []string{
		highV4, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N", "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N",
		"CVSS:3.1/AV:N/AV:N", "CVSS:4.0/", "cvss:3.1/av:n", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", "AV:N/AC:L/Au:N/C:P/I:P/A:P",
		"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:A/MAV:P",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, vector string) {
		rating, err := RateCVSS(vector)
		if err != nil {
			if len(vector) > 12 && strings.Contains(err.Error(), vector) {
				t.Errorf("the error repeats the vector: %v", err)
			}
			return
		}
		if rating.Score < 0 || rating.Score > 10 || !utf8.ValidString(vector) {
			t.Errorf("%q is rated %+v", vector, rating)
		}
		if again, err := RateCVSS(vector); err != nil || again != rating {
			t.Errorf("%q is rated %+v, then %+v (%v)", vector, rating, again, err)
		}
	})
}

// FuzzReleases: whatever stands in an advisory's field for patched versions and in a tag, a tag is only ever the
// release of a version that the field names, and comparing goes both ways.
func FuzzReleases(f *testing.F) {
	for _, seed := range [][3]string{
		{"v", ">= 2.4.1", "v2.4.1"}, {"", "2.4.1, 2.3.9", "2.3.9"}, {"release-", "= v1.0.0-rc.1+build", "release-1.0.0-rc.1"},
		{"v", "next", "vnext"}, {"v", ",,<=~^", "v"}, {"v", "1", "v1.0.0"}, {"v", "1.99999999999999999999.0", "v1.2"}, {"", " ", ""},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, prefix, patched, tag string) {
		process := Process{Release: ReleaseRules{TagPrefix: prefix}}
		affected := []Vulnerability{{Patched: patched}}
		versions := versionsOf(patched)
		if got, want := ReleasesFix(process, affected, tag), slices.ContainsFunc(versions, func(v string) bool { return tagReleases(process, tag, v) }); got != want {
			t.Errorf("tag %q of %q: %t, but its versions %q say %t", tag, patched, got, versions, want)
		}
		for _, version := range versions {
			if version == "" || strings.Contains(version, ",") {
				t.Errorf("%q gives the version %q", patched, version)
			}
			if rest := strings.TrimPrefix(tag, prefix); sameVersion(rest, version) != sameVersion(version, rest) {
				t.Errorf("%q and %q are the same in one direction only", rest, version)
			}
			if tagReleases(process, tag, version) && !strings.HasPrefix(tag, prefix) {
				t.Errorf("%q lacks the prefix %q", tag, prefix)
			}
		}
	})
}

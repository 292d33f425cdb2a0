package config

import (
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/policy"
)

func parse(t *testing.T, name, text string) *File {
	t.Helper()
	file, err := ParseProcess(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestPresets(t *testing.T) {
	want := []string{"envoy", "etcd", "generic", "helm", "istio", "kubernetes", "nodejs", "sigstore"}
	if diff := cmp.Diff(want, Presets()); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
	for _, name := range Presets() {
		t.Run(name, func(t *testing.T) {
			resolved, err := Resolve(parse(t, "org", "version: 1\npreset: "+name), nil)
			if err != nil {
				t.Fatal(err)
			}
			if resolved.Process.Preset != name || resolved.Process.Mode != policy.ModeAdvise {
				t.Errorf("preset %q, mode %q; every preset starts in advise", resolved.Process.Preset, resolved.Process.Mode)
			}
			sigstore, err := Resolve(nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			for key := range sigstore.origins { // so that no preset silently has a zero where a value is meant
				if _, ok := resolved.origins[key]; !ok && !strings.ContainsAny(key, "[") {
					t.Errorf("the preset does not say %s", key)
				}
			}
		})
	}
}

// TestPresetNumbers holds the presets against the published parameters.
func TestPresetNumbers(t *testing.T) {
	numbers := func(p policy.Process) string {
		days := make([]string, len(p.Release.AvoidWeekdays))
		for i, day := range p.Release.AvoidWeekdays {
			days[i] = string(day[:3])
		}
		return strings.Join([]string{p.Deadlines.Acknowledge.String(), p.Deadlines.FixTeam.String(), p.Deadlines.Fix.String(),
			p.Deadlines.Release.String(), string(p.Release.Time), strings.Join(days, "+"), p.CVE.BeforeRelease + p.CVE.AfterRelease.String(),
			strconv.Itoa(p.Fix.Approvals), strconv.Itoa(p.Prenotice.Days) + "-" + p.Prenotice.MaxEmbargo.String(),
			p.Release.AnnouncedAhead.String(), p.Items["cvss"].Severity}, " | ")
	}
	tests := map[string]string{
		"sigstore":   "24h | 24h | 7d | 21d | 16:00 | Fri+Sat+Sun | requested | 1 | 0- |  | ",
		"etcd":       "24h | 24h | 7d | 21d | 16:00 | Fri+Sat+Sun | requested | 1 | 0- |  | ",
		"kubernetes": "24h | 24h | 7d |  | 16:00 | Fri+Sat+Sun | assigned | 1 | 7-28d | 24h | ",
		"envoy":      "1bd | 24h | 7d | 21d |  | Sat+Sun | requested | 1 | 1-14d | 1d | ",
		"istio":      "3bd | 3bd |  |  | 16:00 | Fri+Sat+Sun | requested | 1 | 1-14d |  | advice",
		"nodejs":     "3bd | 3bd |  |  |  | Fri+Sat+Sun | assigned | 1 | 0- | 7d | advice",
		"helm":       "3bd | 3bd |  |  |  | Fri+Sat+Sun | none14d | 1 | 0- |  | advice",
		"generic":    "3bd | 3bd | 30d | 90d |  | Fri+Sat+Sun | requested | 1 | 0- |  | ",
	}
	for name, want := range tests {
		resolved, err := Resolve(parse(t, "org", "preset: "+name), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := numbers(resolved.Process); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

// TestResolve runs testdata/process: sections org.yml and repo.yml are the two files; want holds the
// messages, or the keys that the files changed with their places.
func TestResolve(t *testing.T) {
	golden(t, "testdata/process/*.txtar", func(sections map[string]string) string {
		var files [2]*File
		for i, name := range []string{"org.yml", "repo.yml"} {
			text, ok := sections[name]
			if !ok {
				continue
			}
			file, err := ParseProcess(name, []byte(text))
			if err != nil {
				return err.Error() + "\n"
			}
			files[i] = file
		}
		resolved, err := Resolve(files[0], files[1])
		if err != nil {
			return err.Error() + "\n"
		}
		return changed(resolved)
	})
}

// changed lists the values that come from a file and not from the preset.
func changed(r Resolved) string {
	var b strings.Builder
	for _, key := range slices.Sorted(maps.Keys(r.origins)) {
		if origin := r.origins[key]; !strings.HasPrefix(origin.File, "preset ") {
			b.WriteString(key + " = " + origin.String() + "\n")
		}
	}
	return b.String()
}

// TestFullExample resolves the documented example and looks at every value of it.
func TestFullExample(t *testing.T) {
	data, err := os.ReadFile("testdata/full.yml")
	if err != nil {
		t.Fatal(err)
	}
	resolved, err := Resolve(parse(t, "full.yml", string(data)), nil)
	if err != nil {
		t.Fatal(err)
	}
	disabled := false
	want := policy.Process{
		Version: 1, Preset: "sigstore", Mode: policy.ModeEnforce,
		SRC: policy.Committee{
			Team: "security-response-team",
			Roster: []policy.Member{
				{Login: "alice", Vendor: "Acme", Duties: []policy.Duty{policy.DutyTriage}},
				{Login: "bob", Vendor: "Initech", Leave: &policy.Leave{From: day(t, "2026-12-01"), To: day(t, "2027-01-10"),
					Substitute: "carol"}},
			},
			Size: policy.SizeRange{Min: 2, Max: 4}, VendorRatio: 2,
			Consensus:     policy.Consensus{LazyDays: 3, Add: policy.QuorumMajority, Remove: policy.QuorumTwoThirds},
			Leave:         policy.LeaveRules{CoverFrom: span("14d"), SubstituteFrom: span("28d"), Longest: span("92d")},
			InactiveAfter: span("30d"),
			Notify:        policy.NotifyTarget{Mail: []string{"src@example.org"}, Chat: []string{"src-private"}},
		},
		CodeOwners: policy.CodeOwnersRules{Paths: "default", ExcludeTeams: []string{"dep-maintainers"}},
		Deadlines: policy.Deadlines{Acknowledge: span("24h"), FixTeam: span("24h"), Fix: span("7d"), Release: span("21d"),
			Retrospective: policy.RetrospectiveDeadline{After: span("1d"), Within: span("3d")}},
		Release: policy.ReleaseRules{Time: "16:00", Slot: span("4h"), AvoidWeekdays: []policy.Weekday{"Friday", "Saturday", "Sunday"},
			Blackouts: []policy.Blackout{{From: day(t, "2026-12-24"), To: day(t, "2027-01-02"), Why: "holidays"}}, TagPrefix: "v",
			Tolerance: span("1h"), PublishWithin: span("24h")},
		Severity:        policy.SeverityRules{SlowBelow: 4, Bands: []policy.SeverityBand{}},
		CVE:             policy.CVERules{BeforeRelease: "requested"},
		Fix:             policy.FixRules{Approvals: 1},
		Prenotice:       policy.PrenoticeRules{To: []string{}},
		FixRepositories: []string{"cosign-private"},
		Reminders: policy.ReminderRules{Quiet: policy.QuietHours{From: "20:00", To: "06:00"},
			Again: []policy.Span{span("1d"), span("3d"), span("7d"), span("14d")}, InactiveAfter: span("7d")},
		Artifacts: policy.ArtifactRules{Require: policy.ArtifactNeedSignature, Smoke: "cosign version", Identities: []policy.SigningIdentity{{
			SAN: `https://github\.com/example/cosign/\.github/workflows/release\.yml@refs/tags/v.*`, Issuer: `https://token\.actions\.githubusercontent\.com`}}},
		Announcement: policy.AnnouncementRules{Project: "cosign", VersionCommand: "cosign version",
			Mail: policy.MailRoute{From: "security@example.org", To: []string{"announce@example.org"}},
			Chat: []string{"general", "development"}},
		Items: map[policy.ItemID]policy.ItemRule{
			"credits": {Enabled: &disabled}, "duties": {Severity: "required"},
			"release-notes": {ID: "release-notes", Title: "Release notes drafted", Deadline: span("5d")},
		},
	}
	if diff := cmp.Diff(want, resolved.Process); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func day(t *testing.T, text string) policy.Date {
	t.Helper()
	date, err := policy.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return date
}

// TestResolveLeavesFilesAlone resolves one organisation's file for two repositories.
func TestResolveLeavesFilesAlone(t *testing.T) {
	org := parse(t, "org", "items: {cvss: {severity: required}}\ndeadlines: {fix: 5d}")
	first, err := Resolve(org, parse(t, "first", "items: {docs: {title: Docs}}\ndeadlines: {fix: 2d}"))
	if err != nil {
		t.Fatal(err)
	}
	second, err := Resolve(org, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := first.Process.Deadlines.Fix.String(); got != "2d" {
		t.Errorf("first: fix = %s", got)
	}
	if _, leaked := second.Process.Items["docs"]; leaked || second.Process.Deadlines.Fix.String() != "5d" {
		t.Errorf("the first repository's values are in the second: %+v", second.Process)
	}
}

// TestResolveLeavesPresetsAlone lays every key there is over each preset, for an organisation and for a repository: who
// says nothing gets the same preset as before.
func TestResolveLeavesPresetsAlone(t *testing.T) {
	data, err := os.ReadFile("testdata/full.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range Presets() {
		plain := parse(t, "plain", "preset: "+name)
		printed := func() string {
			resolved, err := Resolve(plain, nil)
			if err != nil {
				t.Fatal(err)
			}
			text, err := resolved.Print()
			if err != nil {
				t.Fatal(err)
			}
			return text
		}
		before := printed()
		org := parse(t, "org", strings.Replace(string(data), "preset: sigstore", "preset: "+name, 1))
		if _, err := Resolve(org, parse(t, "repo", "items: {docs: {title: Docs}, cvss: {severity: required}}")); err != nil {
			t.Fatal(err)
		}
		_, _ = Resolve(plain, org) // which it may refuse to be laid over the preset, though not before it was
		if diff := cmp.Diff(before, printed()); diff != "" {
			t.Errorf("%s was changed (-before +after):\n%s", name, diff)
		}
	}
}

func TestHostileFilesAreCheap(t *testing.T) {
	const deep = "nested more than 16 deep" // which is seen before anything is parsed
	for name, file := range map[string]struct{ text, want string }{
		"brackets":  {strings.Repeat("[", maxFileSize), deep},
		"braces":    {strings.Repeat("{a: ", maxFileSize/4), deep},
		"marks":     {strings.Repeat("- ", maxFileSize/2), deep},
		"questions": {strings.Repeat("? ", maxFileSize/2), deep},
		"aliases":   {"a: &a [x, x]\nb: &b [*a, *a]\nitems: *b\n", "anchors, aliases and tags are not read"},
		"large":     {strings.Repeat("#", maxFileSize+1), "at most 65536 are read"},
	} {
		if _, err := ParseProcess(name, []byte(file.text)); err == nil || !strings.Contains(err.Error(), file.want) {
			t.Errorf("%s: %.200v, want %q", name, err, file.want)
		} else if len(err.Error()) > 1000 {
			t.Errorf("%s: a message of %d bytes", name, len(err.Error()))
		}
	}
}

// TestByteOrderMark: an editor's mark at the start is no part of the first key; anywhere else it is text like any other.
func TestByteOrderMark(t *testing.T) {
	if _, err := ParseProcess("a", []byte("\uFEFFversion: 1\r\nmode: observe\r\n")); err != nil {
		t.Error(err)
	}
	if _, err := ParseProcess("a", []byte("version: 1\n\uFEFFmode: observe\n")); err == nil || !strings.Contains(err.Error(), "no such key") {
		t.Errorf("a mark within the file: %v", err)
	}
}

func FuzzParseProcess(f *testing.F) {
	for _, name := range Presets() {
		source, _ := presetSource(name)
		f.Add(source)
	}
	for _, text := range []string{"", "version: 2", "items: {x: {title: y, deadline: 1d}}", "a: &x 1\nb: *x", "src: ~", "<<: {a: 1}"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := ParseProcess("fuzz", data)
		if err != nil {
			return
		}
		asOrganisation, err := Resolve(file, nil)
		if err == nil && asOrganisation.Process.Deadlines.Release.String() == "" && !file.has("deadlines.release") &&
			asOrganisation.Process.Preset == defaultPreset {
			t.Error("a value of the preset got lost")
		}
		base, _ := Resolve(nil, nil)
		asRepository, err := Resolve(nil, file)
		if err == nil && !asRepository.Process.Deadlines.Release.NoLongerThan(base.Process.Deadlines.Release) {
			t.Errorf("a repository loosened deadlines.release to %s", asRepository.Process.Deadlines.Release)
		}
		for _, score := range []float64{0, 3.9, 7, 9, 10} {
			fix, release := policy.DeadlinesFor(asRepository.Process, score)
			if err == nil && (!fix.NoLongerThan(base.Process.Deadlines.Fix) || !release.NoLongerThan(base.Process.Deadlines.Release)) {
				t.Errorf("a repository leaves a score of %g the time %q and %q", score, fix, release)
			}
		}
		if err == nil && !cmp.Equal(asRepository.Process.SRC, base.Process.SRC) {
			t.Error("a repository changed the committee")
		}
	})
}

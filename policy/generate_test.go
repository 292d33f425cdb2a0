package policy

import (
	"maps"
	"slices"
	"time"

	"pgregory.net/rapid"
)

// The generators draw from few names, so that people, teams and versions meet often.

func anyOf[T any](values ...T) *rapid.Generator[T] { return rapid.SampledFrom(values) }

var (
	anyLogin  = anyOf("alice", "bob", "carol", "Dave", "eve", "rita", "", "no such\nlogin")
	anyLogins = rapid.SliceOfN(anyLogin, 0, 4)
	anySlug   = anyOf("security-response-team", "cosign-codeowners", "helpers", "")
	anyText   = anyOf("", " ", "text", "### Impact\n", "_What kind of vulnerability is it? Who is impacted?_", "\xff<!-- -->")
	anyRight  = anyOf(RightNone, RightReporter, RightFixTeam, RightFixTeam, RightSRC, RightSRC, Right("odd"))
	anyTime   = rapid.Custom(func(t *rapid.T) time.Time {
		switch rapid.IntRange(0, 9).Draw(t, "kind of time") {
		case 0:
			return time.Time{}
		case 1:
			return time.Unix(rapid.Int64().Draw(t, "unix"), 0)
		}
		return reported.Add(time.Duration(rapid.IntRange(-50_000, 100_000).Draw(t, "minutes")) * time.Minute)
	})
	anySpan = rapid.Map(anyOf("", "0h", "24h", "1d", "7d", "21d", "1bd", "99999d"), span)
	anyDate = rapid.Map(anyTime, DateOf)
	anyItem = rapid.Map(anyOf(append(ItemIDs(Process{}), "own", "")...), func(id ItemID) string { return string(id) })
)

var anyDecision = rapid.Custom(func(t *rapid.T) Decision {
	moment := anyOf("2026-11-05T16:00:00Z", "2026-11-11T16:00:00Z", "2026-11-13T03:00:00-08:00", "9999-12-31T23:59:59Z", "0000-01-01T00:00:00Z", "soon", "")
	vector := anyOf(highV3, highV4, lowV3, "CVSS:3.1/AV:Q", "")
	args := map[string]string{}
	generators := map[string]*rapid.Generator[string]{
		ArgDuty: anyOf("triage", "infra", "disclosure", "release", "coffee"), ArgLogin: anyLogin,
		ArgTeam: anyOf("", "", "example/helpers", "helpers"), ArgVerdict: anyOf("accepted", "upstream", "rejected", "maybe"),
		ArgTime: moment, ArgStart: moment, ArgUntil: moment, ArgChannel: anyOf("private", "public", "pigeon"), ArgVector: vector,
		ArgPRs:      anyOf("example/cosign-private#7", "example/cosign-ghsa-2222-3333-4444#1 example/cosign#2", "#1", ""),
		ArgOverride: anyOf("true", "false"), ArgLevel: anyOf("low", "high", "odd"), ArgItem: anyItem,
		ArgURL: anyText, ArgProject: anyText, ArgAct: anyOf("preview", "send", "hold", "dance"),
	}
	for _, name := range slices.Sorted(maps.Keys(generators)) { // in one order, so that a failure can be repeated
		if value := generators[name].Draw(t, name); rapid.IntRange(0, 9).Draw(t, "has "+name) > 0 {
			args[name] = value
		}
	}
	commands := []string{"help", "no-such-command"}
	for command := range settlers {
		commands = append(commands, command)
	}
	slices.Sort(commands)
	return Decision{
		Comment: rapid.Int64Range(1, 20).Draw(t, "comment"), Index: rapid.IntRange(0, 3).Draw(t, "index"),
		Command: anyOf(commands...).Draw(t, "command"), Actor: anyLogin.Draw(t, "actor"), Right: anyRight.Draw(t, "right"), Args: args,
		Verdict:   anyOf(VerdictAccepted, VerdictAccepted, VerdictAccepted, VerdictRefused, Verdict("odd")).Draw(t, "verdict"),
		WrittenAt: anyTime.Draw(t, "written"), URL: anyOf("", "https://github.com/c").Draw(t, "url"),
	}
})

// anyFact is a fact that is mostly known.
func anyFact[T any](t *rapid.T, name string, value T) Fact[T] {
	if rapid.IntRange(0, 4).Draw(t, "knows "+name) == 0 {
		return Fact[T]{Value: value, Why: "GitHub answered 403"}
	}
	return Know(value)
}

var anyTeam = rapid.Custom(func(t *rapid.T) Team {
	return Team{Org: "example", Slug: anySlug.Draw(t, "slug"), Members: anyLogins.Draw(t, "members")}
})

var anyTelling = rapid.Custom(func(t *rapid.T) Telling {
	return Telling{
		What: anyOf(string(ItemAcknowledged), string(ItemCVSS), tellInactive, tellAccepted, tellAgreed, tellReopened, "").Draw(t, "what"),
		Step: rapid.IntRange(-1, 40).Draw(t, "step"), About: anyTime.Draw(t, "about"), At: anyTime.Draw(t, "at"),
	}
})

var anyReminders = rapid.Custom(func(t *rapid.T) ReminderRules {
	anyHour := anyOf[ClockTime]("20:00", "06:00", "", "odd")
	return ReminderRules{
		Quiet:    QuietHours{From: anyHour.Draw(t, "from"), To: anyHour.Draw(t, "to")},
		Weekends: rapid.Bool().Draw(t, "weekends"), Again: rapid.SliceOfN(anySpan, 0, 3).Draw(t, "again"),
		InactiveAfter: anySpan.Draw(t, "inactive"),
	}
})

var anyCase = rapid.Custom(func(t *rapid.T) Case {
	c := Case{Advisory: anyAdvisory.Draw(t, "advisory")}
	for range rapid.IntRange(0, 3).Draw(t, "comments") {
		c.Comments = append(c.Comments, Comment{Author: anyLogin.Draw(t, "author"), App: rapid.Bool().Draw(t, "app"), CreatedAt: anyTime.Draw(t, "at")})
	}
	c.Owners = anyFact(t, "owners", Owners{Logins: anyLogins.Draw(t, "owners"), Teams: rapid.SliceOfN(anyTeam, 0, 2).Draw(t, "owner teams")})
	c.SRC = anyFact(t, "src", anyTeam.Draw(t, "src"))
	for _, team := range rapid.SliceOfN(anyTeam, 0, 2).Draw(t, "teams") {
		c.CollaboratingTeams = append(c.CollaboratingTeams, anyFact(t, "team", team))
	}
	var all []Release
	for range rapid.IntRange(0, 3).Draw(t, "releases") {
		all = append(all, Release{
			Tag: anyOf("v2.3.1", "v1", "2.3.1", "").Draw(t, "tag"), PublishedAt: anyTime.Draw(t, "published"),
			Draft: rapid.Bool().Draw(t, "draft"), Prerelease: rapid.Bool().Draw(t, "prerelease"),
		})
	}
	c.Releases = anyFact(t, "releases", all)
	for range rapid.IntRange(0, 2).Draw(t, "pull requests") {
		sha := anyOf("", "abc", "abcdef0123456789")
		c.PullRequests = append(c.PullRequests, PullRequest{
			Owner: "example", Repo: anyOf("cosign-private", "cosign", "cosign-ghsa-2222-3333-4444").Draw(t, "repo"), Number: anyOf(1, 2, 7).Draw(t, "number"),
			Read: anyFact(t, "pull request", PullRequestState{
				Open: rapid.Bool().Draw(t, "open"), Merged: rapid.Bool().Draw(t, "merged"), HeadSHA: sha.Draw(t, "head"),
				Reviews: []Review{{Login: anyLogin.Draw(t, "reviewer"), Approved: rapid.Bool().Draw(t, "approved"), SHA: sha.Draw(t, "sha")}},
			}),
		})
	}
	state := anyOf(ArtifactVerified, ArtifactChecksumOnly, ArtifactUnsigned, ArtifactFailed, ArtifactUnavailable, ArtifactUnknown, ArtifactProof)
	reason := anyOf("", ArtifactIncomplete, ArtifactMismatch, ArtifactForged, ArtifactWrongSigner, ArtifactSignedSums, ArtifactUnread, ArtifactUnjudged)
	c.Artifacts = anyFact(t, "artifacts", []Artifact{{State: state.Draw(t, "artifact"), Reason: reason.Draw(t, "reason")}}[:rapid.IntRange(0, 1).Draw(t, "artifacts")])
	if rapid.Bool().Draw(t, "sent") {
		c.Sent = []Sent{{Kind: anyOf(SentAnnouncement, SentRetrospective).Draw(t, "kind"), Mail: rapid.Bool().Draw(t, "mail"), At: anyTime.Draw(t, "at")}}
	}
	c.Told = rapid.SliceOfN(anyTelling, 0, 6).Draw(t, "told")
	c.NotedAt = anyTime.Draw(t, "noted")
	c.Decisions = rapid.SliceOfN(anyDecision, 0, 12).Draw(t, "decisions")
	return c
})

var anyAdvisory = rapid.Custom(func(t *rapid.T) Advisory {
	a := Advisory{
		Owner: "example", Repo: "cosign", URL: anyOf("", "https://github.com/example/cosign", "::").Draw(t, "url"),
		State:   anyOf(AdvisoryTriage, AdvisoryDraft, AdvisoryDraft, AdvisoryPublished, AdvisoryClosed, AdvisoryWithdrawn, "").Draw(t, "state"),
		Summary: anyText.Draw(t, "summary"), Description: anyText.Draw(t, "description"), Author: anyLogin.Draw(t, "author"),
		PrivateReport: rapid.Bool().Draw(t, "private"), Severity: anyOf("", "low", "high", "critical").Draw(t, "severity"),
		CVE: anyOf("", "CVE-2026-1").Draw(t, "cve"), Users: anyLogins.Draw(t, "users"),
		Teams: rapid.SliceOfN(anySlug, 0, 2).Draw(t, "teams"), PrivateFork: anyOf("", "example/fork").Draw(t, "fork"),
		CreatedAt: anyTime.Draw(t, "created"), PublishedAt: anyTime.Draw(t, "published"),
	}
	for range rapid.IntRange(0, 2).Draw(t, "vectors") {
		a.CVSS = append(a.CVSS, CVSS{anyOf(highV3, highV4, lowV3, "", "CVSS:4.0/").Draw(t, "vector"), anyOf(0, 3.1, 7.5, 8.7, -1).Draw(t, "score")})
	}
	for range rapid.IntRange(0, 2).Draw(t, "packages") {
		a.Vulnerabilities = append(a.Vulnerabilities, Vulnerability{
			Ecosystem: anyText.Draw(t, "ecosystem"), Package: anyText.Draw(t, "package"), Affected: anyText.Draw(t, "affected"),
			Patched: anyOf("", "2.3.1", ">= v2.3.1, 1", ",", "odd").Draw(t, "patched"),
		})
	}
	if rapid.Bool().Draw(t, "credited") {
		a.Credits = []Credit{{Login: anyLogin.Draw(t, "credit"), State: anyOf("", "accepted", "declined", "pending").Draw(t, "state")}}
	}
	return a
})

var anyProcess = rapid.Custom(func(t *rapid.T) Process {
	p := newWorld().process
	p.Deadlines = Deadlines{
		Acknowledge: anySpan.Draw(t, "acknowledge"), FixTeam: anySpan.Draw(t, "fix team"), Fix: anySpan.Draw(t, "fix"), Release: anySpan.Draw(t, "release"),
		Retrospective: RetrospectiveDeadline{After: anySpan.Draw(t, "after"), Within: anySpan.Draw(t, "within")},
	}
	p.Reminders = anyReminders.Draw(t, "reminders")
	p.Release.Slot, p.Release.Time = anySpan.Draw(t, "slot"), anyOf[ClockTime]("16:00", "", "odd").Draw(t, "time")
	p.Release.Blackouts = []Blackout{{From: anyDate.Draw(t, "from"), To: anyDate.Draw(t, "to")}}
	p.SRC.Roster[0].Leave = &Leave{From: anyDate.Draw(t, "leaves"), To: anyDate.Draw(t, "returns"), Substitute: anyLogin.Draw(t, "substitute")}
	p.CVE.BeforeRelease = anyOf("assigned", "requested", "none", "").Draw(t, "cve")
	p.Items = map[ItemID]ItemRule{}
	for range rapid.IntRange(0, 3).Draw(t, "items") {
		enabled := rapid.Bool().Draw(t, "enabled")
		p.Items[ItemID(anyItem.Draw(t, "item"))] = ItemRule{
			Enabled: anyOf(nil, &enabled).Draw(t, "switch"), Severity: anyOf("", "required", "advice", "odd").Draw(t, "severity"), Deadline: anySpan.Draw(t, "deadline"),
		}
	}
	return p
})

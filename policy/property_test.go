package policy

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
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
	for name, generator := range map[string]*rapid.Generator[string]{
		ArgDuty: anyOf("triage", "infra", "disclosure", "release", "coffee"), ArgLogin: anyLogin,
		ArgTeam: anyOf("", "", "example/helpers", "helpers"), ArgVerdict: anyOf("accepted", "upstream", "rejected", "maybe"),
		ArgTime: moment, ArgStart: moment, ArgUntil: moment, ArgChannel: anyOf("private", "public", "pigeon"), ArgVector: vector,
		ArgPRs:      anyOf("example/cosign-private#7", "example/cosign-ghsa-2222-3333-4444#1 example/cosign#2", "#1", ""),
		ArgOverride: anyOf("true", "false"), ArgLevel: anyOf("low", "high", "odd"), ArgItem: anyItem,
		ArgURL: anyText, ArgProject: anyText, ArgAct: anyOf("preview", "send", "hold", "dance"),
	} {
		if value := generator.Draw(t, name); rapid.IntRange(0, 9).Draw(t, "has "+name) > 0 {
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
	check := anyOf(CheckAbsent, CheckPassed, CheckFailed)
	c.Artifacts = anyFact(t, "artifacts", []Artifact{{Public: rapid.Bool().Draw(t, "public"), Digest: check.Draw(t, "digest"), Signature: check.Draw(t, "signature")}}[:rapid.IntRange(0, 1).Draw(t, "artifacts")])
	if rapid.Bool().Draw(t, "sent") {
		c.Sent = []Sent{{Kind: anyOf(SentAnnouncement, SentRetrospective).Draw(t, "kind"), Mail: rapid.Bool().Draw(t, "mail"), At: anyTime.Draw(t, "at")}}
	}
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

// checkTotal is what holds of every report whatever.
func checkTotal(t *rapid.T) {
	process, c, now := anyProcess.Draw(t, "process"), anyCase.Draw(t, "case"), anyTime.Draw(t, "now")
	before := fmt.Sprintf("%+v %+v", process, c)
	report := Evaluate(process, c, now)
	if after := fmt.Sprintf("%+v %+v", process, c); after != before {
		t.Fatalf("Evaluate changed its input from\n%s\nto\n%s", before, after)
	}
	if again := Evaluate(process, c, now); !reflect.DeepEqual(report, again) {
		t.Fatal("the same case gives two reports")
	}
	var ids []ItemID
	for _, item := range report.Items {
		ids = append(ids, item.ID)
		checkItem(t, item)
	}
	if want := ItemIDs(process); !slices.Equal(ids, want) {
		t.Fatalf("items %v, want %v", ids, want)
	}
	if !report.Wake.IsZero() && !report.Wake.After(now) {
		t.Fatalf("wakes at %s, which is not after %s", report.Wake, now)
	}
	for _, action := range report.Actions {
		if action.Args != nil || action.Key != fmt.Sprintf("%s/%d", action.Kind, action.Comment) {
			t.Fatalf("action %+v", action)
		}
	}
}

func checkItem(t *rapid.T, item Item) {
	switch item.State {
	case StateDone, StateWaived:
		if len(item.Evidence) == 0 || item.Next != "" || item.Command != "" {
			t.Fatalf("%s without evidence, or with more to do: %+v", item.State, item)
		}
	case StateViolated, StateUnknown:
		if len(item.Evidence) == 0 || item.Next == "" {
			t.Fatalf("%s without evidence or remedy: %+v", item.State, item)
		}
	case StatePending, StateDueSoon:
		if item.Next == "" {
			t.Fatalf("%s without a next step: %+v", item.State, item)
		}
	case StateOverdue:
		if item.Next == "" || item.Deadline.IsZero() {
			t.Fatalf("overdue without a next step or a deadline: %+v", item)
		}
	default:
		t.Fatalf("no such state: %+v", item)
	}
	for _, evidence := range item.Evidence {
		if strings.TrimSpace(evidence.Text) == "" {
			t.Fatalf("empty evidence: %+v", item)
		}
	}
	if item.Title == "" && item.ID != "" || item.Owner == "" || item.Need == "" {
		t.Fatalf("incomplete: %+v", item)
	}
}

func TestAnyReport(t *testing.T) { rapid.Check(t, checkTotal) }

func FuzzEvaluate(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkTotal)) }

// Until the moment at which it asks to be woken, a report stays as it is.
func TestReportHoldsUntilWake(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		process, c := anyProcess.Draw(t, "process"), anyCase.Draw(t, "case")
		now := reported.Add(time.Duration(rapid.IntRange(-5_000, 50_000).Draw(t, "minute")) * time.Minute)
		report := Evaluate(process, c, now)
		until := report.Wake
		if until.IsZero() || until.Sub(now) > 400*24*time.Hour {
			until = now.Add(400 * 24 * time.Hour)
		}
		later := now.Add(time.Duration(rapid.Int64Range(0, int64(until.Sub(now))-1).Draw(t, "later")))
		if got := Evaluate(process, c, later); !reflect.DeepEqual(got, report) {
			t.Fatalf("at %s nobody was to be woken before %s, but at %s\n%+v\nbecame\n%+v", now, report.Wake, later, report, got)
		}
	})
}

// What is not known makes nothing done that was not.
func TestUnknownMakesNothingDone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		process, c, now := anyProcess.Draw(t, "process"), anyCase.Draw(t, "case"), anyTime.Draw(t, "now")
		was := Evaluate(process, c, now)
		less := c
		switch rapid.IntRange(0, 4).Draw(t, "lost") {
		case 0:
			less.Owners = Unknown[Owners]("lost")
		case 1:
			less.SRC = Unknown[Team]("lost")
		case 2:
			less.Releases = Unknown[[]Release]("lost")
		case 3:
			less.Artifacts = Unknown[[]Artifact]("lost")
		case 4:
			less.CollaboratingTeams = make([]Fact[Team], len(c.CollaboratingTeams))
		}
		for i, item := range Evaluate(process, less, now).Items {
			if item.State == StateDone && was.Items[i].State != StateDone {
				t.Fatalf("%+v\nbecame\n%+v", was.Items[i], item)
			}
		}
		for _, login := range []string{"alice", "carol", "rita"} {
			right := RightOf(process, less, was.Ledger, login, now)
			if before := RightOf(process, c, was.Ledger, login, now); right != before && !weaker(right, before) {
				t.Fatalf("%s had right %q and now has %q", login, before, right)
			}
		}
	})
}

func weaker(a, b Right) bool {
	order := []Right{RightNone, RightReporter, RightFixTeam, RightSRC}
	return slices.Index(order, a) < slices.Index(order, b)
}

// A voided agreement never comes back: neither by other facts, nor later, nor by anything said but agreeing anew.
func TestVoidedAgreementStaysVoid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(agreed)
		if rapid.Bool().Draw(t, "by a new proposal") {
			w.do(says("carol", CommandReleaseDay, "start=2026-11-12T16:00:00Z"))
		} else {
			w.do(says("dave", CommandDisagree))
		}
		voided := w.c.Decisions
		for range 3 {
			w.c = anyCase.Draw(t, "other facts")
			w.c.Decisions = slices.Clone(voided)
			for _, d := range rapid.SliceOfN(anyDecision, 0, 8).Draw(t, "said since") {
				if d.Command != CommandAgree && d.Command != CommandReleaseDay {
					w.c.Decisions = append(w.c.Decisions, d)
				}
			}
			report := Evaluate(anyProcess.Draw(t, "process"), w.c, anyTime.Draw(t, "now"))
			if report.Slot.Agreed {
				t.Fatalf("agreed again by %+v", report.Slot.AgreedBy)
			}
		}
	})
}

// Only words given after the last proposal and the last disagreement count.
func TestOnlyNewWordsCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		decisions := rapid.SliceOfN(anyDecision, 0, 30).Draw(t, "decisions")
		for i := range decisions {
			decisions[i].Comment, decisions[i].Index = int64(i), 0
		}
		void := int64(-1)
		for i, d := range decisions {
			proposal := Settle(decisions[:i+1]).Proposal.Decision
			if d.Command == CommandReleaseDay && proposal.Comment == int64(i) && proposal.Made() || d.Command == CommandDisagree && d.Verdict == VerdictAccepted && mayAgree(d) {
				void = int64(i)
			}
		}
		for _, word := range Settle(decisions).Proposal.Words {
			if word.Comment < void {
				t.Fatalf("word %d still counts after %d", word.Comment, void)
			}
		}
	})
}

func FuzzTexts(f *testing.F) {
	for _, seed := range []string{"24h", "7d", "1bd", "2026-12-24", "16:00", "Friday", "", "0001-01-01", highV4, "example/cosign#1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if s, err := ParseSpan(text); err == nil {
			if s.String() != text || s.After(reported).Before(reported) {
				t.Errorf("span %q is %v", text, s)
			}
		}
		if d, err := ParseDate(text); err == nil && d.String() != text {
			t.Errorf("date %q is %v", text, d)
		}
		if c, err := ParseClockTime(text); err == nil && string(c) != text {
			t.Errorf("time %q is %v", text, c)
		}
		if w, err := ParseWeekday(text); err == nil && !strings.EqualFold(string(w), text) {
			t.Errorf("weekday %q is %v", text, w)
		}
		if rating, err := RateCVSS(text); err == nil && (rating.Score < 0 || rating.Score > 10) {
			t.Errorf("vector %q is %v", text, rating)
		} else if err != nil && len(err.Error()) > 100 {
			t.Errorf("vector %q: long error %v", text, err)
		}
		if refs, err := ParsePullRequests(text); err == nil && len(refs) == 0 {
			t.Errorf("pull requests %q: none", text)
		}
	})
}

func FuzzParseCodeOwners(f *testing.F) {
	for _, seed := range []string{"* @a\n", "@org/team", "/docs @org/t # x\n** @b", "[a]\\ b @c", "!x @y", "/ @a", "\xef\xbb\xbf* @a", "*"} {
		f.Add(seed, "any")
		f.Add(seed, "default")
	}
	f.Fuzz(func(t *testing.T, content, paths string) {
		names, err := ParseCodeOwners("CODEOWNERS", []byte(content), CodeOwnersRules{Paths: paths, ExcludeTeams: []string{"t"}}, "org")
		if (err == nil) != (len(names.Logins)+len(names.Teams) > 0) {
			t.Errorf("%q: %v, %v", content, names, err)
		}
		for _, name := range slices.Concat(names.Logins, names.Teams) {
			if !strings.Contains(content, name) || name == "" {
				t.Errorf("%q: invented owner %q", content, name)
			}
		}
	})
}

func BenchmarkEvaluate(b *testing.B) {
	w := newWorld(ready, writes("rita", false), writes("alice", false), writes("carol", false))
	for range 40 {
		w.do(writes("rita", false), says("carol", CommandFixReady, "prs=example/cosign-private#7"))
	}
	b.ReportAllocs()
	for b.Loop() {
		Evaluate(w.process, w.c, w.now)
	}
}

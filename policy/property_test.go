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
		handling, about := ParseHandling(action.Key)
		if about && handling.Kind == action.Kind && action.Comment == 0 {
			continue
		}
		if _, nag := ParseNag(action.Key); nag && action.Kind == ActionNag && action.Args == nil {
			continue
		}
		if action.Kind == ActionSetCredits && action.Args == nil && strings.HasPrefix(action.Key, ActionSetCredits+"/") {
			continue
		}
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

// likely is a world as it may well be: few random words, so that slots are agreed and items done.
func likely(t *rapid.T) (Process, Case) {
	w := newWorld()
	for i, likelyStep := range []step{ready, agreed, proposes("carol", "2026-11-11T16:00:00Z"), published("2026-11-11 16:30"), joins("sam"), writes("sam", false)} {
		if rapid.IntRange(0, 2).Draw(t, fmt.Sprint("step ", i)) == 0 {
			w.do(likelyStep)
		}
	}
	for _, id := range ItemIDs(w.process) {
		if rapid.Bool().Draw(t, "waives "+string(id)) {
			w.do(says("alice", CommandWaive, "item="+string(id)))
		}
	}
	from := DateOf(reported.AddDate(0, 0, rapid.IntRange(-3, 10).Draw(t, "leaves")))
	w.process.SRC.Roster[0].Leave = &Leave{From: from, To: from, Substitute: "sam"}
	w.process.CVE.BeforeRelease = anyOf("assigned", "requested", "none").Draw(t, "cve")
	chooseNotices(t, &w.process)
	w.process.Reminders = anyReminders.Draw(t, "reminders")
	if rapid.Bool().Draw(t, "noted") {
		w.c.NotedAt = reported.Add(time.Duration(rapid.IntRange(-6_000, 14_000).Draw(t, "noted at")) * time.Minute)
	}
	if rapid.Bool().Draw(t, "told") {
		w.c.Sent = append(w.c.Sent, Sent{Kind: SentPrenotice, At: reported.Add(30 * time.Hour)})
	}
	return w.process, w.c
}

// chooseNotices gives a process some of the parameters that depend on how much time is left.
func chooseNotices(t *rapid.T, p *Process) {
	p.CVE.AfterRelease = anyOf(Span{}, span("7d"), span("2bd")).Draw(t, "cve after")
	p.Prenotice = PrenoticeRules{Days: anyOf(0, 1, 7).Draw(t, "days"), MaxEmbargo: anyOf(Span{}, span("8d")).Draw(t, "max")}
	p.Release.AnnouncedAhead = anyOf(Span{}, span("20h"), span("3d"), span("2bd")).Draw(t, "ahead")
	p.Fix = FixRules{Approvals: anyOf(0, 1, 2).Draw(t, "approvals"), SRCApproval: rapid.Bool().Draw(t, "src")}
	p.Severity.Bands = anyOf(nil, []SeverityBand{{From: 7, Deadlines: BandDeadlines{Fix: span("2d")}},
		{From: 9, Deadlines: BandDeadlines{Release: span("3bd")}}}).Draw(t, "bands")
}

// Until the moment at which it asks to be woken, a report stays as it is.
func TestReportHoldsUntilWake(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		process, c := anyProcess.Draw(t, "process"), anyCase.Draw(t, "case")
		if rapid.Bool().Draw(t, "likely") {
			process, c = likely(t)
		}
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

package policy

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/golden"
)

// reported is a Monday.
var reported = time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)

// world is a case in the making: an organisation like sigstore, and a private report that just came in.
type world struct {
	process Process
	c       Case
	now     time.Time
	comment int64
}

type step func(*world)

func span(t string) Span {
	s, err := ParseSpan(t)
	if err != nil {
		panic(err)
	}
	return s
}

func newWorld(steps ...step) *world {
	w := &world{now: reported}
	w.process = Process{
		SRC: Committee{Team: "security-response-team", Roster: []Member{
			{Login: "alice", Vendor: "Acme"}, {Login: "bob", Vendor: "Initech"},
		}},
		CodeOwners: CodeOwnersRules{Paths: "default", ExcludeTeams: []string{"dep-maintainers"}},
		Deadlines: Deadlines{
			Acknowledge: span("24h"), FixTeam: span("24h"), Fix: span("7d"), Release: span("21d"),
			Retrospective: RetrospectiveDeadline{After: span("1d"), Within: span("3d")},
		},
		Release: ReleaseRules{
			Time: "16:00", Slot: span("4h"), AvoidWeekdays: []Weekday{"Friday", "Saturday", "Sunday"}, TagPrefix: "v",
			Tolerance: span("1h"), PublishWithin: span("24h"),
			Blackouts: []Blackout{{From: Date{2026, 12, 24}, To: Date{2027, 1, 2}, Why: "holidays"}},
		},
		Severity: SeverityRules{SlowBelow: 4},
		CVE:      CVERules{BeforeRelease: "requested"},
		Announcement: AnnouncementRules{
			Project: "cosign", Mail: MailRoute{To: []string{"announce@example.org"}}, Chat: []string{"general", "development"},
		},
	}
	w.c = Case{
		Advisory: Advisory{
			Owner: "example", Repo: "cosign", GHSA: "GHSA-2222-3333-4444",
			URL:   "https://github.com/example/cosign/security/advisories/GHSA-2222-3333-4444",
			State: AdvisoryTriage, Summary: "a summary", Author: "rita", PrivateReport: true, ThreadOpen: true,
			Users: []string{"rita"}, CreatedAt: reported, UpdatedAt: reported,
		},
		Owners: Know(Owners{Path: ".github/CODEOWNERS", Teams: []Team{
			{Org: "example", Slug: "cosign-codeowners", Members: []string{"carol", "dave"}},
		}}),
		SRC:      Know(Team{Org: "example", Slug: "security-response-team", Members: []string{"alice", "bob"}}),
		Releases: Know([]Release{}),
	}
	return w.do(steps...)
}

func (w *world) do(steps ...step) *world {
	for _, s := range steps {
		s(w)
	}
	return w
}

func (w *world) report() Report { return Evaluate(w.process, w.c, w.now) }

func (w *world) item(id ItemID) Item {
	for _, item := range w.report().Items {
		if item.ID == id {
			return item
		}
	}
	return Item{}
}

// after moves the clock to some time after the report.
func after(d time.Duration) step { return func(w *world) { w.now = reported.Add(d) } }

// on moves the clock to a moment written 2006-01-02 15:04.
func on(moment string) step { return func(w *world) { w.now = clock(moment) } }

func clock(moment string) time.Time {
	at, err := time.Parse("2006-01-02 15:04", moment)
	if err != nil {
		panic(err)
	}
	return at
}

// edit changes what GitHub shows.
func edit(change func(*Case)) step { return func(w *world) { change(&w.c) } }

// configure changes the process.
func configure(change func(*Process)) step { return func(w *world) { change(&w.process) } }

// says adds an accepted command, written now, such as says("alice", "assign", "duty=triage", "login=bob").
// alice and bob are of the SRC, everybody else speaks for the fix team.
func says(actor, command string, args ...string) step {
	return func(w *world) {
		w.comment++
		right := RightFixTeam
		if actor == "alice" || actor == "bob" {
			right = RightSRC
		}
		d := Decision{
			Comment: w.comment, URL: fmt.Sprintf("%s#comment-%d", w.c.Advisory.URL, w.comment),
			Command: command, Actor: actor, Right: right, Verdict: VerdictAccepted, WrittenAt: w.now, FoldedAt: w.now,
			Args: map[string]string{},
		}
		for _, arg := range args {
			name, value, _ := strings.Cut(arg, "=")
			d.Args[name] = value
		}
		w.c.Decisions = append(w.c.Decisions, d)
	}
}

// writes adds a comment without a command.
func writes(author string, app bool) step {
	return func(w *world) {
		w.comment++
		w.c.Comments = append(w.c.Comments, Comment{
			ID: w.comment, Author: author, App: app, CreatedAt: w.now, UpdatedAt: w.now,
			URL: fmt.Sprintf("%s#comment-%d", w.c.Advisory.URL, w.comment),
		})
	}
}

func joins(logins ...string) step {
	return edit(func(c *Case) { c.Advisory.Users = append(c.Advisory.Users, logins...) })
}

var (
	ownersUnread = edit(func(c *Case) { c.Owners = Unknown[Owners](".github/CODEOWNERS: line 1: an owner without a pattern") })
	srcUnread    = edit(func(c *Case) { c.SRC = Unknown[Team]("GitHub answered 403") })
	draft        = edit(func(c *Case) { c.Advisory.State = AdvisoryDraft })
	fixReady     = says("carol", CommandFixReady, "prs=example/cosign-ghsa-2222-3333-4444#1 example/cosign-private#7")
	readPRs      = edit(func(c *Case) {
		c.PullRequests = []PullRequest{
			{Owner: "example", Repo: "cosign-ghsa-2222-3333-4444", Number: 1, Read: Unknown[PullRequestState]("GitHub answered 404")},
			{Owner: "example", Repo: "cosign-private", Number: 7, URL: "https://github.com/example/cosign-private/pull/7",
				Read: Know(PullRequestState{Open: true, HeadSHA: "abcdef0123456789"})},
		}
	})
	patched = edit(func(c *Case) {
		c.Advisory.Vulnerabilities = []Vulnerability{{Ecosystem: "go", Package: "example.org/cosign", Affected: "< 2.3.1", Patched: "2.3.1"}}
	})
	// agreed agrees on Wednesday, 11 November.
	agreed = func(w *world) {
		w.do(says("carol", CommandReleaseDay, "start=2026-11-11T16:00:00Z"), says("alice", CommandAgree))
	}
)

func published(moment string) step {
	return edit(func(c *Case) { c.Advisory.State, c.Advisory.PublishedAt = AdvisoryPublished, clock(moment) })
}

func releases(all ...Release) step { return edit(func(c *Case) { c.Releases = Know(all) }) }

func release(tag, moment string) Release {
	return Release{Tag: tag, URL: "https://github.com/example/cosign/releases/" + tag, PublishedAt: clock(moment)}
}

// ruleCase is one state of one item.
type ruleCase struct {
	name  string
	want  State
	steps []step
}

// checkRule compares each case's state with the table and the whole item with the rule's golden file.
func checkRule(t *testing.T, id ItemID, cases []ruleCase) {
	t.Helper()
	var got strings.Builder
	for _, tc := range cases {
		item := newWorld(tc.steps...).item(id)
		if item.State != tc.want {
			t.Errorf("%s: %s is %s, want %s (%v)", tc.name, id, item.State, tc.want, item.Evidence)
		}
		got.WriteString("# " + tc.name + "\n" + describe(item) + "\n")
	}
	golden.Check(t, "golden/"+string(id)+".txt", got.String())
}

// describe writes an item for people to read.
func describe(item Item) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s) owner %s", item.State, item.Need, item.Owner)
	if !item.Deadline.IsZero() {
		fmt.Fprintf(&b, ", by %s", item.Deadline.Format(time.RFC3339))
	}
	b.WriteString("\n")
	for _, evidence := range item.Evidence {
		b.WriteString("  - " + evidence.Text)
		if evidence.URL != "" {
			b.WriteString(" <" + evidence.URL + ">")
		}
		b.WriteString("\n")
	}
	if item.Next != "" {
		b.WriteString("  → " + item.Next + "\n")
	}
	if item.Command != "" {
		b.WriteString("  $ " + item.Command + "\n")
	}
	return b.String()
}

package policy

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/golden"
)

// ready brings an advisory to the day of its release with everything that is required done.
func ready(w *world) {
	const head = "abcdef0123456789"
	w.do(
		says("alice", CommandAck), says("alice", CommandTriage, "verdict=accepted"), draft, joins("carol", "dave"), patched,
		edit(func(c *Case) {
			c.Advisory.Description, c.Advisory.PrivateFork = "It is bad.", "example/cosign-ghsa-2222-3333-4444"
		}),
		records("high", CVSS{highV3, 7.5}), says("carol", CommandRequestCVE), agreed,
		says("carol", CommandFixReady, "prs=example/cosign-private#7"), readPRs,
		edit(func(c *Case) {
			c.PullRequests[1].Read.Value.Reviews = []Review{{Login: "dave", Approved: true, SHA: head}}
		}),
	)
}

func TestChecklistOrder(t *testing.T) {
	w := newWorld(configure(func(p *Process) {
		p.Items = map[ItemID]ItemRule{"zebra": {Title: "Z"}, "apple": {Title: "A"}, ItemCVE: {Severity: "advice"}}
	}))
	want := strings.Fields(`acknowledged triage duties fix-team details cvss collaborators cve private-fork fix-ready
		release-day announcement-draft fix-approved advisory-published release artifacts announced credits retrospective
		apple zebra`)
	var got []string
	for _, item := range w.report().Items {
		got = append(got, string(item.ID))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if ids := ItemIDs(w.process); len(ids) != len(want) || string(ids[20]) != want[20] {
		t.Errorf("ItemIDs: %v", ids)
	}
	if !IsBuiltIn(ItemCVE) || IsBuiltIn("apple") {
		t.Error("IsBuiltIn mistakes an item")
	}
}

func TestNeeds(t *testing.T) {
	required := "acknowledged triage fix-team details cvss collaborators cve private-fork fix-ready release-day fix-approved"
	for _, tc := range []struct {
		name, want string
		steps      []step
	}{
		{"sigstore", required, nil},
		{"a requested CVE blocks no more", strings.Replace(required, "cve ", "", 1), []step{says("carol", CommandRequestCVE)}},
		{"what items change", "duties release-day", []step{configure(func(p *Process) {
			p.Items = map[ItemID]ItemRule{ItemDuties: {Severity: "required"}, ItemRelease: {Severity: "required"}}
			disabled := false
			for id := range strings.FieldsSeq(required) {
				p.Items[ItemID(id)] = ItemRule{Enabled: &disabled}
			}
			p.Items[ItemCVE] = ItemRule{Severity: "advice"}
			enabled := true
			p.Items[ItemReleaseDay] = ItemRule{Enabled: &enabled}
		})}},
	} {
		var got []string
		for _, item := range newWorld(tc.steps...).report().Items {
			if item.Need == NeedRequired {
				got = append(got, string(item.ID))
			}
		}
		if strings.Join(got, " ") != tc.want {
			t.Errorf("%s: %v, want %s", tc.name, got, tc.want)
		}
	}
	advice := newWorld(configure(func(p *Process) { p.Items = map[ItemID]ItemRule{ItemAnnounced: {Severity: "advice"}} }))
	if item := advice.item(ItemAnnounced); item.Need != NeedAdvice {
		t.Errorf("announced made advice is %s", item.Need)
	}
}

func TestDeadlines(t *testing.T) {
	extend := func(item, until string) step { return says("alice", CommandExtend, "item="+item, "until="+until) }
	reporter := says("alice", CommandReporterDeadline, "time=2026-11-05T00:00:00Z")
	for _, tc := range []struct {
		name  string
		item  ItemID
		state State
		due   string // "" for no deadline
		steps []step
	}{
		{"a second before 80 %", ItemTriage, StatePending, "2026-11-03 10:00", []step{after(19*time.Hour + 12*time.Minute - time.Second)}},
		{"80 %", ItemTriage, StateDueSoon, "2026-11-03 10:00", []step{after(19*time.Hour + 12*time.Minute)}},
		{"a second before the end", ItemTriage, StateDueSoon, "2026-11-03 10:00", []step{after(24*time.Hour - time.Second)}},
		{"the end", ItemTriage, StateOverdue, "2026-11-03 10:00", []step{after(24 * time.Hour)}},
		{"reported before the advisory", ItemTriage, StateOverdue, "2026-11-02 08:00", []step{says("alice", CommandReportedAt, "time=2026-11-01T09:00:00+01:00")}},
		{"the last report time counts", ItemTriage, StatePending, "2026-11-03 09:00", []step{
			says("alice", CommandReportedAt, "time=2026-11-01T09:00:00+01:00"), says("alice", CommandReportedAt, "time=2026-11-02T09:00:00Z"), says("alice", CommandReportedAt, "time=yesterday")}},
		{"business days", ItemTriage, StatePending, "2026-11-04 10:00", []step{configure(func(p *Process) { p.Deadlines.FixTeam = span("2bd") })}},
		{"no deadline in the process", ItemTriage, StatePending, "", []step{configure(func(p *Process) { p.Deadlines.FixTeam = Span{} }), after(9000 * time.Hour)}},
		{"a deadline of the item's own", ItemTriage, StatePending, "2026-11-12 10:00", []step{configure(func(p *Process) { p.Items = map[ItemID]ItemRule{ItemTriage: {Deadline: span("10d")}} })}},
		{"unknown time of report", ItemTriage, StatePending, "", []step{edit(func(c *Case) { c.Advisory.CreatedAt = time.Time{} })}},
		{"extended", ItemFixReady, StatePending, "2026-11-21 00:00", []step{extend("fix-ready", "2026-11-21T00:00:00Z"), after(8 * 24 * time.Hour)}},
		{"extended, 80 % from the report on", ItemFixReady, StateDueSoon, "2026-11-21 00:00", []step{extend("fix-ready", "2026-11-21T00:00:00Z"), after(15 * 24 * time.Hour)}},
		{"extended twice", ItemFixReady, StatePending, "2026-11-15 00:00", []step{extend("fix-ready", "2026-11-21T00:00:00Z"), extend("fix-ready", "2026-11-15T00:00:00Z")}},
		{"shortened", ItemFixReady, StateOverdue, "2026-11-02 09:00", []step{extend("fix-ready", "2026-11-02T09:00:00Z")}},
		{"extended to nonsense", ItemFixReady, StatePending, "2026-11-09 10:00", []step{extend("fix-ready", "soon")}},
		{"another item extended", ItemDetails, StateOverdue, "2026-11-09 10:00", []step{extend("fix-ready", "2026-11-21T00:00:00Z"), after(8 * 24 * time.Hour)}},
		{"the reporter's date", ItemFixReady, StateDueSoon, "2026-11-05 00:00", []step{reporter, after(50 * time.Hour)}},
		{"the reporter's date is later", ItemTriage, StatePending, "2026-11-03 10:00", []step{reporter}},
		{"the SRC's date goes before the reporter's", ItemFixReady, StatePending, "2026-11-21 00:00", []step{reporter, extend("fix-ready", "2026-11-21T00:00:00Z")}},
		{"public already", ItemFixReady, StateDueSoon, "2026-11-09 10:00", []step{says("alice", CommandPublicDisclosure)}},
		{"public already, and overdue", ItemFixReady, StateOverdue, "2026-11-09 10:00", []step{says("alice", CommandPublicDisclosure), after(170 * time.Hour)}},
		{"public already, but extended since", ItemFixReady, StatePending, "2026-11-21 00:00", []step{says("alice", CommandPublicDisclosure), after(time.Hour), extend("fix-ready", "2026-11-21T00:00:00Z")}},
		{"public already, extended before", ItemFixReady, StateDueSoon, "2026-11-21 00:00", []step{extend("fix-ready", "2026-11-21T00:00:00Z"), after(time.Hour), says("alice", CommandPublicDisclosure)}},
		{"public already, the retrospective waits", ItemRetrospective, StatePending, "", []step{says("alice", CommandPublicDisclosure)}},
		{"upstream later", ItemRelease, StatePending, "2026-12-02 00:00", []step{says("alice", CommandUpstream, "time=2026-12-01T00:00:00Z")}},
		{"upstream within the limit", ItemRelease, StatePending, "2026-11-23 10:00", []step{says("alice", CommandUpstream, "time=2026-11-20T00:00:00Z")}},
		{"slow, low score", ItemFixReady, StatePending, "", []step{records("low", CVSS{lowV3, 3.1}), says("carol", CommandSlow), after(900 * time.Hour)}},
		{"slow, low score, release", ItemRelease, StatePending, "", []step{records("low", CVSS{lowV3, 3.1}), says("carol", CommandSlow), after(900 * time.Hour)}},
		{"slow, low risk", ItemFixReady, StatePending, "", []step{records("high", CVSS{highV3, 7.5}), says("alice", CommandLowRisk), says("carol", CommandSlow), after(900 * time.Hour)}},
		{"slow, but the score rose", ItemFixReady, StateOverdue, "2026-11-09 10:00", []step{says("carol", CommandSlow), records("high", CVSS{highV3, 7.5}), after(900 * time.Hour)}},
		{"slow, but there is no score any more", ItemFixReady, StateOverdue, "2026-11-09 10:00", []step{says("carol", CommandSlow), after(900 * time.Hour)}},
		{"slow, but the reporter has a date", ItemFixReady, StatePending, "2026-11-05 00:00", []step{says("alice", CommandLowRisk), says("carol", CommandSlow), reporter}},
		{"slow changes nothing for the first day", ItemTriage, StateOverdue, "2026-11-03 10:00", []step{says("alice", CommandLowRisk), says("carol", CommandSlow), after(900 * time.Hour)}},
		{"rejected", ItemFixTeam, StatePending, "", []step{says("alice", CommandTriage, "verdict=rejected"), after(900 * time.Hour)}},
		{"closed", ItemFixTeam, StatePending, "", []step{edit(func(c *Case) { c.Advisory.State = AdvisoryClosed }), after(900 * time.Hour)}},
		{"published: what comes before counts no more", ItemFixReady, StatePending, "", []step{published("2026-11-11 16:30"), after(900 * time.Hour)}},
		{"published: what comes after does", ItemAnnounced, StateOverdue, "2026-11-23 10:00", []step{published("2026-11-11 16:30"), after(900 * time.Hour)}},
	} {
		item := newWorld(tc.steps...).item(tc.item)
		due := ""
		if !item.Deadline.IsZero() {
			due = item.Deadline.Format("2006-01-02 15:04")
		}
		if item.State != tc.state || due != tc.due {
			t.Errorf("%s: %s is %s by %q, want %s by %q", tc.name, tc.item, item.State, due, tc.state, tc.due)
		}
	}
}

func TestPhases(t *testing.T) {
	waiveRest := func(w *world) {
		for _, item := range []string{"release", "artifacts", "announced", "retrospective"} {
			w.do(says("alice", CommandWaive, "item="+item))
		}
	}
	for _, tc := range []struct {
		name  string
		want  Phase
		steps []step
	}{
		{"just reported", PhaseReported, nil},
		{"acknowledged", PhaseReported, []step{says("alice", CommandAck)}},
		{"acknowledged and triaged", PhaseFixing, []step{says("alice", CommandAck), says("alice", CommandTriage, "verdict=accepted")}},
		{"triage waived", PhaseFixing, []step{says("alice", CommandAck), says("alice", CommandWaive, "item=triage")}},
		{"all done", PhaseReady, []step{ready}},
		{"the private fork is gone", PhaseFixing, []step{ready, edit(func(c *Case) { c.Advisory.PrivateFork = "" })}},
		{"owners not known any more", PhaseFixing, []step{ready, ownersUnread}},
		{"the slot missed", PhaseFixing, []step{ready, on("2026-11-11 20:00")}},
		{"published", PhaseReleased, []step{ready, published("2026-11-11 16:30")}},
		{"published out of the blue", PhaseReleased, []step{published("2026-11-02 16:30")}},
		{"all done after it", PhaseFinished, []step{ready, published("2026-11-11 16:30"), waiveRest}},
		{"closed", PhaseAbandoned, []step{ready, edit(func(c *Case) { c.Advisory.State = AdvisoryClosed })}},
		{"withdrawn", PhaseAbandoned, []step{ready, published("2026-11-11 16:30"), edit(func(c *Case) { c.Advisory.State = AdvisoryWithdrawn })}},
	} {
		if got := newWorld(tc.steps...).report().Phase; got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}

func TestActions(t *testing.T) {
	cvss := func(actor, vector string) step { return says(actor, CommandCVSS, "vector="+vector) }
	rules := func(level string) step { return says("alice", CommandSeverity, "level="+level) }
	for _, tc := range []struct {
		name, want string
		steps      []step
	}{
		{"none", "", nil},
		{"record a vector", "set-cvss/1", []step{cvss("carol", highV3)}},
		{"the last vector", "set-cvss/2", []step{cvss("carol", lowV3), cvss("carol", highV3)}},
		{"recorded", "", []step{cvss("carol", highV3), records("high", CVSS{highV3, 7.5})}},
		{"its comment cannot be read", "", []step{says("carol", CommandCVSS)}},
		{"an invalid vector", "", []step{cvss("carol", "CVSS:3.1/AV:N")}},
		{"rule on the severity", "set-severity/1", []step{rules("low")}},
		{"ruled", "", []step{rules("low"), records("low")}},
		{"the ruling cannot be read", "", []step{says("alice", CommandSeverity)}},
		{"the fix team's vector would undo the ruling", "set-severity/1", []step{rules("low"), cvss("carol", highV3)}},
		{"the fix team's vector agrees with the ruling", "set-cvss/2", []step{rules("high"), cvss("carol", highV3)}},
		{"the SRC changes its mind", "set-cvss/2", []step{rules("low"), cvss("bob", highV3)}},
		{"an unreadable ruling still holds", "", []step{says("alice", CommandSeverity), cvss("carol", highV3)}},
		{"CVE and fork", "request-cve/1 create-fork/2", []step{says("carol", CommandRequestCVE), says("alice", CommandCreateFork), says("alice", CommandRequestCVE)}},
		{"CVE and fork are there", "", []step{says("carol", CommandRequestCVE), says("alice", CommandCreateFork),
			edit(func(c *Case) { c.Advisory.CVE, c.Advisory.PrivateFork = "CVE-2026-1", "example/f" })}},
		{"published", "", []step{cvss("carol", highV3), says("carol", CommandRequestCVE), published("2026-11-11 16:30")}},
		{"refused", "", []step{cvss("carol", highV3), edit(func(c *Case) { c.Decisions[0].Verdict = VerdictRefused })}},
	} {
		var got []string
		for _, action := range newWorld(tc.steps...).report().Actions {
			got = append(got, action.Key)
			if action.Args != nil || action.Comment == 0 || !strings.HasPrefix(action.Key, action.Kind+"/") {
				t.Errorf("%s: %+v carries arguments or lacks its comment", tc.name, action)
			}
		}
		if strings.Join(got, " ") != tc.want {
			t.Errorf("%s: %v, want %s", tc.name, got, tc.want)
		}
	}
}

func TestWake(t *testing.T) {
	for _, tc := range []struct {
		name, want string
		steps      []step
	}{
		{"80 % of the first day", "2026-11-03 05:12", []step{on("2026-11-03 00:00")}},
		{"another suggestion at midnight", "2026-11-03 00:00", nil},
		{"the end of the first day", "2026-11-03 10:00", []step{on("2026-11-03 05:12")}},
		{"a substitute's last moment", "2026-11-02 00:00", []step{on("2026-11-01 12:00"), configure(func(p *Process) {
			p.SRC.Roster[0].Leave = &Leave{From: Date{2026, 10, 1}, To: Date{2026, 11, 1}, Substitute: "sam"}
		})}},
		{"the slot begins", "2026-11-11 16:00", []step{ready, on("2026-11-11 15:30")}},
		{"the slot ends", "2026-11-11 20:00", []step{ready, on("2026-11-11 19:30")}},
		{"the retrospective may begin", "2026-11-12 16:30", []step{ready, published("2026-11-11 16:30"), on("2026-11-12 10:00")}},
		{"a waived item's evidence counts days", "2026-11-15 10:00", []step{
			says("carol", CommandRequestCVE), says("alice", CommandWaive, "item=cve"), published("2026-11-02 10:00"),
			says("alice", CommandWaive, "item=retrospective"), says("alice", CommandWaive, "item=release-day"), agreed, on("2026-11-14 10:00"),
		}},
		{"closed: never", "0001-01-01 00:00", []step{says("carol", CommandRequestCVE), edit(func(c *Case) { c.Advisory.State = AdvisoryClosed }), on("2027-11-02 10:00")}},
	} {
		if got := newWorld(tc.steps...).report().Wake; got.Format("2006-01-02 15:04") != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}

// A whole checklist at three moments, as the other golden files show single lines.
func TestWholeChecklist(t *testing.T) {
	for name, w := range map[string]*world{
		"checklist-reported": newWorld(after(2 * time.Hour)),
		"checklist-ready":    newWorld(ready, on("2026-11-11 16:05")),
		"checklist-released": newWorld(ready, releases(release("v2.3.1", "2026-11-11 16:20")), published("2026-11-11 16:30"), on("2026-11-12 09:00")),
	} {
		report := w.report()
		var got strings.Builder
		got.WriteString("phase " + string(report.Phase) + ", wake " + report.Wake.Format(time.RFC3339) + "\n\n")
		for _, item := range report.Items {
			got.WriteString("# " + string(item.ID) + ": " + item.Title + "\n" + describe(item))
		}
		golden.Check(t, "golden/"+name+".txt", got.String())
	}
}

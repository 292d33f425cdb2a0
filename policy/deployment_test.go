package policy

import (
	"testing"
	"time"
)

// theDeployment is of the fix's tag.
func theDeployment() Deployment {
	return Deployment{
		Owner: "example", Repo: "cosign", Run: 42, Environment: "release", Ref: "v2.3.1",
		SHA: "1111111111111111111111111111111111111111", RequestedAt: clock("2026-11-09 10:00"),
	}
}

func TestConcerns(t *testing.T) {
	const head, merge = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
	w := newWorld(patched, draft, edit(func(c *Case) {
		c.PullRequests = []PullRequest{
			{Owner: "example", Repo: "cosign-private", Number: 7, Read: Know(PullRequestState{HeadSHA: head, MergeSHA: merge})},
			{Owner: "example", Repo: "cosign", Number: 8, Read: Unknown[PullRequestState]("GitHub answered 404")},
		}
	}))
	tests := []struct {
		name   string
		change func(*Deployment)
		want   bool
	}{
		{"the fix's tag", func(*Deployment) {}, true},
		{"its full name", func(d *Deployment) { d.Ref = "refs/tags/v2.3.1" }, true},
		{"GitHub's names know no case", func(d *Deployment) { d.Owner, d.Repo = "Example", "COSIGN" }, true},
		{"another tag", func(d *Deployment) { d.Ref = "v2.3.10" }, false},
		{"the version without the prefix", func(d *Deployment) { d.Ref = "2.3.1" }, false},
		{"a branch", func(d *Deployment) { d.Ref = "main" }, false},
		{"a branch of that name", func(d *Deployment) { d.Ref = "refs/heads/v2.3.1" }, false},
		{"another repository's tag", func(d *Deployment) { d.Repo = "fulcio" }, false},
		{"the fix's head", func(d *Deployment) { d.Ref, d.SHA = "main", head }, true},
		{"the fix's merge, elsewhere", func(d *Deployment) { d.Repo, d.Ref, d.SHA = "fulcio", "main", merge }, true},
		{"no commit", func(d *Deployment) { d.Ref, d.SHA = "main", "" }, false},
		{"nothing is known", func(d *Deployment) { d.Ref, d.SHA = "", "" }, true},
		{"nothing is known, elsewhere", func(d *Deployment) { d.Repo, d.Ref, d.SHA = "fulcio", "", "" }, false},
	}
	for _, test := range tests {
		d := theDeployment()
		test.change(&d)
		concern := DeploymentConcern{Process: w.process, Case: w.c, Report: w.report()}
		if got := concern.Concerns(d); got != test.want {
			t.Errorf("%s: %t, want %t", test.name, got, test.want)
		}
	}
}

// TestReportsHoldNothing has nobody hold a release by filing a report that names its version.
func TestReportsHoldNothing(t *testing.T) {
	fix := edit(func(c *Case) {
		c.PullRequests = []PullRequest{{Read: Know(PullRequestState{HeadSHA: theDeployment().SHA})}}
	})
	for name, test := range map[string]struct {
		want  bool
		steps []step
	}{
		"just reported": {false, nil},
		"rejected":      {false, []step{says("alice", CommandTriage, "verdict=rejected")}},
		"accepted":      {true, []step{says("alice", CommandTriage, "verdict=accepted")}},
		"upstream's":    {true, []step{says("alice", CommandTriage, "verdict=upstream")}},
		"a draft":       {true, []step{draft}},
		"its fix":       {true, []step{fix}},
	} {
		w := newWorld(patched).do(test.steps...)
		concern := DeploymentConcern{Process: w.process, Case: w.c, Report: w.report()}
		if got := concern.Concerns(theDeployment()); got != test.want {
			t.Errorf("%s: %t, want %t", name, got, test.want)
		}
	}
}

var (
	enforcing = configure(func(p *Process) { p.Mode = ModeEnforce })
	advising  = configure(func(p *Process) { p.Mode = ModeAdvise })
	// complete has an SRC member waive whatever is required but the release day.
	complete = func(w *world) {
		for _, item := range w.report().Missing() {
			if item.ID != ItemReleaseDay {
				w.do(says("alice", CommandWaive, "item="+string(item.ID)))
			}
		}
	}
	shut     = edit(func(c *Case) { c.Advisory.State, c.Advisory.ClosedAt = AdvisoryClosed, reported })
	wayLater = on("2026-12-09 10:00")
)

func TestJudgeDeployment(t *testing.T) {
	tests := []struct {
		name  string
		want  DeploymentAnswer
		code  DeploymentCode
		wake  string
		steps []step
	}{
		{"no slot", DeploymentWait, DeploymentNoSlot, "2026-12-06 10:00", []step{complete}},
		{"a slot that one side wants", DeploymentWait, DeploymentNoSlot, "2026-12-06 10:00", []step{complete, says("carol", CommandReleaseDay, "start=2026-11-11T16:00:00Z")}},
		{"before the slot", DeploymentWait, DeploymentEarly, "2026-11-11 16:00", []step{agreed, complete, on("2026-11-11 15:59")}},
		{"in the slot", DeploymentApprove, DeploymentReady, "", []step{agreed, complete, on("2026-11-11 16:00")}},
		{"its last moment", DeploymentApprove, DeploymentReady, "", []step{agreed, complete, on("2026-11-11 19:59")}},
		{"the slot is over", DeploymentWait, DeploymentLate, "2026-12-06 10:00", []step{agreed, complete, on("2026-11-11 20:00")}},
		{"something is missing", DeploymentWait, DeploymentMissing, "2026-11-11 20:00", []step{agreed, on("2026-11-11 16:00")}},
		{"the SRC waived it", DeploymentApprove, DeploymentWaived, "", []step{says("bob", CommandWaive, "item=release")}},
		{"the SRC waived the day", DeploymentApprove, DeploymentReady, "", []step{says("bob", CommandWaive, "item=release-day"), complete}},
		{"the same, but something is missing", DeploymentWait, DeploymentMissing, "2026-12-06 10:00", []step{says("bob", CommandWaive, "item=release-day")}},
		{"public already", DeploymentApprove, DeploymentReady, "", []step{agreed, complete, says("bob", CommandPublicDisclosure)}},
		{"public already, but nothing is done", DeploymentWait, DeploymentMissing, "2026-12-06 10:00", []step{agreed, says("bob", CommandPublicDisclosure)}},
		{"no day in this process", DeploymentApprove, DeploymentReady, "", []step{disabled(ItemReleaseDay), complete}},
		{"the day is advice, none agreed", DeploymentApprove, DeploymentReady, "", []step{advised(ItemReleaseDay), complete}},
		{"the day is advice, and agreed", DeploymentWait, DeploymentEarly, "2026-11-11 16:00", []step{advised(ItemReleaseDay), agreed, complete}},
		{"published", DeploymentApprove, DeploymentPublic, "", []step{published("2026-11-11 16:10")}},
		{"closed", DeploymentReject, DeploymentClosed, "", []step{shut}},
		{"it waited for too long", DeploymentReject, DeploymentExpired, "", []step{wayLater}},
		{"it waited for too long, in the slot", DeploymentApprove, DeploymentReady, "", []step{wayLater, says("bob", CommandWaive, "item=release-day"), complete}},
		{"a mode that advises", DeploymentApprove, DeploymentFree, "", []step{advising}},
	}
	for _, test := range tests {
		w := newWorld(patched, enforcing).do(test.steps...)
		got := JudgeDeployment(theDeployment(), []DeploymentConcern{{Process: w.process, Case: w.c, Report: w.report()}}, w.now)
		if got.Answer != test.want || got.Code != test.code {
			t.Errorf("%s: %s, %s, want %s, %s (missing %v)", test.name, got.Answer, got.Code, test.want, test.code, w.report().Missing())
		}
		if wake := wakeWord(got.Wake); wake != test.wake {
			t.Errorf("%s: wakes %q, want %q", test.name, wake, test.wake)
		}
	}
}

func wakeWord(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.Format("2006-01-02 15:04")
}

func disabled(id ItemID) step {
	off := false
	return configure(func(p *Process) { p.Items = map[ItemID]ItemRule{id: {Enabled: &off}} })
}

func advised(id ItemID) step {
	return configure(func(p *Process) { p.Items = map[ItemID]ItemRule{id: {Severity: string(NeedAdvice)}} })
}

// TestDeploymentOfMany judges deployments that belong to several advisories, or to none.
func TestDeploymentOfMany(t *testing.T) {
	now := clock("2026-11-11 17:00")
	concern := func(steps ...step) DeploymentConcern {
		w := newWorld(patched, enforcing).do(steps...)
		w.now = now
		return DeploymentConcern{Process: w.process, Case: w.c, Report: w.report()}
	}
	later := func(w *world) {
		w.do(says("carol", CommandReleaseDay, "start=2026-11-12T16:00:00Z"), says("alice", CommandAgree))
	}
	ready, early, open, closed := concern(agreed, complete), concern(later, complete), concern(), concern(shut)
	unread := DeploymentConcern{Process: ready.Process, Unread: true}
	advice := concern(advising, complete)
	advised := unread
	advised.Process.Mode = ModeObserve
	tests := []struct {
		name     string
		want     DeploymentAnswer
		code     DeploymentCode
		held     DeploymentCode
		concerns []DeploymentConcern
	}{
		{"none", DeploymentApprove, DeploymentFree, DeploymentFree, nil},
		{"all ready", DeploymentApprove, DeploymentReady, DeploymentReady, []DeploymentConcern{ready, ready}},
		{"one early", DeploymentWait, DeploymentEarly, DeploymentEarly, []DeploymentConcern{ready, early}},
		{"the one without an end decides", DeploymentWait, DeploymentNoSlot, DeploymentNoSlot, []DeploymentConcern{early, open, ready}},
		{"one closed", DeploymentApprove, DeploymentReady, DeploymentReady, []DeploymentConcern{closed, ready}},
		{"all closed", DeploymentReject, DeploymentClosed, DeploymentClosed, []DeploymentConcern{closed, closed}},
		{"unreadable", DeploymentWait, DeploymentUnread, DeploymentUnread, []DeploymentConcern{unread, early}},
		{"unreadable where nothing is held", DeploymentApprove, DeploymentFree, DeploymentUnread, []DeploymentConcern{advised}},
		{"would be held", DeploymentApprove, DeploymentFree, DeploymentNoSlot, []DeploymentConcern{ready, advice}},
	}
	for _, test := range tests {
		got := JudgeDeployment(theDeployment(), test.concerns, now)
		if got.Answer != test.want || got.Code != test.code || got.Held != test.held {
			t.Errorf("%s: %s, %s, %s, want %s, %s, %s", test.name, got.Answer, got.Code, got.Held, test.want, test.code, test.held)
		}
		if got.WouldHold() != (test.code != test.held) {
			t.Errorf("%s: would hold is %t", test.name, got.WouldHold())
		}
	}
}

// TestDeploymentExpires has people told three days before GitHub ends the run.
func TestDeploymentExpires(t *testing.T) {
	w := newWorld(patched, enforcing)
	for moment, want := range map[string]bool{"2026-12-06 09:59": false, "2026-12-06 10:00": true, "2026-12-09 09:59": true} {
		w.now = clock(moment)
		got := JudgeDeployment(theDeployment(), []DeploymentConcern{{Process: w.process, Case: w.c, Report: w.report()}}, w.now)
		if got.Answer != DeploymentWait || got.Expiring != want {
			t.Errorf("%s: %s, expiring %t, want %t", moment, got.Answer, got.Expiring, want)
		}
	}
}

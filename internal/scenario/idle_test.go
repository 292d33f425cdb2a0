package scenario

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
)

// TestIdleIsFree lets ten beats pass over an organisation of a thousand repositories with open advisories in
// some: with nothing new, nothing is written and nothing of the rate limit is spent, and the number of requests
// does not depend on the number of advisories.
func TestIdleIsFree(t *testing.T) {
	w, err := newWorld(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := w.app.Close(); err != nil {
			t.Error(err)
		}
	}()
	for i := range 1000 {
		w.sim.AddRepo(demo.Org, fmt.Sprintf("repository-%d", i), githubsim.RepoOptions{})
	}
	for i := range 20 {
		report := githubsim.Report{Summary: "s", Description: "d"}
		if w.advisory, err = w.sim.Report(demo.Reporter, fmt.Sprintf("%s/repository-%d", demo.Org, i), report); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		if err := w.settle(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.checklist(); err != nil {
		t.Fatal(err)
	}
	w.sim.ResetRequests()
	const beats = 10
	if err := w.pass(beats * pollInterval); err != nil {
		t.Fatal(err)
	}
	got := w.sim.Counts()
	if got.Spent != 0 || got.Writes != 0 {
		t.Errorf("ten beats spent %d requests and made %d writes: %+v", got.Spent, got.Writes, w.sim.Requests())
	}
	if got.All != beats*2 {
		t.Errorf("ten beats made %d requests, want one for each of the two lists", got.All)
	}
	w.check(t)
}

// BenchmarkReportToChecklist measures the work between a report's webhook and the checklist in its thread.
func BenchmarkReportToChecklist(b *testing.B) {
	w, err := newWorld(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer w.app.Close()
	if err := w.settle(context.Background()); err != nil {
		b.Fatal(err)
	}
	var took time.Duration
	for b.Loop() {
		began := time.Now()
		if w.advisory, err = w.sim.Report(demo.Reporter, demo.Org+"/"+demo.Repo, githubsim.Report{Summary: "s", Description: "d"}); err != nil {
			b.Fatal(err)
		}
		w.react(b)
		took += time.Since(began)
		if _, err := w.checklist(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(took.Milliseconds())/float64(b.N), "ms/report")
}

// BenchmarkCommentToAnswer measures the work between a comment and the reply to it, without the wait for the beat.
func BenchmarkCommentToAnswer(b *testing.B) {
	w, err := newWorld(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer w.app.Close()
	if w.advisory, err = w.sim.Report(demo.Reporter, demo.Org+"/"+demo.Repo, githubsim.Report{Summary: "s", Description: "d"}); err != nil {
		b.Fatal(err)
	}
	if err := w.settle(context.Background()); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := w.sim.Comment(demo.SRC, w.advisory, "/status"); err != nil {
			b.Fatal(err)
		}
		w.advance(pollInterval)
		w.react(b)
	}
}

// react has the app do what is due now.
func (w *world) react(b *testing.B) {
	b.Helper()
	if _, err := w.sim.DeliverPending(context.Background()); err != nil {
		b.Fatal(err)
	}
	if _, err := w.app.Agenda.Drain(context.Background()); err != nil {
		b.Fatal(err)
	}
}

// TestManyOpenAdvisories: GitHub lists a hundred at a time. A command in an advisory on the second page, which does not
// change the first, is answered at the next beat.
func TestManyOpenAdvisories(t *testing.T) {
	w, err := newWorld(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var refs []githubsim.Ref
	for range 101 {
		w.advisory, err = w.sim.Report(demo.Reporter, demo.Org+"/"+demo.Repo, githubsim.Report{Summary: "s", Description: "d"})
		if err != nil {
			t.Fatal(err)
		}
		refs = append(refs, w.advisory)
		w.advance(time.Second)
	}
	if err := w.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.advisory = refs[0]
	before, err := w.sim.Thread(w.advisory)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.sim.Comment(demo.SRC, w.advisory, "/status"); err != nil {
		t.Fatal(err)
	}
	if err := w.pass(2 * pollInterval); err != nil {
		t.Fatal(err)
	}
	after, err := w.sim.Thread(w.advisory)
	if err != nil || len(after) != len(before)+2 {
		t.Errorf("%d comments after %d and a command, %v", len(after), len(before), err)
	}
	w.sim.ResetRequests()
	if err := w.pass(10 * pollInterval); err != nil {
		t.Fatal(err)
	}
	if got := w.sim.Counts(); got.Spent != 0 || got.All != 10*3 {
		t.Errorf("ten beats over two pages and an empty list: %+v", got)
	}
	w.check(t)
	if err := w.app.Close(); err != nil {
		t.Error(err)
	}
}

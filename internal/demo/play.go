package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/policy"
)

// patience is how long the app may take to answer one step; it takes well under a second.
const patience = 20 * time.Second

// play tells the story step by step and checks that the app answers each as the process demands.
func (s *stage) play(ctx context.Context) (err error) {
	s.sayf("A GitHub organisation shaped like sigstore's is simulated on this machine, with the app installed.")
	s.sayf("The thread: http://%s/", s.page.Addr())
	s.sayf("")
	began := time.Now()
	s.sayf("%s reports a vulnerability in %s/%s privately; GitHub sends a signed webhook.", Reporter, Org, Repo)
	if s.ref, err = s.sim.Report(Reporter, Org+"/"+Repo, theReport); err != nil {
		return err
	}
	var before states
	for i, step := range story {
		s.sayf("")
		if step.act != nil {
			s.sayf("%2d. %s", i, step.tell)
			if err := step.act(s.sim, s.ref); err != nil {
				return fmt.Errorf("step %d (%s): %w", i, step.tell, err)
			}
		}
		seen, err := s.await(ctx, step.expect)
		if err != nil {
			return fmt.Errorf("step %d (%s): %w", i, step.tell, err)
		}
		if step.act == nil {
			s.sayf("    %s (%d ms after the report)", step.tell, time.Since(began).Milliseconds())
		}
		s.tellChanges(before, seen.items)
		if step.expect.phrase != "" {
			s.sayf("    the app replies: %s", seen.note)
		}
		before = seen.items
		if !s.Once {
			wait(ctx, pause)
		}
	}
	s.sayf("")
	s.sayf("Release-ready: every item required before the release is done, with evidence, in %d s.", int(time.Since(began).Seconds()))
	return nil
}

// stay keeps the page up until ctx ends.
func (s *stage) stay(ctx context.Context) {
	s.sayf("")
	s.sayf("Look at the thread, and write in it as reporter, maintainer or response team: http://%s/", s.page.Addr())
	s.sayf("Stop with Ctrl-C.")
	<-ctx.Done()
}

func (s *stage) sayf(format string, args ...any) {
	_, _ = fmt.Fprintf(s.Out, format+"\n", args...) // a closed terminal does not stop the story
}

// sight is what the thread shows of the app.
type sight struct {
	items states // of the checklist
	notes int    // reminders apart
	note  string // the newest note in one line
	lists int    // checklist comments; there must be one

	cveRequested bool // at GitHub
}

// look reads the thread as anybody could.
func (s *stage) look() (sight, error) {
	comments, err := s.sim.Thread(s.ref)
	var seen sight
	for _, c := range comments {
		if c.Author != AppSlug+"[bot]" {
			continue
		}
		key, isNote := render.NoteKey(c.Body)
		if _, isReminder := policy.ParseNag(key); isNote && !isReminder { // which come by the hour of the day
			seen.notes++
			_, text, _ := strings.Cut(c.Body, "\n")
			seen.note = strings.Join(strings.Fields(text), " ")
		}
		if render.IsChecklist(c.Body) {
			seen.lists++
			seen.items = render.ItemStates(c.Body)
		}
	}
	if err != nil {
		return seen, err
	}
	advisory, err := s.sim.Advisory(s.ref)
	seen.cveRequested = !advisory.CVERequestedAt.IsZero()
	return seen, err
}

// await waits until the thread shows what is expected.
func (s *stage) await(ctx context.Context, want expectation) (sight, error) {
	deadline := time.Now().Add(patience)
	for {
		seen, err := s.look()
		if err != nil {
			return seen, err
		}
		missing := want.missing(seen)
		if missing == "" {
			return seen, nil
		}
		if ctx.Err() != nil || time.Now().After(deadline) {
			return seen, fmt.Errorf("the process demands %s; the thread does not show it", missing)
		}
		wait(ctx, 20*time.Millisecond)
	}
}

// missing says what is not as expected, "" when all is.
func (want expectation) missing(seen sight) string {
	if seen.lists != 1 {
		return fmt.Sprintf("one checklist, not %d", seen.lists)
	}
	for id, state := range want.items {
		if seen.items[id] != state {
			return fmt.Sprintf("%s %s, not %s", id, state, seen.items[id])
		}
	}
	if want.cveRequested && !seen.cveRequested {
		return "a request for a CVE at GitHub"
	}
	if want.replies != 0 && seen.notes != want.replies {
		return fmt.Sprintf("%d replies, not %d (the last: %s)", want.replies, seen.notes, seen.note)
	}
	if !strings.Contains(seen.note, want.phrase) {
		return fmt.Sprintf("a reply about %q", want.phrase)
	}
	return ""
}

// tellChanges says which items changed their state.
func (s *stage) tellChanges(before, after states) {
	var changes []string
	for id, state := range after {
		if was, known := before[id]; known && was != state {
			changes = append(changes, fmt.Sprintf("%s: %s → %s", id, was, state))
		}
	}
	slices.Sort(changes)
	for _, change := range changes {
		s.sayf("    checklist  %s", change)
	}
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

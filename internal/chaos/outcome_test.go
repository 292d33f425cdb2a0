package chaos

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
)

// outcome is what there is at the end of a run, one thing a line, by where it is.
type outcome map[string][]string

// The places of letters.
const (
	sectionMail = "mail"
	sectionChat = "chat"
)

// outcome reads everything that the run left on GitHub, in mailboxes, in the chat and on the record. What differs
// from one run to the next without a meaning, such as the numbers of comments, is named by its place instead.
func (w *world) outcome(t *testing.T, acts []act) outcome {
	t.Helper()
	database, err := store.Open(context.Background(), w.database)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := database.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := database.VerifyChain(context.Background()); err != nil {
		t.Error(err)
	}
	o := outcome{}
	names := w.names(t)
	for _, name := range slices.Sorted(maps.Keys(w.refs)) {
		o.advisory(t, w, name, names, acts)
	}
	o.code(t, w)
	o.letters(t, w)
	o.record(t, w, database, names)
	return o
}

// names give every comment a name of its own that does not depend on when it was written: a person's is the n-th of
// the thread by people, the app's is known by its key.
func (w *world) names(t *testing.T) func(string) string {
	t.Helper()
	byID := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(w.refs)) {
		n := 0
		for _, c := range w.thread(t, name) {
			word := fmt.Sprintf("%s#%d", name, n)
			switch key, isNote := render.NoteKey(c.Body); {
			case render.IsChecklist(c.Body):
				word = name + "#checklist"
			case isNote:
				word = name + "#note<" + digits.ReplaceAllString(key, "N") + ">"
			default:
				n++
			}
			byID[strconv.FormatInt(c.ID, 10)] = word
		}
	}
	return func(text string) string {
		return digits.ReplaceAllStringFunc(text, func(number string) string {
			return cmp.Or(byID[number], number)
		})
	}
}

// digits finds numbers, and passes by those of runs, which look like those of comments.
var digits = regexp.MustCompile(`(\bruns?[ /])?\b\d+\b`)

// foldedAt is when the checklist's last line says that a command was folded, and the line's seal.
var foldedAt = regexp.MustCompile(`@\d{10}\b| seal:[0-9a-f]+`)

// timeless hides in a retrospective when things were noticed, and how long they took: that is its subject, and the
// minutes that a dead server cost are part of it.
func timeless(text string) string {
	if !strings.Contains(text, "Timeline") {
		return text
	}
	lines := strings.Split(duration.ReplaceAllString(text, "some time"), "\n")
	slices.Sort(lines) // the timeline is in order of time
	return strings.Join(lines, "\n")
}

var duration = regexp.MustCompile(`\d\d:\d\d UTC|less than a minute|\d+ (days?|hours?|minutes?)( \d+ (hours?|minutes?))*`)

func (w *world) thread(t *testing.T, name string) []githubsim.Comment {
	t.Helper()
	comments, err := w.sim.Thread(w.refs[name])
	if err != nil {
		t.Fatal(err)
	}
	return comments
}

// advisory shows one advisory and its thread. What the app wrote between two acts is shown in one order: each of it is
// an answer to something else.
func (o outcome) advisory(t *testing.T, w *world, name string, names func(string) string, acts []act) {
	t.Helper()
	a, err := w.sim.Advisory(w.refs[name])
	if err != nil {
		t.Fatal(err)
	}
	o[name] = []string{
		fmt.Sprintf("%s; users %v, teams %v; cvss %s, %s; cve asked for %t; fork %s; credits %v", a.State, a.Users, a.Teams,
			a.CVSS, a.Severity, !a.CVERequestedAt.IsZero(), a.Fork, a.Credits),
	}
	said := map[int][]string{} // by act
	for _, c := range w.thread(t, name) {
		i := actAt(acts, c.CreatedAt)
		body := timeless(foldedAt.ReplaceAllString(names(c.Body), ""))
		text := fmt.Sprintf("after %s, %s: %s", acts[i].name, c.Author, body)
		said[i] = append(said[i], text)
	}
	for _, i := range slices.Sorted(maps.Keys(said)) {
		slices.SortStableFunc(said[i], func(a, b string) int {
			if byApp(a) && byApp(b) {
				return strings.Compare(a, b)
			}
			return 0
		})
		o[name] = append(o[name], said[i]...)
	}
}

func byApp(line string) bool { return strings.Contains(line, ", "+demo.AppSlug+"[bot]: ") }

// actAt is the last act before a time.
func actAt(acts []act, at time.Time) int {
	last := 0
	for i, a := range acts {
		if !begin.Add(a.at).After(at) {
			last = i
		}
	}
	return last
}

// code shows checks and deployments. A report to a deployment may come twice, a decision may not.
func (o outcome) code(t *testing.T, w *world) {
	t.Helper()
	for _, pull := range w.pulls {
		head, err := w.sim.PullHead(pull.repo, pull.number)
		if err != nil {
			t.Fatal(err)
		}
		checks, err := w.sim.Checks(pull.repo, head)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range checks {
			o["checks"] = append(o["checks"], fmt.Sprintf("%s#%d %s by %s: %s, %s: %s\n%s", pull.repo, pull.number, c.Name, c.App,
				c.Status, c.Conclusion, c.Title, c.Summary))
		}
	}
	for _, run := range w.runs {
		d, err := w.sim.Deployment(run)
		if err != nil {
			t.Fatal(err)
		}
		lines := []string{fmt.Sprintf("%d: %s, decided %d times", run, d.State, len(d.Decisions))}
		for _, word := range slices.Concat(d.Reports, d.Decisions) {
			if line := fmt.Sprintf("%d: %s %s", run, word.State, word.Comment); !slices.Contains(lines, line) {
				lines = append(lines, line)
			}
		}
		o["deployments"] = append(o["deployments"], lines...)
	}
}

// letters shows what came by mail and chat.
func (o outcome) letters(t *testing.T, w *world) {
	t.Helper()
	ids := map[string]bool{}
	for _, received := range w.mail.Received() {
		m := received.Read(t)
		id, err := m.Header.MessageID()
		if err != nil || ids[id] {
			t.Errorf("the mail %q came twice or has no id (%v)", m.Subject, err)
		}
		ids[id] = true
		o[sectionMail] = append(o[sectionMail], fmt.Sprintf("to %s: %s\n%s", received.To, m.Subject, timeless(m.Text)))
	}
	w.mu.Lock()
	o[sectionChat] = slices.Clone(w.posts)
	w.mu.Unlock()
	slices.Sort(o[sectionMail])
	slices.Sort(o[sectionChat])
}

// record shows the decisions, and the app's acts without whether it needed one attempt.
func (o outcome) record(t *testing.T, w *world, database *store.Store, names func(string) string) {
	t.Helper()
	err := database.View(context.Background(), func(tx *store.Tx) error {
		rows, err := tx.Record("")
		for _, row := range rows {
			line := fmt.Sprintf("%s %d/%d %s %s by %s as %s, %v: %s %v", row.Ref, row.Comment, row.Index, row.Act, row.Command,
				row.Actor, row.Right, row.Args, row.Verdict, row.After)
			if row.Act == "" {
				line += " " + row.Detail
			}
			o["record"] = append(o["record"], names(line))
		}
		for _, ref := range w.refs {
			letters, failed := tx.Letters(ref.Owner + "/" + ref.Repo + "/" + ref.GHSA)
			err = errors.Join(err, failed)
			for _, l := range letters {
				if l.State != store.LetterSent {
					w.unsure = append(w.unsure, l)
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(o["record"])
}

package scenario

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the test must not depend on the machine's zones

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// yearStep is how often the app looks at what is due while an advisory is open, and idleStep while none is.
const (
	yearStep = 12 * time.Hour
	idleStep = 96 * time.Hour
)

// yearLives are the advisories of the year, by day and half of the day: slots around each change of the clocks in
// America and in Europe (14 and 28 March, 31 October and 7 November 2027), and one that nobody cares for.
var yearLives = []struct{ report, settle, slot, end string }{
	{"2026-12-28 12", "2026-12-29 00", "2026-12-30 16:00 after the holidays", "2027-01-05 00"},
	{"2027-03-12 12", "2027-03-13 00", "2027-03-16 16:00", "2027-03-22 00"},
	{"2027-03-26 12", "2027-03-27 00", "2027-03-30 16:00", "2027-04-05 00"},
	{"2027-07-05 12", "", "", "2027-07-25 12"},
	{"2027-10-28 12", "2027-10-29 00", "2027-11-02 16:00", "2027-11-08 00"},
}

// yearActs is what people do in the year.
func yearActs() map[string]func(*world) error {
	acts := map[string]func(*world) error{}
	for _, life := range yearLives {
		acts[life.report] = crashActs[0]
		if life.settle != "" { // before any of it is due: what is settled while the machine sleeps is not told any more
			acts[life.settle] = all(crashActs[3],
				comment(demo.SRC, "/ack\n/triage accepted as said\n/release-day "+life.slot), comment(demo.Owner, "/agree"))
		}
		acts[life.end] = func(w *world) error { return w.sim.Close(demo.SRC, w.advisory) }
	}
	return acts
}

// weather disturbs the app's machine between two steps, and says for how long it sleeps.
type weather func(w *world) (sleeps time.Duration, err error)

func calmly(*world) (time.Duration, error) { return 0, nil }

// closing tells whether an advisory ends within the next days: what the machine sleeps over until then is nobody's
// business any more when it wakes, so it is spared.
func (w *world) closing() bool {
	for _, life := range yearLives {
		end, err := time.Parse(actTime, life.end)
		if left := end.Sub(w.clock()); err != nil || left > -yearStep && left < 4*24*time.Hour {
			return true
		}
	}
	return false
}

// roughly has the machine restart, sleep, and its clock jump back and forth, now and then, the same at each run.
func roughly(t *testing.T, happened map[string]int) weather {
	t.Helper()
	random := rand.New(rand.NewPCG(2026, 11))
	return func(w *world) (time.Duration, error) {
		w.skew = 0
		if w.closing() {
			return 0, nil
		}
		switch n := random.IntN(100); {
		case n < 5:
			happened["restart"]++
			return 0, restart(w, nil, nil)
		case n < 9:
			happened["sleep"]++
			return time.Duration(1+random.IntN(72)) * time.Hour, nil
		case n < 12:
			happened["clock ahead"]++
			w.skew = time.Duration(1+random.IntN(40*24)) * time.Hour
		case n < 15:
			happened["clock behind"]++
			w.skew = -time.Duration(1+random.IntN(40)) * time.Hour
		case n < 17:
			happened["killed at work"]++
			ctx, kill := context.WithCancel(t.Context())
			kill()
			_, _ = w.app.Agenda.Drain(ctx) // it is cut off, whatever it says
			return 0, restart(w, nil, nil)
		}
		return 0, nil
	}
}

// told is what one year told people.
type yearTold struct {
	steps   map[string]int      // of each matter, "GHSA what about": the highest step that was told
	notes   map[string][]string // of each part of a note's key, in which notes it was told
	mails   map[string]int      // by Message-ID's key, how often each was sent
	letters map[string]bool     // kinds and occasions, by recipient
	slots   []string            // mails about agreed slots
	invites []string            // calendar files that went with them
}

// playYear plays the year and collects what was told in it.
func playYear(t *testing.T, zone string, weather weather) yearTold {
	t.Helper()
	w, err := newWorld(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if w.zone, err = time.LoadLocation(zone); err != nil {
		t.Fatal(err)
	}
	w.settings.PollInterval, w.settings.SMTP.From = time.Hour, "Embargo <embargo@example.org>"
	g := gardener{w, t}
	g.must(w.sim.SetFile(demo.Org, ".github", ".github/embargo.yml", strings.Replace(outspoken, "mode: enforce", "mode: advise", 1)))
	g.must(restart(w, nil, nil))
	acts := yearActs()
	var wakes time.Time
	for end := begin.AddDate(1, 0, 0); w.clock().Before(end); w.advance(w.nextStep(acts)) {
		at := w.clock().Truncate(yearStep).Format(actTime)
		if act := acts[at]; act != nil {
			delete(acts, at)
			w.skew = 0
			g.must(act(w))
		} else if !w.clock().Before(wakes) {
			sleeps, err := weather(w)
			g.must(err)
			wakes = w.clock().Add(sleeps)
		}
		if w.clock().Before(wakes) {
			continue
		}
		_, err := w.sim.DeliverPending(t.Context())
		g.must(err)
		_, err = w.app.Agenda.Drain(t.Context())
		g.must(err)
	}
	if len(acts) > 0 {
		t.Fatalf("nobody did %v", slices.Sorted(maps.Keys(acts)))
	}
	told := collectYear(t, w)
	w.checkSecrecy(t)
	w.check(t)
	g.must(w.app.Close())
	return told
}

// nextStep is short while an advisory is open, and else leads to the next act, or a while on.
func (w *world) nextStep(acts map[string]func(*world) error) time.Duration {
	if a, err := w.sim.Advisory(w.advisory); err == nil && a.ClosedAt.IsZero() {
		return yearStep
	}
	for at := w.clock().Add(yearStep); at.Before(w.clock().Add(idleStep)); at = at.Add(yearStep) {
		if acts[at.Truncate(yearStep).Format(actTime)] != nil {
			return at.Sub(w.clock())
		}
	}
	return idleStep
}

// actTime is how the time of an act is written.
const actTime = "2006-01-02 15"

// collectYear reads what was told from the threads, the mailbox and the database.
func collectYear(t *testing.T, w *world) yearTold {
	t.Helper()
	told := yearTold{steps: map[string]int{}, notes: map[string][]string{}, mails: map[string]int{}, letters: map[string]bool{}}
	for _, ref := range w.sim.Advisories(demo.Org) {
		comments, err := w.sim.Thread(ref)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range comments {
			key, _ := render.NoteKey(c.Body)
			tellings, _ := policy.ParseNag(key)
			for _, part := range tellings {
				matter := fmt.Sprintf("%s %s %s", ref.GHSA, part.What, part.About.Format(time.RFC3339))
				told.steps[matter] = max(told.steps[matter], part.Step)
				name := fmt.Sprintf("%s step %d", matter, part.Step)
				told.notes[name] = append(told.notes[name], c.CreatedAt.Format(time.RFC3339))
			}
		}
		err = w.app.Store.View(t.Context(), func(tx *store.Tx) error {
			rows, err := tx.Letters(ref.String())
			for _, row := range rows {
				told.letters[strings.Join([]string{ref.GHSA, row.Kind, row.Occasion, row.Way, row.Channel, string(row.State)}, " ")] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, mail := range w.box.mails {
		told.mails[mail.Key+" "+mail.To]++
		if strings.Contains(mail.Subject, "release slot agreed") {
			told.slots = append(told.slots, mail.Text)
			for _, file := range mail.Attachments {
				told.invites = append(told.invites, string(file.Data))
			}
		}
	}
	return told
}

// TestAYearOfNags plays a year twice: on a calm machine set to UTC, and on one set to a zone with daylight-saving time,
// which restarts, sleeps and has its clock jump. Nothing is told twice, and nothing that the calm year told is missing
// at the end of the rough one.
func TestAYearOfNags(t *testing.T) {
	t.Parallel()
	var calm, rough yearTold
	happened := map[string]int{}
	t.Run("years", func(t *testing.T) { // at the same time
		t.Run("calm", func(t *testing.T) {
			t.Parallel()
			calm = playYear(t, "UTC", calmly)
		})
		t.Run("rough", func(t *testing.T) {
			t.Parallel()
			rough = playYear(t, "America/New_York", roughly(t, happened))
		})
	})
	if t.Failed() {
		return
	}
	t.Logf("disturbed: %v; %d matters and %d letters were told", happened, len(calm.steps), len(calm.letters))
	if len(happened) != 5 || len(calm.steps) < 20 || len(calm.letters) < 10 {
		t.Fatalf("too little happened to prove anything: %v, %v, %v", happened, calm.steps, calm.letters)
	}
	for year, told := range map[string]yearTold{"calm": calm, "rough": rough} {
		for part, notes := range told.notes {
			if len(notes) > 1 {
				t.Errorf("in the %s year %s was told %d times: %v", year, part, len(notes), notes)
			}
		}
		for key, n := range told.mails {
			if n > 1 {
				t.Errorf("in the %s year the mail %s was sent %d times", year, key, n)
			}
		}
	}
	for matter, step := range calm.steps {
		if rough.steps[matter] < step {
			t.Errorf("in the rough year %s came to step %d only, not %d", matter, rough.steps[matter], step)
		}
	}
	if diff := cmp.Diff(calm.slots, rough.slots); diff != "" {
		t.Errorf("the mails about slots differ (-calm +rough):\n%s", diff)
	}
	checkSlots(t, calm)
}

// checkSlots wants each slot in the times of the regions as they are on that day, and at the same moment in calendars.
func checkSlots(t *testing.T, told yearTold) {
	t.Helper()
	for _, want := range []string{
		"08:00 Pacific · 17:00 Central Europe · 21:30 India", // 30 December
		"09:00 Pacific · 17:00 Central Europe · 21:30 India", // 16 March: only America has changed; 2 November: only Europe has
		"09:00 Pacific · 18:00 Central Europe · 21:30 India", // 30 March
	} {
		if !slices.ContainsFunc(told.slots, func(text string) bool { return strings.Contains(text, want) }) {
			t.Errorf("no slot at %s in\n%s", want, strings.Join(told.slots, "\n"))
		}
	}
	for _, day := range []string{"20261230", "20270316", "20270330", "20271102"} {
		if !slices.ContainsFunc(told.invites, func(file string) bool { return strings.Contains(file, "DTSTART:"+day+"T160000Z") }) {
			t.Errorf("no invitation for %s in\n%s", day, strings.Join(told.invites, "\n"))
		}
	}
}

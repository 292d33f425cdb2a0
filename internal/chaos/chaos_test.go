package chaos

import (
	"flag"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/internal/store/pgtest"
	"github.com/embargo-app/embargo/policy"
)

var (
	seed  = flag.Uint64("seed", 0, "seed of the first disturbed run; 0 for one of its own")
	kills = flag.Int("kills", 20, "how many kills there are to be at least, on each kind of database")
	every = flag.Bool("all", false, "run everything on every kind of database")
)

// backends are the kinds of database that a test runs on: both of them take their time, so that without -all the one is
// left out that matters less to it.
func backends(postgres bool) []pgtest.Backend {
	all := pgtest.Backends()
	switch {
	case *every || len(all) == 1:
		return all
	case postgres:
		return all[1:]
	}
	return all[:1]
}

// undisturbed is how the scripted run ends when nothing goes wrong, and what each act costs; it is the same for every
// database.
func undisturbed(t *testing.T) (outcome, []load) {
	t.Helper()
	if calm.outcome != nil {
		return calm.outcome, calm.loads
	}
	w := newWorld(t, pgtest.Backends()[0])
	loads, err := w.play(t.Context(), theActs, nil)
	if err != nil {
		t.Fatal(err)
	}
	o := w.outcome(t, theActs)
	o.holds(t)
	calm.outcome, calm.loads = o, loads
	return o, loads
}

// calm keeps the undisturbed run for all tests.
var calm struct {
	outcome outcome
	loads   []load
}

// firstSeed is that of the first disturbed run.
func firstSeed() uint64 {
	if *seed != 0 {
		return *seed
	}
	return uint64(time.Now().UnixNano()) // #nosec G115 -- any number will do
}

// TestKilled disturbs the scripted run on each kind of database, time and again with another seed, until there were
// enough kills. All of them end as the undisturbed one.
func TestKilled(t *testing.T) {
	want, loads := undisturbed(t)
	for _, backend := range backends(false) {
		t.Run(backend.Name, func(t *testing.T) {
			done := 0
			for next := firstSeed(); done < *kills && !t.Failed(); next++ {
				done += disturbed(t, newWorld(t, backend), next, want, loads)
			}
			t.Logf("%s: %d kills", backend.Name, done)
		})
	}
}

// disturbed plays the scripted run once with a seed, and gives the number of kills.
func disturbed(t *testing.T, w *world, seed uint64, want outcome, loads []load) int {
	t.Helper()
	d := newDisturber(seed, loads)
	if _, err := w.play(t.Context(), theActs, d); err != nil {
		t.Fatalf("seed %d, %v: %v", seed, d, err)
	}
	differences := want.differences(w.outcome(t, theActs), w.unsure)
	t.Logf("seed %d: %v; %d letters unsure; %d differences from the undisturbed run", seed, d, len(w.unsure), len(differences))
	for _, difference := range differences {
		t.Errorf("seed %d: %s", seed, difference)
	}
	return d.total()
}

// holds fails when the undisturbed run is not what it is meant to be, so that it proves something.
func (o outcome) holds(t *testing.T) {
	t.Helper()
	for _, expected := range []struct {
		section, words string
	}{
		{main, "published; users [riley mika tomas], teams []; cvss CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:N/I:H/A:N, medium; cve asked for true"},
		{main, "`dora` and the team `dep-maintainers` were taken off"},
		{upstream, "draft; users [bela]"},
		{rejected, "closed"},
		{"checks", "completed, success"},
		{"deployments", "1001: approved, decided 1 times"},
		{"deployments", "1002: approved, decided 1 times"},
		{"deployments", "1002:  Waiting for release conditions."},
		{sectionMail, "was seen in public"},
		{sectionMail, "to [announce@example.org]"},
		{sectionChat, "/general"},
		{sectionChat, "was seen in public"},
		{"record", "publish by embargo[bot]"},
	} {
		found := slices.ContainsFunc(o[expected.section], func(line string) bool { return strings.Contains(line, expected.words) })
		if !found {
			t.Errorf("undisturbed, %s has no %q:\n%s", expected.section, expected.words, strings.Join(o[expected.section], "\n"))
		}
	}
}

// differences lists what another run has in another way. Of letters it may lack those of which its server died not
// knowing whether they had been sent: they are on record as unsure, and are not sent again.
func (o outcome) differences(other outcome, unsure []store.LetterRow) []string {
	var all []string
	lacking := len(unsure)
	for _, section := range slices.Sorted(maps.Keys(o)) {
		want, got := o[section], other[section]
		if slices.ContainsFunc(unsure, func(l store.LetterRow) bool { return l.Kind == string(policy.SentAnnouncement) }) {
			want, got = lessLines(want, inDoubt), lessLines(got, inDoubt)
		}
		if len(unsure) > 0 {
			got = lessLines(got, unheard)
		}
		if section == sectionMail || section == sectionChat {
			missing := without(want, got)
			if len(missing) <= lacking && len(without(got, want)) == 0 {
				lacking -= len(missing)
				continue
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			all = append(all, section+" (-undisturbed +disturbed):\n"+diff)
		}
	}
	return all
}

// lessLines leaves out the lines with some words, and what the checklist says of letters that got to nobody.
func lessLines(lines, words []string) []string {
	var kept []string
	for _, line := range lines {
		if !slices.ContainsFunc(words, func(some string) bool { return strings.Contains(line, some) }) {
			kept = append(kept, strings.ReplaceAll(line, render.OutOfReach(), ""))
		}
	}
	return kept
}

var (
	// inDoubt is in what follows when nobody knows whether an announcement was sent: the SRC is told, is asked to find out,
	// and is reminded until somebody has said so.
	inDoubt = []string{"Announcement sent", " letter/nag/", " letter/undelivered/", "did not arrive"}
	// unheard is in what follows when nobody knows whether a letter got to a channel of the SRC's.
	unheard = []string{" letter/unheard/", "may not have been told about"}
)

// without gives the lines of one list that another does not have, or not as often.
func without(lines, others []string) []string {
	rest := slices.Clone(others)
	return slices.DeleteFunc(slices.Clone(lines), func(line string) bool {
		i := slices.Index(rest, line)
		if i >= 0 {
			rest = slices.Delete(rest, i, i+1)
		}
		return i >= 0
	})
}

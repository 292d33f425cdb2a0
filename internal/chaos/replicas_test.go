package chaos

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/internal/store/pgtest"
)

// replicated runs a test with two replicas. They are meant for PostgreSQL; with -all they share an SQLite file, too, as two
// processes do for a moment when one takes the other's place.
func replicated(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	for _, backend := range backends(true) {
		t.Run(backend.Name, func(t *testing.T) { test(t, newPair(t, backend)) })
	}
}

// newPair is a world with two servers on its database.
func newPair(t *testing.T, backend pgtest.Backend) *world {
	t.Helper()
	w := newWorld(t, backend)
	if err := w.start(); err != nil {
		t.Fatal(err)
	}
	if err := w.startSecond(); err != nil {
		t.Fatal(err)
	}
	return w
}

// The advisories, rounds and comments of a round that make five hundred commands.
const (
	busyAdvisories = 10
	busyRounds     = 10
	busyComments   = 5
)

// TestTwoReplicasUnderLoad has people give 500 commands in ten advisories while two replicas answer, of which one is
// killed time and again: every command is decided once and answered once, in one thread with one checklist.
func TestTwoReplicasUnderLoad(t *testing.T) {
	replicated(t, func(t *testing.T, w *world) { w.keepBusy(t, busyRounds) })
}

// TestTwoServersOnOneFile: that is what PostgreSQL is for, but nobody is kept from it, and nothing is done twice.
func TestTwoServersOnOneFile(t *testing.T) {
	newPair(t, pgtest.Backends()[0]).keepBusy(t, 1)
}

// keepBusy has ten advisories be full of commands for some rounds, with a kill in each.
func (w *world) keepBusy(t *testing.T, rounds int) {
	t.Helper()
	first := firstSeed()
	rng := rand.New(rand.NewPCG(first, 0)) // #nosec G404 -- to be repeated
	for i := range busyAdvisories {
		if err := reports(fmt.Sprint(i), demo.Repo)(w); err != nil {
			t.Fatal(err)
		}
	}
	for range rounds {
		if err := w.busyRound(t.Context(), rng); err != nil {
			t.Fatalf("seed %d: %v", first, err)
		}
	}
	commands := rounds * busyAdvisories * busyComments
	w.expectAnswers(t, commands)
	t.Logf("seed %d: %d commands, %d kills, %d requests", first, commands, rounds, len(w.sim.Requests()))
}

// busyRound has everybody write, kills one replica while both answer, and lets the other one and its successor finish.
func (w *world) busyRound(ctx context.Context, rng *rand.Rand) error {
	for name := range w.refs {
		for i := range busyComments {
			if err := says(demo.Reporter, name, []string{"/help", "/status", "/ack"}[i%3])(w); err != nil {
				return err
			}
		}
	}
	p := &plan{tally: map[string]int{}, queue: []killing{{kind: "busy", at: 1 + rng.IntN(150), how: []moment{dieBefore, dieAfter}[rng.IntN(2)]}}}
	w.carry(p)
	defer w.carry(nil)
	p.begin(w)
	calm, err := w.until(ctx, p, w.clock().Add(settling/2))
	if p.left() {
		err = errors.Join(err, errors.New("there was nothing to kill it at"))
	}
	if !calm && err == nil {
		err = errors.New("something still fails")
	}
	return errors.Join(err, p.err())
}

// expectAnswers holds the threads and the record against what was asked.
func (w *world) expectAnswers(t *testing.T, want int) {
	t.Helper()
	asked := 0
	for name := range w.refs {
		checklists, replies := 0, map[string]int{}
		comments := w.thread(t, name)
		for _, c := range comments {
			if key, ok := render.NoteKey(c.Body); ok {
				replies[key]++
			}
			if render.IsChecklist(c.Body) {
				checklists++
			}
		}
		for _, c := range comments {
			if c.Author != demo.Reporter {
				continue
			}
			asked++
			if n := replies[fmt.Sprintf("reply/%d", c.ID)]; n != 1 {
				t.Errorf("%s: comment %d was answered %d times", name, c.ID, n)
			}
		}
		if checklists != 1 {
			t.Errorf("%s has %d checklists", name, checklists)
		}
	}
	if asked != want {
		t.Errorf("%d commands were given, want %d", asked, want)
	}
	w.expectDecisions(t, asked)
}

func (w *world) expectDecisions(t *testing.T, want int) {
	t.Helper()
	database, err := store.Open(t.Context(), w.database)
	if err != nil {
		t.Fatal(err)
	}
	decisions := 0
	err = database.View(t.Context(), func(tx *store.Tx) error {
		rows, err := tx.Decisions("")
		decisions = len(rows)
		return err
	})
	if err := errors.Join(err, database.VerifyChain(t.Context()), database.Close()); err != nil {
		t.Error(err)
	}
	if decisions != want {
		t.Errorf("%d decisions, want %d", decisions, want)
	}
}

// TestTwoReplicasGetTheSameDeployments: both are told of every deployment at the same moment. Each is answered once.
func TestTwoReplicasGetTheSameDeployments(t *testing.T) {
	replicated(t, func(t *testing.T, w *world) {
		const held = 5
		early := together(
			func(w *world) error { return w.sim.SetFile(demo.Org, ".github", ".github/embargo.yml", processFile) },
			reports(main, demo.Repo), accepts(main), adds(main, demo.Owner), func(w *world) error {
				return w.sim.SetDetails(demo.Owner, w.refs[main], githubsim.Details{Vulnerabilities: []githubsim.Vulnerability{
					{Ecosystem: "go", Package: "github.com/sigstore/cosign", Range: "< 2.4.2", Patched: "2.4.2"},
				}})
			}, says(demo.Owner, main, "/release-day 2026-11-24"), says(demo.SRC, main, "/agree"))
		if err := w.settleAfter(t.Context(), early); err != nil {
			t.Fatal(err)
		}
		steps := []step{func(w *world) error { return w.sim.Tag(demo.Owner, cosign, "v2.4.2", "main") }}
		for i := range held {
			steps = append(steps, deploys("docs", "main"), deploys(fmt.Sprintf("release-%d", i), "v2.4.2"))
		}
		if err := w.settleAfter(t.Context(), together(steps...)); err != nil {
			t.Fatal(err)
		}
		for i, run := range w.runs {
			d, err := w.sim.Deployment(run)
			if err != nil {
				t.Fatal(err)
			}
			if free := i%2 == 0; free && (d.State != githubsim.DeploymentApproved || len(d.Decisions) != 1 || len(d.Reports) != 0) ||
				!free && (d.State != githubsim.DeploymentWaiting || len(d.Decisions) != 0 || len(d.Reports) != 1) {
				t.Errorf("run %d to %s: %+v", run, d.Environment, d)
			}
		}
		if strings.Count(w.log.String(), `"event":"deployment_protection_rule"`) < 4*held {
			t.Error("not both replicas were told of the deployments")
		}
	})
}

// settleAfter does something and lets everything follow from it.
func (w *world) settleAfter(ctx context.Context, do step) error {
	if err := do(w); err != nil {
		return err
	}
	_, err := w.until(ctx, nil, w.clock().Add(settling/2))
	return err
}

// TestTwoReplicasThroughTheRun plays the scripted run on two replicas, which both get every webhook, and one of which is
// killed all the time.
func TestTwoReplicasThroughTheRun(t *testing.T) {
	want, loads := undisturbed(t)
	for _, backend := range backends(true) {
		t.Run(backend.Name, func(t *testing.T) {
			w := newWorld(t, backend)
			if err := w.startSecond(); err != nil {
				t.Fatal(err)
			}
			disturbed(t, w, firstSeed(), want, loads)
		})
	}
}

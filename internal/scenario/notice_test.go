package scenario

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
)

const notified = `
version: 1
preset: sigstore
src:
  team: security-response-team
  roster:
    - {login: sasha, vendor: Acme}
    - {login: noor, vendor: Initech}
    - {login: ines, vendor: Globex}
  notify: {mail: [src@example.org], chat: [src-private]}
`

// TestSRCIsToldOnce: a drift of the roster, and a mistake in the process file with its line and key, reach the SRC
// on every channel, once, whatever fails on the way and although the process starts anew.
func TestSRCIsToldOnce(t *testing.T) {
	w, err := newWorld(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	box := &mailbox{}
	w.teller = box
	must := orFatal(t)
	again := func() {
		t.Helper()
		must(w.app.Close())
		must(w.start())
		must(w.pass(30 * pollInterval))
		must(w.settle(context.Background()))
	}
	must(w.sim.SetFile(demo.Org, ".github", config.ProcessPath, notified))
	again()
	if len(box.sent) != 0 {
		t.Fatalf("told without reason: %q", box.sent)
	}
	box.fail = errors.New("the mail server is away")
	must(w.sim.SetTeamMembers(demo.Org, demo.SRCTeam, "sasha", "noor", "mallory"))
	again()
	again()
	expect(t, box, "differ", 2, "ines", "mallory")

	box.sent, box.lost = nil, true
	must(w.sim.SetFile(demo.Org, ".github", config.ProcessPath, strings.Replace(notified, "preset: sigstore", "preset: sigstore\nmood: good", 1)))
	_, err = w.sim.Draft(demo.Owner, demo.Org+"/"+demo.Repo, githubsim.Report{Summary: "s", Description: "d"})
	must(err)
	again()
	again()
	expect(t, box, "has a mistake", 2, ":4", "mood")
	w.check(t)
	must(w.app.Close())
}

// TestSRCIsToldThatItsTeamIsGone: without the team nobody has the SRC's rights. That reaches the SRC on every channel,
// once, and once more when it happens again.
func TestSRCIsToldThatItsTeamIsGone(t *testing.T) {
	w, err := newWorld(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	must := orFatal(t)
	later := func() {
		t.Helper()
		must(restart(w, nil, nil))
		must(w.pass(time.Hour))
		must(w.settle(t.Context()))
	}
	must(w.sim.SetFile(demo.Org, ".github", config.ProcessPath, notified))
	later()
	for range 2 {
		must(w.sim.RemoveTeam(demo.Org, demo.SRCTeam))
		w.box.sent = nil
		later()
		later()
		expect(t, w.box, "The security response team of "+demo.Org+" cannot be read", 2, demo.SRCTeam)
		w.sim.AddTeam(demo.Org, demo.SRCTeam, "sasha", "noor", "ines")
		w.box.sent = nil
		later()
		expect(t, w.box, "", 0)
	}
	w.check(t)
	must(w.app.Close())
}

// expect wants one message on each channel, all about the subject and with the words.
func expect(t *testing.T, box *mailbox, subject string, count int, words ...string) {
	t.Helper()
	about := slices.DeleteFunc(slices.Clone(box.sent), func(s string) bool { return !strings.Contains(s, subject) })
	if len(about) != count || len(box.sent) != count {
		t.Fatalf("want %d messages about %q, got %q", count, subject, box.sent)
	}
	for _, message := range about {
		for _, word := range words {
			if !strings.Contains(message, word) {
				t.Errorf("%q does not say %q", message, word)
			}
		}
	}
}

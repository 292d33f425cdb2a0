package scenario

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
)

// optionalEvents are not in app.yml's default_events: stories subscribe to them, with the permission that app.yml and
// docs/leaks.md name.
var optionalEvents = []string{"issues", "issue_comment"}

// unaskedEvents are those that GitHub sends to every App. There is one more, ping, which comes once, when the App is
// made, and concerns nothing.
var unaskedEvents = []string{"installation", "installation_repositories"}

// events collects what the stories' GitHub told the app, and what that was good for.
type events struct {
	mu        sync.Mutex
	delivered map[string]bool
	used      map[string]bool // what the delivery asked for was done
	withheld  map[string]bool // happened, and the app was not told
}

func newEvents() *events {
	return &events{delivered: map[string]bool{}, used: map[string]bool{}, withheld: map[string]bool{}}
}

// add takes a story's part, when it is over.
func (e *events) add(w *world) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, d := range w.sim.Deliveries(demo.AppID) {
		e.delivered[d.Event] = true
	}
	for _, name := range w.sim.WithheldEvents() {
		e.withheld[name] = true
	}
	for _, name := range usedEvents(w.log.Bytes()) {
		e.used[name] = true
	}
}

// usedEvents are the events of whose deliveries a log says that they caused a piece of work that was done. Whoever
// reads it finds the number that stands beside the delivery beside the work.
func usedEvents(log []byte) []string {
	var used []string
	event := map[string]string{} // by the number
	for line := range bytes.Lines(log) {
		var l struct {
			Message, Event, Cause, Outcome string
			Causes                         []string
		}
		if err := json.Unmarshal(line, &l); err != nil {
			continue // the log is text to others, such as a panic's stack
		}
		switch {
		case l.Message == "webhook" && l.Outcome == "accepted":
			event[l.Cause] = l.Event
		case l.Message == "work" && (l.Outcome == "done" || l.Outcome == "again"):
			for _, cause := range l.Causes {
				if name, known := event[cause]; known {
					used = append(used, name)
				}
			}
		}
	}
	return used
}

// verdict says how the events differ from those that app.yml asks for: such as nobody used, such as came although
// nobody asked, and such as would have come had it asked. "" when they do not.
func (e *events) verdict(asked []string) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	expected := slices.Concat(asked, unaskedEvents, optionalEvents)
	var verdict strings.Builder
	tell := func(name, what string) { verdict.WriteString(name + ": " + what + "\n") }
	for _, name := range slices.Sorted(slices.Values(expected)) {
		switch {
		case !e.delivered[name]:
			tell(name, "no story's GitHub sends it, so nothing shows that it is of use")
		case !e.used[name]:
			tell(name, "it was delivered, and nothing was done because of it")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(e.delivered)) {
		if !slices.Contains(expected, name) {
			tell(name, "it was delivered, and app.yml does not ask for it")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(e.withheld)) {
		if !slices.Contains(optionalEvents, name) {
			tell(name, "it happened, and the app was not told: app.yml does not ask for it, or not for its permission")
		}
	}
	return verdict.String()
}

// askedEvents are app.yml's.
func askedEvents(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("../../app.yml")
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		DefaultEvents []string `yaml:"default_events"`
	}
	if err := yaml.Unmarshal(text, &manifest); err != nil {
		t.Fatal(err)
	}
	return manifest.DefaultEvents
}

// TestEventsVerdict has the verdict find each way in which the events may differ.
func TestEventsVerdict(t *testing.T) {
	asked := askedEvents(t)
	exact := func() *events {
		e := newEvents()
		for _, name := range slices.Concat(asked, unaskedEvents, optionalEvents) {
			e.delivered[name], e.used[name] = true, true
		}
		e.withheld["issues"] = true
		return e
	}
	if verdict := exact().verdict(asked); verdict != "" {
		t.Errorf("as app.yml says, and still: %s", verdict)
	}
	for name, change := range map[string]func(*events){
		"never sent":     func(e *events) { delete(e.delivered, "team") },
		"of no use":      func(e *events) { delete(e.used, "organization") },
		"not asked for":  func(e *events) { e.delivered["star"] = true },
		"wanting":        func(e *events) { e.withheld["release"] = true },
		"optional, idle": func(e *events) { delete(e.used, "issues") },
		"unasked, idle":  func(e *events) { delete(e.used, "installation_repositories") },
	} {
		e := exact()
		change(e)
		if e.verdict(asked) == "" {
			t.Errorf("%s: found nothing", name)
		}
	}
	if verdict := exact().verdict(asked[1:]); !strings.Contains(verdict, asked[0]) {
		t.Errorf("without %s app.yml passes: %s", asked[0], verdict)
	}
}

// TestEveryEventCounts takes the subscription to an event away, and wants that to be noticed.
func TestEveryEventCounts(t *testing.T) {
	w, err := newWorld(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := w.app.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := w.sim.Unsubscribe(demo.AppID, "team"); err != nil {
		t.Fatal(err)
	}
	if w.advisory, err = w.sim.Report(demo.Reporter, demo.Org+"/"+demo.Repo, githubsim.Report{Summary: "s", Description: "d"}); err != nil {
		t.Fatal(err)
	}
	if err := w.sim.RenameTeam(demo.Org, "cosign-codeowners", "cosign-owners"); err != nil {
		t.Fatal(err)
	}
	if err := w.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	e := newEvents()
	e.add(w)
	if !e.withheld["team"] || e.delivered["team"] || !e.used["repository_advisory"] || e.used["push"] {
		t.Errorf("withheld %v, delivered %v, used %v", e.withheld, e.delivered, e.used)
	}
}

package scenario

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/server"
)

func deploy(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 4); err != nil {
		return err
	}
	run, err := w.sim.StartDeployment(args[0], demo.Org+"/"+args[1], args[2], args[3], "")
	if err == nil {
		ts.Setenv("RUN", strconv.FormatInt(run, 10))
	}
	return err
}

// theRun is the run that a story names.
func (w *world) theRun(args []string) (githubsim.Deployment, error) {
	if err := need(args, 1); err != nil {
		return githubsim.Deployment{}, err
	}
	run, err := strconv.ParseInt(args[0], 10, 64)
	if err != nil {
		return githubsim.Deployment{}, err
	}
	return w.sim.Deployment(run)
}

// deployment checks a run's deployment. What the app told it is held against the rule that it names nothing.
func deployment(w *world, ts *testscript.TestScript, args []string) error {
	d, err := w.theRun(args)
	if err != nil {
		return err
	}
	if err := need(args, 2); err != nil {
		return err
	}
	if d.State != args[1] {
		return fmt.Errorf("the deployment is %s, want %s: %+v; log:\n%s", d.State, args[1], d, w.log.String())
	}
	for _, word := range slices.Concat(d.Reports, d.Decisions) {
		if err := neutral(word.Comment); err != nil {
			return err
		}
		state := word.State
		if state == "" {
			state = "told"
		}
		if _, err := fmt.Fprintf(ts.Stdout(), "%s %s: %s\n", word.At.UTC().Format("2006-01-02 15:04"), state, word.Comment); err != nil {
			return err
		}
	}
	return nil
}

// neutral refuses whatever could tell something about an embargo.
func neutral(text string) error {
	if len(text) > 1024 {
		return fmt.Errorf("%d characters are too many: %s", len(text), text)
	}
	lower := strings.ToLower(text)
	for _, telling := range []string{
		"ghsa", "cve", "advisor", "embargo", "severity", "security", "vulnerab", "critical", "cvss", "collaborat", "fix", "patch",
		"approve", "waive", "canary", "/", "@", "#",
	} {
		if strings.Contains(lower, telling) {
			return fmt.Errorf("a deployment is told %q, with %q in it", text, telling)
		}
	}
	return nil
}

func bypass(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 2); err != nil {
		return err
	}
	d, err := w.theRun(args[1:])
	if err != nil {
		return err
	}
	return w.sim.BypassDeployment(args[0], d.RunID)
}

func tag(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 4); err != nil {
		return err
	}
	return w.sim.Tag(args[0], demo.Org+"/"+args[1], args[2], args[3])
}

func mergePull(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 3); err != nil {
		return err
	}
	n, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	sha, err := w.sim.MergePullRequest(args[0], demo.Org+"/"+args[1], n)
	ts.Setenv("MERGE", sha)
	return err
}

// jump lets time pass at once, as when the machine has slept; what came due meanwhile is done then.
func jump(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	d, err := time.ParseDuration(args[0])
	if err != nil {
		return err
	}
	w.advance(d)
	return settle(w, ts, nil)
}

// editRelease is what may be done to a release once it is there.
func editRelease(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 4); err != nil {
		return err
	}
	repo := demo.Org + "/" + args[1]
	switch args[3] {
	case "delete":
		return w.sim.DeleteRelease(args[0], repo, args[2])
	case "draft":
		return w.sim.PublishRelease(args[0], repo, args[2], githubsim.Release{Name: args[2], Draft: true})
	case "unpublish":
		return w.sim.UnpublishRelease(args[0], repo, args[2])
	case "pre-release", "full":
		pre := args[3] == "pre-release"
		return w.sim.EditRelease(args[0], repo, args[2], githubsim.ReleaseEdit{Prerelease: &pre})
	}
	return fmt.Errorf("no such change: %s", args[3])
}

// deliverAgain has the newest delivery of an event come once more.
func deliverAgain(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	for _, d := range slices.Backward(w.sim.Deliveries(demo.AppID)) {
		if d.Event != args[0] {
			continue
		}
		id := d.GUID
		if len(args) > 1 {
			id = args[1]
		}
		mac := hmac.New(sha256.New, []byte(webhookSecret))
		_, _ = mac.Write([]byte(d.Payload)) // never fails
		request := httptest.NewRequest(http.MethodPost, server.HookPath, strings.NewReader(d.Payload))
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("X-Github-Event", d.Event)
		request.Header.Set("X-Github-Delivery", id)
		request.Header.Set("X-Hub-Signature-256", "sha256="+hex.EncodeToString(mac.Sum(nil)))
		recorder := httptest.NewRecorder()
		w.app.Handler().ServeHTTP(recorder, request)
		if recorder.Code != http.StatusOK {
			return fmt.Errorf("answered %d: %s", recorder.Code, recorder.Body)
		}
		return nil
	}
	return errors.New("no such delivery")
}

// releaseActs are a release that is held, told what is missing, and let through; the slot is within the story.
var releaseActs = []func(w *world) error{
	all(func(w *world) error { return setMode(w, nil, []string{"enforce"}) }, crashActs[0]),
	all(crashActs[3], func(w *world) error {
		return w.sim.SetDetails(demo.Owner, w.advisory, githubsim.Details{Vulnerabilities: []githubsim.Vulnerability{
			{Ecosystem: "go", Package: "canary-package", Range: "< 2.4.1", Patched: "2.4.1"},
		}})
	}),
	all(comment(demo.SRC, "/ack\n/triage accepted it is\n/waive details x\n/waive cvss x\n/waive cve x\n/waive private-fork x\n"+
		"/waive fix-ready x\n/release-day 2026-11-23 10:30\n/release-day 2026-11-23 10:30 it is public soon"),
		comment(demo.Owner, "/agree")),
	func(w *world) error {
		if err := w.sim.Tag(demo.Owner, demo.Org+"/"+demo.Repo, "v2.4.1", "main"); err != nil {
			return err
		}
		_, err := w.sim.StartDeployment(demo.Owner, demo.Org+"/"+demo.Repo, "release", "v2.4.1", "")
		return err
	},
	func(*world) error { return nil },
	comment(demo.SRC2, "/waive fix-approved canary-reason"),
}

// theStorysRun is the only run of a world.
const theStorysRun = 1001

// told is what the deployment was told, each word once, and how it ended.
func told(w *world) ([]string, error) {
	d, err := w.sim.Deployment(theStorysRun)
	words := []string{fmt.Sprintf("%s, decided %d times", d.State, len(d.Decisions))}
	for _, word := range slices.Concat(d.Reports, d.Decisions) {
		if text := word.State + " " + word.Comment; !slices.Contains(words, text) {
			words = append(words, text)
		}
	}
	return words, err
}

// TestCrashWhileHolding is TestCrashAtEveryWrite for the writes since a release began to wait: it is told the same as in
// the undisturbed run, though a report may come twice, and approved once.
func TestCrashWhileHolding(t *testing.T) {
	t.Parallel()
	want := playHolding(t, 0, false)
	if len(want.told) != 4 || want.told[0] != "approved, decided 1 times" || want.first == 0 || want.count < want.first+4 {
		t.Fatalf("the undisturbed run told %q by the writes from %d to %d: too little to prove anything", want.told, want.first, want.count)
	}
	for n := want.first; n <= want.count; n++ {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("write %d, after effect %t", n, after), func(t *testing.T) {
				t.Parallel()
				got := playHolding(t, n, after)
				if !slices.Equal(got.told, want.told) || !slices.Equal(got.thread, want.thread) {
					t.Errorf("told\n%q, want\n%q\nthe thread is\n%s\nwant\n%s", got.told, want.told,
						strings.Join(got.thread, "\n"), strings.Join(want.thread, "\n"))
				}
			})
		}
	}
}

// holding is what came of a run in which a release waited.
type holding struct {
	told, thread []string
	first, count int // write of those about the deployment, and number of writes
}

func playHolding(t *testing.T, n int, after bool) (h holding) {
	t.Helper()
	acts := append(slices.Clone(releaseActs), func(w *world) (err error) {
		writes := 0
		for _, r := range w.sim.Requests() {
			if r.Method != http.MethodGet && !strings.HasSuffix(r.Path, "/access_tokens") {
				writes++
			}
			if h.first == 0 && strings.HasSuffix(r.Path, "/deployment_protection_rule") {
				h.first = writes
			}
		}
		h.told, err = told(w)
		return err
	})
	h.thread, h.count = playCrash(t, acts, n, after)
	return h
}

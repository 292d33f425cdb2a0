package scenario

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
)

func nameAdvisory(w *world, ts *testscript.TestScript, _ []string) error {
	ts.Setenv("GHSA", w.advisory.GHSA)
	ts.Setenv("LOWER", strings.ToLower(w.advisory.GHSA))
	return nil
}

func grant(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 2); err != nil {
		return err
	}
	return w.sim.Grant(demo.AppID, args[0], args[1], args[2:]...)
}

func openIssue(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 3); err != nil {
		return err
	}
	n, err := w.sim.OpenIssue(args[0], demo.Org+"/"+args[1], githubsim.Issue{Title: "A question", Body: text(ts, args[2:])})
	ts.Setenv("ISSUE", strconv.Itoa(n))
	return err
}

func replyIssue(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 4); err != nil {
		return err
	}
	n, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	return w.sim.CommentIssue(args[0], demo.Org+"/"+args[1], n, text(ts, args[3:]))
}

func commit(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 3); err != nil {
		return err
	}
	sha, err := w.sim.PushCommit(args[0], demo.Org+"/"+args[1], githubsim.Commit{
		Branch: "topic", Message: text(ts, args[2:]), Files: map[string]string{"README.md": args[2]},
	})
	ts.Setenv("COMMIT", sha)
	return err
}

func onCommit(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 4); err != nil {
		return err
	}
	return w.sim.CommentCommit(args[0], demo.Org+"/"+args[1], args[2], text(ts, args[3:]))
}

func releaseNotes(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 4); err != nil {
		return err
	}
	return w.sim.PublishRelease(args[0], demo.Org+"/"+args[1], args[2], githubsim.Release{Name: args[2], Body: text(ts, args[3:])})
}

func forkRepo(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 4); err != nil {
		return err
	}
	return w.sim.ForkRepo(args[0], demo.Org+"/"+args[1], args[2], args[3] == "private")
}

func publicize(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 2); err != nil {
		return err
	}
	if err := w.sim.SetAdmins(demo.Org+"/"+args[1], args[0]); err != nil {
		return err
	}
	return w.sim.SetVisibility(args[0], demo.Org+"/"+args[1], false)
}

func renameRepo(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 3); err != nil {
		return err
	}
	if err := w.sim.SetAdmins(demo.Org+"/"+args[1], args[0]); err != nil {
		return err
	}
	return w.sim.RenameRepo(args[0], demo.Org+"/"+args[1], args[2])
}

func phrases(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 2); err != nil {
		return err
	}
	w.settings.LeakPhrases = []config.LeakPhrase{{For: args[0], Text: config.NewSecret(text(ts, args[1:]))}}
	return restart(w, ts, nil)
}

func nowhere(w *world, ts *testscript.TestScript, args []string) error {
	places, err := w.database.read()
	if err != nil {
		return err
	}
	places["log"] = w.log.Bytes()
	for place, content := range places {
		if bytes.Contains(bytes.ToLower(content), []byte(strings.ToLower(text(ts, args)))) {
			return fmt.Errorf("it is in the %s", place)
		}
	}
	return nil
}

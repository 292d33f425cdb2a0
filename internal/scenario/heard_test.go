package scenario

import (
	"context"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/embargo-app/embargo/internal/demo"
)

// hear shows what a webhook is good for: whatever follows without a beat follows from it.
func hear(w *world, _ *testscript.TestScript, _ []string) error {
	if _, err := w.sim.DeliverPending(context.Background()); err != nil {
		return err
	}
	_, err := w.app.Agenda.Drain(context.Background())
	return err
}

func join(w *world, _ *testscript.TestScript, args []string) error {
	w.sim.AddMember(demo.Org, args...)
	return need(args, 1)
}

func renameTeam(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 2); err != nil {
		return err
	}
	return w.sim.RenameTeam(demo.Org, args[0], args[1])
}

func removeTeam(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	return w.sim.RemoveTeam(demo.Org, args[0])
}

func choose(w *world, _ *testscript.TestScript, args []string) error {
	return w.sim.ChooseRepositories(w.installation, args...)
}

func onLine(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 5); err != nil {
		return err
	}
	n, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	return w.sim.CommentPullRequest(args[0], demo.Org+"/"+args[1], n, args[3], text(ts, args[4:]))
}

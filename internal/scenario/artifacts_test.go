package scenario

import (
	"fmt"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/embargo-app/embargo/internal/demo"
)

func setAsset(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 4); err != nil {
		return err
	}
	if len(args) == 4 {
		return w.sim.RemoveAsset(args[0], demo.Org+"/"+args[1], args[2], args[3])
	}
	return w.sim.SetAsset(args[0], demo.Org+"/"+args[1], args[2], args[3], ts.ReadFile(args[4]))
}

// line prints an item's line of the checklist.
func line(w *world, ts *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	c, err := w.checklist()
	if err != nil {
		return err
	}
	for text := range strings.Lines(c.Body) {
		if strings.Contains(text, "<!-- embargo:item "+args[0]+" ") {
			_, err := fmt.Fprint(ts.Stdout(), text)
			return err
		}
	}
	return fmt.Errorf("no item %s in:\n%s", args[0], c.Body)
}

// downloads wants so many downloads of a release's file since the last time it was asked.
func downloads(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	n := fmt.Sprint(w.downloads.Swap(0))
	if n != args[0] {
		return fmt.Errorf("%s downloads, want %s", n, args[0])
	}
	return nil
}

package scenario

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/render"
)

func thread(w *world, ts *testscript.TestScript, _ []string) error {
	comments, err := w.sim.Thread(w.advisory)
	if err != nil {
		return err
	}
	for i, c := range comments {
		_, err := fmt.Fprintf(ts.Stdout(), "#%d %s:\n%s\n\n", i+1, c.Author, strings.TrimSpace(c.Body))
		if err != nil {
			return err
		}
	}
	return nil
}

// own are the app's comments in the thread.
func (w *world) own() ([]githubsim.Comment, error) {
	comments, err := w.sim.Thread(w.advisory)
	var own []githubsim.Comment
	for _, c := range comments {
		if c.Author == demo.AppSlug+"[bot]" {
			own = append(own, c)
		}
	}
	return own, err
}

// checklist is the one checklist comment there must be.
func (w *world) checklist() (githubsim.Comment, error) {
	own, err := w.own()
	if err != nil {
		return githubsim.Comment{}, err
	}
	var found []githubsim.Comment
	for _, c := range own {
		if render.IsChecklist(c.Body) {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		return githubsim.Comment{}, fmt.Errorf("%d checklist comments; log:\n%s", len(found), w.log.String())
	}
	return found[0], nil
}

func item(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 2); err != nil {
		return err
	}
	c, err := w.checklist()
	if err != nil {
		return err
	}
	if want := fmt.Sprintf("<!-- embargo:item %s %s -->", args[0], args[1]); !strings.Contains(c.Body, want) {
		return fmt.Errorf("%s is not %s in:\n%s", args[0], args[1], c.Body)
	}
	return nil
}

func comments(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	_, own, err := w.written()
	if err != nil {
		return err
	}
	if strconv.Itoa(len(own)) != args[0] {
		return fmt.Errorf("the app has written %d comments, want %s; the last:\n%s", len(own), args[0], own[max(0, len(own)-1)].Body)
	}
	return nil
}

func edits(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	c, err := w.checklist()
	if err != nil {
		return err
	}
	if strconv.Itoa(c.Edits) != args[0] {
		return fmt.Errorf("the checklist was edited %d times, want %s:\n%s", c.Edits, args[0], c.Body)
	}
	return nil
}

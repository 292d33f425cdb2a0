package scenario

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/embargo-app/embargo/internal/demo"
	"github.com/embargo-app/embargo/internal/githubsim"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/policy"
)

// written are the app's own comments: reminders, which come with time, and the others, the checklist included.
func (w *world) written() (reminders, others []githubsim.Comment, err error) {
	own, err := w.own()
	for _, c := range own {
		key, _ := render.NoteKey(c.Body)
		if _, isNag := policy.ParseNag(key); isNag {
			reminders = append(reminders, c)
		} else {
			others = append(others, c)
		}
	}
	return reminders, others, err
}

// reminders counts the notes that remind people and tell the reporter how far things are.
func reminders(w *world, _ *testscript.TestScript, args []string) error {
	if err := need(args, 1); err != nil {
		return err
	}
	got, _, err := w.written()
	if err != nil {
		return err
	}
	if strconv.Itoa(len(got)) != args[0] {
		return fmt.Errorf("there are %d reminders, want %s:\n%s", len(got), args[0], bodies(got))
	}
	return nil
}

// reminder prints the newest of them.
func reminder(w *world, ts *testscript.TestScript, _ []string) error {
	got, _, err := w.written()
	if err != nil {
		return err
	}
	if len(got) == 0 {
		return errors.New("there is no reminder")
	}
	_, err = fmt.Fprint(ts.Stdout(), got[len(got)-1].Body)
	return err
}

// reminded prints the whole diary: when each reminder was written, and its key.
func reminded(w *world, ts *testscript.TestScript, _ []string) error {
	got, _, err := w.written()
	if err != nil {
		return err
	}
	for _, c := range got {
		key, _ := render.NoteKey(c.Body)
		if _, err := fmt.Fprintln(ts.Stdout(), c.CreatedAt.UTC().Format("2006-01-02T15:04"), key); err != nil {
			return err
		}
	}
	return nil
}

func bodies(comments []githubsim.Comment) string {
	var all []string
	for _, c := range comments {
		if c.Author == demo.AppSlug+"[bot]" {
			all = append(all, c.Body)
		}
	}
	return strings.Join(all, "\n")
}

package scenario

import (
	"flag"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the threads expected by the stories")

// worldKey finds a story's world among its environment's values.
type worldKey struct{}

func TestStories(t *testing.T) {
	t.Parallel()
	used, told := newPermissions(), newEvents()
	t.Cleanup(func() { checkPrivilege(t, used, told) }) // the stories run at the same time, and end before this
	ended := func(w *world) {
		used.add(w)
		told.add(w)
	}
	testscript.Run(t, stories(t, ended, inFile))
}

// stories says how stories are played, each on a database of its own, and ended is told of each one.
func stories(t *testing.T, ended func(*world), on func(dir string) database) testscript.Params {
	t.Helper()
	return testscript.Params{
		Dir:           "../../testdata/scenarios",
		UpdateScripts: *update,
		Cmds:          commands(),
		Setup: func(env *testscript.Env) error {
			w, err := newWorldOn(on(env.WorkDir))
			if err != nil {
				return err
			}
			w.channels = &channels{t: t}
			env.Values[worldKey{}] = w
			env.Defer(func() {
				w.checkSecrecy(t)
				if err := w.app.Close(); err != nil {
					t.Error(err)
				}
				w.check(t)
				ended(w)
				if t.Failed() {
					t.Log(w.log.String())
				}
			})
			return nil
		},
	}
}

// remove deletes a database with its side files.
func remove(path string) error {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	return nil
}

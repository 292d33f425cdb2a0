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
	testscript.Run(t, testscript.Params{
		Dir:           "../../testdata/scenarios",
		UpdateScripts: *update,
		Cmds:          commands(),
		Setup: func(env *testscript.Env) error {
			w, err := newWorld(env.WorkDir)
			if err != nil {
				return err
			}
			env.Values[worldKey{}] = w
			env.Defer(func() {
				if err := w.app.Close(); err != nil {
					t.Error(err)
				}
				w.check(t)
				if t.Failed() {
					t.Log(w.log.String())
				}
			})
			return nil
		},
	})
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

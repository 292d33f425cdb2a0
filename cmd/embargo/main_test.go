package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/embargo-app/embargo/internal/store/pgtest"
)

var update = flag.Bool("update", false, "rewrite what the scripts expect")

// TestMain lets the scripts run this very program as "embargo".
func TestMain(m *testing.M) {
	testscript.Main(tests{m}, map[string]func(){
		"embargo": func() { os.Exit(run(os.Args[1:], streams{Out: os.Stdout, Err: os.Stderr})) },
	})
}

// tests are this package's, some of which need PostgreSQL.
type tests struct{ m *testing.M }

// Run implements testscript.TestingM.
func (t tests) Run() int { return pgtest.Run(t.m) }

// TestCommandLine runs testdata/*.txtar: what is typed and what is answered.
func TestCommandLine(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata", UpdateScripts: *update, RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exitcode": exitCode},
	})
}

// exitCode runs a program and prints the code it ends with.
func exitCode(ts *testscript.TestScript, _ bool, args []string) {
	var failed *exec.ExitError
	err := ts.Exec(args[0], args[1:]...)
	if err != nil && !errors.As(err, &failed) {
		ts.Fatalf("%v", err)
	}
	code := 0
	if failed != nil {
		code = failed.ExitCode()
	}
	if _, err := fmt.Fprintln(ts.Stdout(), code); err != nil {
		ts.Fatalf("%v", err)
	}
}

package pgtest

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// orphanEnv makes this binary one that starts a server and is then killed.
const orphanEnv = "PGTEST_ORPHAN"

// orphan starts a server, says where, and waits for its end.
func orphan() {
	s, err := create()
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(s.folder)
	select {}
}

// TestNothingIsLeftOfAKilledTest: its server ends, and the folder goes.
func TestNothingIsLeftOfAKilledTest(t *testing.T) {
	if !Installed() {
		return
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0]) // #nosec G204 -- this very binary
	cmd.Env = append(os.Environ(), orphanEnv+"=1")
	cmd.Stderr = os.Stderr
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	folder := strings.TrimSpace(line)
	if _, err := os.Stat(folder); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Error("it ended well, though it was killed")
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	late := time.NewTimer(endTimeout)
	defer late.Stop()
	for {
		if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
			return
		}
		select {
		case <-tick.C:
		case <-late.C:
			t.Fatalf("%s is left", folder)
		}
	}
}

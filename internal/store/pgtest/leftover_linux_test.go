package pgtest

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// mapped lists the files that a process shares with others.
func mapped(t *testing.T, pid int) (files []string) {
	t.Helper()
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(maps)) {
		if fields := strings.Fields(line); len(fields) > 5 && strings.HasSuffix(fields[1], "s") {
			files = append(files, strings.Join(fields[5:], " "))
		}
	}
	return files
}

// TestKilledServerLeavesNothingInMemory: what its processes share are files of its folder, or have no name, so nothing is
// left of it once it was killed and its folder is gone.
func TestKilledServerLeavesNothingInMemory(t *testing.T) {
	if !Installed() {
		return
	}
	s := Start(t)
	var own []string
	for _, file := range mapped(t, helper(t, s.Database(t))) {
		switch {
		case strings.HasPrefix(file, s.data()):
			own = append(own, file)
		case strings.HasPrefix(file, memory+"/"):
			t.Errorf("it shares %s", file)
		}
	}
	if len(own) == 0 {
		t.Error("it shares no file: what is looked at here is not what it shares")
	}
	if err := s.Crash(); err != nil {
		t.Fatal(err)
	}
	for _, file := range own {
		if _, err := os.Stat(file); err != nil {
			t.Errorf("the killed server left nothing to remove: %v", err)
		}
	}
	if err := s.remove(); err != nil {
		t.Fatal(err)
	}
	for _, file := range own {
		if _, err := os.Stat(file); !os.IsNotExist(err) {
			t.Errorf("%s is left, %v", file, err)
		}
	}
}

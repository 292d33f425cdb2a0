package chaos

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/internal/store/pgtest"
)

// smallDisk is a file system of a few megabytes that only the server sees, and ends with it.
type smallDisk struct {
	folder string
	binary string // runs the server in front of that disk
}

// newSmallDisk takes no more than the right to be root in a namespace of one's own. Where even that is refused, ok is false,
// and with CI=true the test fails.
func newSmallDisk(t *testing.T) (d smallDisk, ok bool) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	unshare := []string{"unshare", "--mount"}
	if os.Geteuid() != 0 {
		unshare = append(unshare, "--user", "--map-root-user")
	}
	d = smallDisk{folder: t.TempDir(), binary: filepath.Join(t.TempDir(), "server")}
	const mount = `mount -t tmpfs -o size=16m tmpfs "$0"`
	try := exec.CommandContext(t.Context(), unshare[0], append(unshare[1:], "sh", "-c", mount, d.folder)...) // #nosec G204 -- a test's
	if said, err := try.CombinedOutput(); err != nil {
		t.Logf("left out: no disk of its own can be mounted for a server: %v: %s", err, said)
		if os.Getenv("CI") == "true" {
			t.Error("with CI=true this may not be left out")
		}
		return d, false
	}
	script := fmt.Sprintf("#!/bin/sh\nexec %s sh -c '%s && exec \"$1\"' %q %q\n", strings.Join(unshare, " "), mount, d.folder, self)
	if err := os.WriteFile(d.binary, []byte(script), 0o700); err != nil { // #nosec G306 -- it is to be executed
		t.Fatal(err)
	}
	return d, true
}

// inside is where this process finds a file of the server's disk.
func (d smallDisk) inside(p *process, name string) string {
	return filepath.Join("/proc", fmt.Sprint(p.cmd.Process.Pid), "root", d.folder, name)
}

// fill writes a file until the disk takes no byte more.
func (d smallDisk) fill(p *process) error {
	file, err := os.Create(d.inside(p, "filler"))
	if err != nil {
		return err
	}
	for size := 1 << 20; size > 0; {
		if _, err = file.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
	if errors.Is(err, syscall.ENOSPC) {
		err = nil
	}
	return errors.Join(err, file.Close())
}

// free makes room again.
func (d smallDisk) free(p *process) error { return os.Remove(d.inside(p, "filler")) }

// TestDiskIsReallyFull fills the disk to the last byte. Once there is room the same process makes everything good.
func TestDiskIsReallyFull(t *testing.T) {
	disk, ok := newSmallDisk(t)
	if !ok {
		return
	}
	w := newWorld(t, pgtest.Backend{Address: func(testing.TB) string { return "sqlite:" + filepath.Join(disk.folder, "embargo.db") }})
	w.binary = disk.binary
	if err := w.start(); err != nil {
		t.Fatal(err)
	}
	server := w.running()
	w.loseDatabase(t, func() error { return disk.fill(server) }, func() error { return disk.free(server) }, store.ErrFull)
}

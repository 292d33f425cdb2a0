package pgtest

import (
	"errors"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// needed are the programs of PostgreSQL's that make and run a server.
var needed = []string{"initdb", "postgres"}

// debian is where Debian's packages put them.
var debian = "/usr/lib/postgresql/*/bin"

// Installed tells whether PostgreSQL's programs are on this machine.
func Installed() bool {
	_, err := find()
	return err == nil
}

// find gives the folder of PostgreSQL's programs, the newest of Debian's if there are several.
func find() (folder string, err error) {
	if path, err := exec.LookPath("initdb"); err == nil && complete(filepath.Dir(path)) {
		return filepath.Dir(path), nil
	}
	folders, err := filepath.Glob(debian)
	if err != nil {
		return "", err
	}
	newest := 0
	for _, candidate := range folders {
		version, err := strconv.Atoi(filepath.Base(filepath.Dir(candidate)))
		if err == nil && version > newest && complete(candidate) {
			newest, folder = version, candidate
		}
	}
	if newest == 0 {
		return "", errors.New("no PostgreSQL in PATH or /usr/lib/postgresql/*/bin")
	}
	return folder, nil
}

// complete tells whether a folder has all the programs.
func complete(folder string) bool {
	for _, name := range needed {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			return false
		}
	}
	return true
}

// unprivileged gives the ids of the user to run as, and whether another one than ours is needed.
func unprivileged() (uid, gid uint32, needed bool) {
	if os.Geteuid() != 0 {
		return 0, 0, false
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		u, err1 := strconv.ParseUint(found.Uid, 10, 32)
		g, err2 := strconv.ParseUint(found.Gid, 10, 32)
		if err1 == nil && err2 == nil {
			return uint32(u), uint32(g), true
		}
	}
	return 65534, 65534, true // nobody, wherever names can't be looked up
}

// giveAway makes files and folders the unprivileged user's.
func giveAway(paths ...string) error {
	uid, gid, needed := unprivileged()
	if !needed {
		return nil
	}
	var errs []error
	for _, path := range paths {
		errs = append(errs, os.Chown(path, int(uid), int(gid)))
	}
	return errors.Join(errs...)
}

// lower has a command run as the unprivileged user.
func lower(cmd *exec.Cmd) {
	if uid, gid, needed := unprivileged(); needed {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: gid, NoSetGroups: true}}
	}
}

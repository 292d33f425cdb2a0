package pgtest

import (
	"os"
	"syscall"
)

const (
	// memory is where Linux keeps files in memory.
	memory = "/dev/shm"
	// room is how many bytes must be free there: containers often have next to nothing.
	room = 1 << 30
	// The flags of a place that cannot be written to, or that no program can be run from.
	readOnly, noExec = 1, 8
)

// useMemory has temporary folders lie in memory where there is room, unless TMPDIR says where they shall be.
func useMemory() error {
	if os.Getenv("TMPDIR") != "" || !roomy() {
		return nil
	}
	return os.Setenv("TMPDIR", memory)
}

func roomy() bool {
	var place syscall.Statfs_t
	err := syscall.Statfs(memory, &place)
	return err == nil && place.Flags&(readOnly|noExec) == 0 &&
		place.Bavail*uint64(place.Bsize) >= room // #nosec G115 -- the size of a block is not negative
}

package child

import (
	"fmt"
	"math"
	"syscall"

	"golang.org/x/sys/unix"
)

// LimitsMemory reports whether this system can limit a process's memory.
const LimitsMemory = true

// processAttributes makes a child die with its parent, and puts it in a process
// group of its own, so that only the parent receives a terminal's Ctrl-C.
func processAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}

// limitMemory limits the private writable memory of this process (RLIMIT_DATA). It
// does not limit address space, of which Go and the C library reserve far more
// than they use.
func limitMemory(bytes int64) error {
	if bytes <= 0 {
		return nil
	}
	if bytes > math.MaxInt64/2 {
		return fmt.Errorf("limit is %d bytes; want at most %d", bytes, int64(math.MaxInt64/2))
	}
	return unix.Setrlimit(unix.RLIMIT_DATA, &unix.Rlimit{Cur: uint64(bytes), Max: uint64(bytes)})
}

package child

import (
	"fmt"
	"math"
	"syscall"

	"golang.org/x/sys/unix"
)

// LimitsMemory says whether this system can limit a process's memory.
const LimitsMemory = true

// alone is how a child is started: killed when its parent dies, and out of
// reach of a terminal's Ctrl-C, which is the parent's to answer.
func alone() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}

// limitMemory bounds the memory that this process may write to and shares with
// nobody. Address space alone is not bounded: Go and the C library reserve far
// more of it than they use.
func limitMemory(bytes int64) error {
	if bytes <= 0 {
		return nil
	}
	if bytes > math.MaxInt64/2 {
		return fmt.Errorf("%d bytes is beyond any machine", bytes)
	}
	return unix.Setrlimit(unix.RLIMIT_DATA, &unix.Rlimit{Cur: uint64(bytes), Max: uint64(bytes)})
}

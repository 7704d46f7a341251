package cputime

import (
	"time"

	"golang.org/x/sys/unix"
)

// Supported reports whether this system has clocks of other threads and processes.
const Supported = true

// Clock is the CPU time clock of a thread or of a process.
type Clock struct{ id int32 }

// The kinds of clocks in the last bits of a clock's number, which are below the
// complement of the thread or process ID; see clock_getcpuclockid(3) and the kernel's
// include/linux/posix-timers_types.h.
const (
	ofProcess = 2
	ofThread  = 6
)

// Thread returns the clock of the calling thread. It may be read from another thread
// of this process. The caller must have called runtime.LockOSThread.
func Thread() Clock { return Clock{int32(^unix.Gettid()<<3 | ofThread)} }

// Process returns the clock of a process: of all its threads.
func Process(pid int) Clock { return Clock{int32(^pid<<3 | ofProcess)} }

// Now returns the CPU time that has been used, or 0 once the thread or process has
// ended.
func (c Clock) Now() time.Duration {
	var t unix.Timespec
	if unix.ClockGettime(c.id, &t) != nil {
		return 0
	}
	return time.Duration(t.Nano())
}

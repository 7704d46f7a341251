package child

import "golang.org/x/sys/unix"

// forks are the system calls besides clone that start a process.
var forks = []uint32{unix.SYS_FORK, unix.SYS_VFORK}

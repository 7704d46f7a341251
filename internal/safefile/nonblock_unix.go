//go:build unix

package safefile

import "syscall"

// nonblock makes opening return at once, whatever is there, and keeps a terminal from
// becoming the process's own.
const nonblock = syscall.O_NONBLOCK | syscall.O_NOCTTY

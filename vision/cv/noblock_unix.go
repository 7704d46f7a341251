//go:build unix

package cv

import "syscall"

// noBlock keeps the opening of a named pipe from waiting for its writer.
const noBlock = syscall.O_NONBLOCK

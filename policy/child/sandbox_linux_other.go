//go:build linux && !amd64

package child

// forks are the system calls besides clone that start a process.
var forks []uint32

//go:build linux && !amd64

package child

// The system calls that only older architectures have.
var forks, oldOpens []uint32

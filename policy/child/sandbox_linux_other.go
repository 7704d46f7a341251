//go:build linux && !amd64

package child

// The system calls that only older architectures have.
var oldRefused, oldOpens []uint32

//go:build !linux

package machine

// ResidentBytes returns 0: this system is not asked for the resident set size.
func ResidentBytes() int64 { return 0 }

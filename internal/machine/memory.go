package machine

import (
	"os"
	"runtime"
	"strconv"
	"strings"
)

// ResidentBytes returns the resident set size of this process, or 0 if the
// system does not report it.
func ResidentBytes() int64 {
	if runtime.GOOS != "linux" {
		return 0
	}
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(data))
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}

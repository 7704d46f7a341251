package machine

import (
	"os"
	"runtime"
	"strconv"
	"strings"
)

// CPU returns the model of the first processor, or the architecture if the system
// reports none.
func CPU() string {
	data, err := os.ReadFile("/proc/cpuinfo")
	if err == nil {
		for line := range strings.Lines(string(data)) {
			if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
				return strings.TrimSpace(value)
			}
		}
	}
	return runtime.GOARCH
}

// LoadAverage returns the number of processes that were running or waiting to run,
// averaged over the last minute, and false if the system does not report it.
func LoadAverage() (float64, bool) {
	data, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return 0, false
	}
	first, _, _ := strings.Cut(string(data), " ")
	load, err := strconv.ParseFloat(first, 64)
	return load, err == nil
}

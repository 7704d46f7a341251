//go:build !linux

package child

import (
	"errors"
	"syscall"
)

// LimitsMemory says whether this system can limit a process's memory.
const LimitsMemory = false

func alone() *syscall.SysProcAttr { return nil }

func limitMemory(bytes int64) error {
	if bytes <= 0 {
		return nil
	}
	return errors.New("this system has no such limit that holds; use --memory-limit 0")
}

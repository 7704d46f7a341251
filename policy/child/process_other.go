//go:build !linux

package child

import (
	"errors"
	"syscall"
)

// LimitsMemory reports whether this system can limit a process's memory.
const LimitsMemory = false

func processAttributes() *syscall.SysProcAttr { return nil }

func limitMemory(bytes int64) error {
	if bytes <= 0 {
		return nil
	}
	return errors.New("this system cannot limit a process's memory; use --memory-limit 0")
}

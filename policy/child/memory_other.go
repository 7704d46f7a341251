//go:build !linux

package child

import (
	"errors"
	"os"
)

func createMemory() (mapped, []*os.File, error) { return nil, nil, errors.ErrUnsupported }

func inheritMemory() (mapped, error) { return nil, nil }

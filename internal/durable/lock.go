package durable

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"github.com/kumite/kumite/internal/safefile"
)

// Lock creates and exclusively locks a file, which must not be a link. Closing the file
// releases the lock.
func Lock(path string) (*os.File, error) {
	root, err := safefile.OpenRoot(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	defer root.Close()
	f, err := root.Update(filepath.Base(path))
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, errors.New("another process is writing to it; wait for it or choose another folder")
		}
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return f, nil
}

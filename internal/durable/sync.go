package durable

import (
	"errors"
	"os"
)

// syncDir syncs a folder, so that created and renamed files in it survive a power
// failure.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

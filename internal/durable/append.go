package durable

import (
	"errors"

	"github.com/kumite/kumite/internal/safefile"
)

// AppendLines writes lines to a file of a folder that only grows, and syncs both. whole is
// the number of bytes of the file's complete lines; what a crash left after them is
// replaced. If it fails, no part of the lines is left: the folder is synced before there
// are any. The caller holds a lock.
func AppendLines(root *safefile.Root, name string, whole int64, lines []byte) (err error) {
	f, err := root.Update(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := f.Truncate(whole); err != nil {
		return err
	}
	if err := root.Sync(); err != nil {
		return err
	}
	_, err = f.WriteAt(lines, whole)
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		return errors.Join(err, f.Truncate(whole))
	}
	return nil
}

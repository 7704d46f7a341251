//go:build !unix

package arena

import "os"

// lock opens the file; systems without flock do not keep a second process out.
func lock(path string) (*os.File, error) { return os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644) }

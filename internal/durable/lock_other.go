//go:build !unix

package durable

import "os"

// Lock opens the file; systems without flock do not keep a second process out.
func Lock(path string) (*os.File, error) { return os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644) }

//go:build !unix

package durable

import "os"

// Lock opens the file. Without flock it does not exclude other processes.
func Lock(path string) (*os.File, error) { return os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644) }

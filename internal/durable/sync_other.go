//go:build !unix

package durable

// SyncDir does nothing on this system.
func SyncDir(string) error { return nil }

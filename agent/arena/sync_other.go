//go:build !unix

package arena

// syncDir does nothing where folders cannot be synced.
func syncDir(string) error { return nil }

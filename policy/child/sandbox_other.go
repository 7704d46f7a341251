//go:build !linux

package child

// Sandbox describes what Restrict enforces on this system.
func Sandbox() string { return "files, network and programs are not restricted on this system" }

// Restrict does nothing on this system.
func Restrict(...string) error { return nil }

func dropInherited() error { return nil }

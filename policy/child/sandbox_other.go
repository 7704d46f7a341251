//go:build !linux

package child

import "os/exec"

// Sandbox describes what this system offers to restrict a child.
func Sandbox() string { return "files, network and programs are not restricted on this system" }

func startRestricted(cmd *exec.Cmd, _ []string, _ <-chan struct{}) error { return cmd.Start() }

// RefuseCalls does nothing on this system.
func RefuseCalls(bool) error { return nil }

func dropInherited() error { return nil }

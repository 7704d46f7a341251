//go:build !linux

package window

// hasSoundDevice reports whether there may be a sound device.
func hasSoundDevice() bool { return true }

//go:build !linux || !amd64

package cv

// loadVideo does nothing: the program is linked with OpenCV's video module.
func loadVideo() error { return nil }

//go:build !unix

package cli

// stdoutClosed reports whether the process was started without stdout. Here writing to
// such a stdout is an error.
func stdoutClosed() bool { return false }

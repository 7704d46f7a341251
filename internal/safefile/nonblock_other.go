//go:build !unix

package safefile

// nonblock has no meaning here: there are no named pipes among the files.
const nonblock = 0

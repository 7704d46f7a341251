//go:build !linux

package cputime

import "time"

// Supported reports whether this system has clocks of other threads and processes.
const Supported = false

// Clock is the elapsed time.
type Clock struct{ since time.Time }

// Thread returns the elapsed time.
func Thread() Clock { return Clock{time.Now()} }

// Process returns the elapsed time.
func Process(int) Clock { return Clock{time.Now()} }

// Now returns the time since the clock was made.
func (c Clock) Now() time.Duration { return time.Since(c.since) }

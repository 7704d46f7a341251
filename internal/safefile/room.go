package safefile

import "errors"

// ErrNoRoom matches the error of content for which there is no memory.
var ErrNoRoom = errors.New("out of memory")

// reserve is what must stay free besides, for the Go runtime: where it cannot map memory for
// itself it ends the process, and version 1.26 in one place dereferences the nil pointer
// instead (newSpanSPMC).
const reserve = 16 << 20

// smallest is the size from which Room asks the system.
const smallest = 1 << 20

// Room returns ErrNoRoom if this process cannot have so many more bytes of memory, by its
// limit or the system's. The Go runtime does not say so: on Linux its heap passes
// RLIMIT_DATA, because what it replaces address space by is not counted, and the process
// ends at whatever it maps next.
func Room(bytes int64) error {
	if bytes < smallest || mappable(bytes+reserve) {
		return nil
	}
	return ErrNoRoom
}

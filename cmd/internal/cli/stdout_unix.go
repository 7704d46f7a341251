//go:build unix

package cli

/*
#include <errno.h>
#include <fcntl.h>

static int closed;

// look runs before the Go runtime, which opens /dev/null as a standard stream that is
// closed.
__attribute__((constructor)) static void look(void) {
	closed = fcntl(1, F_GETFD) < 0 && errno == EBADF;
}

static int stdout_closed(void) { return closed; }
*/
import "C"

// stdoutClosed reports whether the process was started without stdout.
func stdoutClosed() bool { return C.stdout_closed() != 0 }

package bot

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"github.com/kumite/kumite/policy/child"
)

// FailureKind says why a contestant could not play.
type FailureKind string

// The kinds of failure.
const (
	FailedToLoad FailureKind = "load"
	Crashed      FailureKind = "crash" // its process died: a signal, or out of memory
	Hung         FailureKind = "hang"  // its process did not answer and was killed
	RuntimeError FailureKind = "runtime error"
	ServerLost   FailureKind = "server lost" // the server of its model did not answer, or serves another version
)

// Failure is the error of a contestant that cannot play. A Loader, or a model's
// agent while playing, returns one, wrapped or not, to state the kind. Any other
// error counts as FailedToLoad while loading and as RuntimeError while playing.
type Failure struct {
	Kind FailureKind
	Err  error
}

// Error returns the text of Err.
func (f *Failure) Error() string { return f.Err.Error() }

// Unwrap returns Err.
func (f *Failure) Unwrap() error { return f.Err }

// ErrMachine is the error of a network that this machine cannot run now, because it lacks
// processes, threads or open files. It says nothing about the model, which must not be
// withdrawn or rejected for it.
var ErrMachine = errors.New("this machine cannot run a network now")

// blameMachine returns err as an ErrMachine if the machine caused it, else err itself.
func blameMachine(path string, err error) error {
	if strings.HasPrefix(err.Error(), "load ONNX Runtime ") { // also as the text of a child process
		return fmt.Errorf("%w: %w", ErrMachine, err)
	}
	if !errors.Is(err, child.ErrNotStarted) && !scarce(path, err) {
		return err
	}
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, child.ErrNotStarted) && errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("load model %s: %w: %w; install kumite with all its programs, or use --isolate off", path, ErrMachine, err)
	}
	return fmt.Errorf("load model %s: %w: %w; raise the limits of processes and open files (ulimit -u, ulimit -n), or lower --workers", path, ErrMachine, err)
}

// scarce reports whether loading the model at path failed because threads or file
// descriptors are lacking. What a message says counts only if it can be true, because a
// model's names may be part of it.
func scarce(path string, err error) bool {
	if errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) || errors.Is(err, syscall.EAGAIN) {
		return true
	}
	text := strings.ReplaceAll(err.Error(), path, "")
	return strings.Contains(text, "Too many open files") && !opens(16) || strings.Contains(text, "pthread_create failed, error code: ")
}

// opens reports whether this process can open n more files.
func opens(n int) bool {
	for range n {
		f, err := os.Open(os.DevNull)
		if err != nil {
			return false
		}
		defer f.Close()
	}
	return true
}

package bot

// FailureKind says why a contestant could not play.
type FailureKind string

// The kinds of failure.
const (
	FailedToLoad FailureKind = "load"
	Crashed      FailureKind = "crash" // its process died: a signal, or out of memory
	Hung         FailureKind = "hang"  // its process did not answer and was killed
	RuntimeError FailureKind = "runtime error"
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

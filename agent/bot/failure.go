package bot

// FailureKind says in what way a contestant could not play.
type FailureKind string

// The kinds.
const (
	FailedToLoad FailureKind = "load"
	Crashed      FailureKind = "crash" // its process died: a signal, or out of memory
	Hung         FailureKind = "hang"  // its process did not answer and was ended
	RuntimeError FailureKind = "runtime error"
)

// Failure is the error of a contestant that cannot play. A Loader, or a
// model's agent while it plays, returns one, wrapped or not, to say the kind;
// any other error counts as FailedToLoad while loading and as RuntimeError
// while playing.
type Failure struct {
	Kind FailureKind
	Err  error
}

// Error is the text of Err.
func (f *Failure) Error() string { return f.Err.Error() }

// Unwrap returns Err.
func (f *Failure) Unwrap() error { return f.Err }

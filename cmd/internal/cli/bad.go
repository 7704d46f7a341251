package cli

// bad is the error of a command that ran and has a negative result.
type bad struct{ says string }

// Bad returns the error of a command that ran and has a negative result: exit code 1
// with a message, or with "" if the reason is on stdout.
func Bad(says string) error { return bad{says} }

func (e bad) Error() string { return e.says }

// ExitCode returns the exit code of the program.
func (bad) ExitCode() int { return 1 }

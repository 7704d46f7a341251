package cli

// bad is the error of a command that ran and whose answer is bad.
type bad struct{ says string }

// Bad makes the error of a command that ran and whose answer is bad: exit code
// 1, with what it says, or nothing where stdout has said it.
func Bad(says string) error { return bad{says} }

func (e bad) Error() string { return e.says }

// ExitCode is what the program ends with.
func (bad) ExitCode() int { return 1 }

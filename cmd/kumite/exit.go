package main

// badAnswer is the error of a command that ran and whose answer is bad: exit
// code 1, with what it says, or nothing when stdout has said it.
type badAnswer struct{ says string }

func (e badAnswer) Error() string { return e.says }

// ExitCode is what the program ends with.
func (badAnswer) ExitCode() int { return 1 }

package child

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/kumite/kumite/policy"
)

// Kind says how a child was lost.
type Kind string

// The kinds.
const (
	Crash   Kind = "crash"         // the process ended
	Memory  Kind = "out of memory" // it reached its limit
	Hang    Kind = "hang"          // it did not answer in time and was killed
	Garbled Kind = "runtime error" // it answered what is no answer
)

// Lost is the error of a child that will never answer again. errors.Is finds
// policy.ErrLost in it.
type Lost struct {
	Kind   Kind
	Reason string // e.g. "signal: segmentation fault", without the kind
}

func (e *Lost) Error() string { return e.Reason }

// Is makes it a policy.ErrLost.
func (e *Lost) Is(target error) bool { return target == policy.ErrLost }

func crashed(reason string) *Lost { return &Lost{Crash, reason} }

func noAnswer(within time.Duration) *Lost {
	return &Lost{Hang, fmt.Sprintf("no answer for %v", within.Round(time.Millisecond))}
}

func outOfMemory(limit int64) *Lost {
	if limit <= 0 {
		return &Lost{Memory, "out of memory"}
	}
	return &Lost{Memory, fmt.Sprintf("out of memory (limit %s)", FormatSize(limit))}
}

// autopsy says why a process that nobody ended has ended. A Go program takes
// deadly signals for its own and says so before it exits, so that what it
// wrote counts before its exit code.
func autopsy(state *os.ProcessState, stderr *tail, limit int64) *Lost {
	said := stderr.String()
	if starved(said) {
		return outOfMemory(limit)
	}
	for name, signal := range map[string]syscall.Signal{
		"SIGSEGV": syscall.SIGSEGV, "SIGBUS": syscall.SIGBUS, "SIGFPE": syscall.SIGFPE, "SIGILL": syscall.SIGILL, "SIGABRT": syscall.SIGABRT,
	} {
		if strings.HasPrefix(said, name+": ") || strings.Contains(said, "\n"+name+": ") || strings.Contains(said, "[signal "+name+": ") {
			return crashed("signal: " + signal.String())
		}
	}
	if state == nil {
		return crashed("it ended")
	}
	if w, ok := state.Sys().(syscall.WaitStatus); ok && w.Signaled() {
		return crashed(fmt.Sprintf("signal: %v", w.Signal()))
	}
	reason := fmt.Sprintf("exit status %d", state.ExitCode())
	if line := stderr.telling(); line != "" {
		reason += ": " + line
	}
	return crashed(reason)
}

// tail keeps the beginning and the end of what a process writes to stderr.
type tail struct{ first, last []byte }

const tailLen = 4 << 10

// Write implements io.Writer.
func (t *tail) Write(p []byte) (int, error) {
	n := len(p)
	take := min(tailLen-len(t.first), n)
	t.first, p = append(t.first, p[:take]...), p[take:]
	t.last = append(t.last, p...)
	if over := len(t.last) - tailLen; over > 0 {
		t.last = append(t.last[:0], t.last[over:]...)
	}
	return n, nil
}

// String is what was kept.
func (t *tail) String() string { return string(t.first) + string(t.last) }

// telling is the line that says what went wrong: where Go gave up, else the
// last.
func (t *tail) telling() string {
	lines := strings.Split(string(bytes.TrimSpace([]byte(t.String()))), "\n")
	for _, l := range lines {
		if strings.HasPrefix(l, "panic: ") || strings.HasPrefix(l, "fatal error: ") {
			return l
		}
	}
	return strings.TrimSpace(lines[len(lines)-1])
}

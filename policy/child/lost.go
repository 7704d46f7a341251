package child

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strings"
	"syscall"
	"time"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/cputime"
)

// Kind says how a child was lost.
type Kind string

// The ways to lose a child.
const (
	Crash   Kind = "crash"         // the process ended unexpectedly
	Memory  Kind = "out of memory" // it reached its memory limit
	Hang    Kind = "hang"          // it did not answer in time and was killed
	Garbled Kind = "runtime error" // its answer was invalid
)

// Lost is the error of a child that will never answer again. It matches
// policy.ErrLost with errors.Is.
type Lost struct {
	Kind   Kind
	Reason string // e.g. "signal: segmentation fault", without the kind
}

func (e *Lost) Error() string { return e.Reason }

// Is reports whether target is policy.ErrLost.
func (e *Lost) Is(target error) bool { return target == policy.ErrLost }

func crashed(reason string) *Lost { return &Lost{Crash, reason} }

// noAnswer returns the reason for a child that was killed when p ended.
func noAnswer(p *patience) *Lost {
	text := fmt.Sprintf("no answer for %v", p.limit.Round(time.Millisecond))
	switch {
	case !p.cpu:
	case p.state == cputime.Blocked:
		text = fmt.Sprintf("no answer and no computation for %v", p.meter.Idle().Round(time.Millisecond))
	case cputime.Supported:
		text = fmt.Sprintf("no answer within %v of CPU time", p.limit.Round(time.Millisecond))
	}
	return &Lost{Hang, text}
}

// notLoaded is the reason for a child that used up its limit while it loaded or tried its
// network.
func notLoaded(limit time.Duration) string {
	if !cputime.Supported {
		return fmt.Sprintf("not loaded within %v", limit)
	}
	return fmt.Sprintf("not loaded within %v of CPU time", limit)
}

func outOfMemory(limit int64) *Lost {
	if limit <= 0 {
		return &Lost{Memory, "out of memory"}
	}
	return &Lost{Memory, fmt.Sprintf("out of memory (limit %s)", FormatSize(limit))}
}

// crashReason returns why a process ended by itself. The Go runtime handles fatal
// signals itself and reports them on stderr before it exits, so the output takes
// precedence over the exit code.
func crashReason(state *os.ProcessState, stderr *tail, limit int64) *Lost {
	output := stderr.String()
	if outOfMemoryText(output) || limit > 0 && runtimeNil.MatchString(output) {
		return outOfMemory(limit)
	}
	for name, signal := range map[string]syscall.Signal{
		"SIGSEGV": syscall.SIGSEGV, "SIGBUS": syscall.SIGBUS, "SIGFPE": syscall.SIGFPE, "SIGILL": syscall.SIGILL, "SIGABRT": syscall.SIGABRT,
	} {
		if strings.HasPrefix(output, name+": ") || strings.Contains(output, "\n"+name+": ") || strings.Contains(output, "[signal "+name+": ") {
			return crashed("signal: " + signal.String())
		}
	}
	if state == nil {
		return crashed("the process ended")
	}
	if w, ok := state.Sys().(syscall.WaitStatus); ok && w.Signaled() {
		return crashed(fmt.Sprintf("signal: %v", w.Signal()))
	}
	reason := fmt.Sprintf("exit status %d", state.ExitCode())
	if line := stderr.errorLine(); line != "" {
		reason += ": " + line
	}
	return crashed(reason)
}

// runtimeNil matches the report of a nil pointer inside the Go runtime, which does not check
// each of its own allocations: newSpanSPMC of version 1.26 is one that it does not.
var runtimeNil = regexp.MustCompile(`(?m)^SIGSEGV: [^\n]*\nPC=\S+ m=\d+ sigcode=1 addr=0x0\n\ngoroutine 0 [^\n]*\nruntime\.`)

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

// String returns the kept output.
func (t *tail) String() string { return string(t.first) + string(t.last) }

// errorLine returns the line that describes the error: the first of a Go panic or
// fatal error, else the last line.
func (t *tail) errorLine() string {
	lines := strings.Split(string(bytes.TrimSpace([]byte(t.String()))), "\n")
	for _, l := range lines {
		if strings.HasPrefix(l, "panic: ") || strings.HasPrefix(l, "fatal error: ") {
			return l
		}
	}
	return strings.TrimSpace(lines[len(lines)-1])
}

// notStarted returns the line with which the dynamic linker, the Go runtime or the C
// library says that it lacks what a process needs, "" if there is none.
func (t *tail) notStarted() string {
	for line := range strings.Lines(t.String()) {
		if strings.HasPrefix(line, "runtime: failed to create new OS thread") || strings.HasPrefix(line, "runtime/cgo: pthread_create failed") ||
			strings.Contains(line, ": error while loading shared libraries: ") {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

package main

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// left opens a window with arguments, sends it a signal if it is not nil, and returns
// what it printed when it closed.
func left(t *testing.T, program []string, sig os.Signal, args ...string) string {
	t.Helper()
	all := append(program[1:], "--lockstep", "--width", "640", "--height", "360")
	cmd := exec.Command(program[0], append(append(all, args...), "script:pro", "script:rookie")...)
	var stdout strings.Builder
	cmd.Stdout = &stdout
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stderr)
	for lines.Scan() && !strings.Contains(lines.Text(), "opening the window") {
	}
	if sig != nil {
		if err := cmd.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
	}
	for lines.Scan() {
		t.Logf("stderr: %s", lines.Text())
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v %v: got %v, want exit 0", program, args, err)
	}
	return stdout.String()
}

func TestEveryWayToLeaveGivesTheSameSummary(t *testing.T) {
	window, command := []string{program}, []string{kumite, "watch"}
	closed := func(program []string, args ...string) string {
		d := newDesktop(t)
		r := d.open("", append(append(program, "--lockstep", "--width", "640", "--height", "360"), append(args, "script:pro", "script:rookie")...)...)
		d.close(r.id)
		return r.ended(t)
	}
	for name, got := range map[string]string{
		"Escape":                   left(t, window, nil, "--script", "60:Escape"),
		"--exit-after":             left(t, window, nil, "--exit-after", "60"),
		"SIGINT":                   left(t, window, os.Interrupt),
		"SIGTERM":                  left(t, window, syscall.SIGTERM),
		"the close button":         closed(window),
		"close button, paused":     closed(window, "--paused"),
		"kumite: the close button": closed(command),
		"kumite: Escape":           left(t, command, nil, "--script", "60:Escape"),
		"kumite: SIGINT":           left(t, command, os.Interrupt),
		"kumite: SIGTERM":          left(t, command, syscall.SIGTERM),
		"kumite: SIGTERM, paused":  left(t, command, syscall.SIGTERM, "--paused"),
	} {
		lines := strings.Split(strings.TrimSpace(got), "\n")
		if len(lines) != 2 || !strings.HasPrefix(lines[0], "pro 0/0") || !strings.HasPrefix(lines[1], "window: ") {
			t.Errorf("%s: printed %q, want the score and the statistics of the window", name, got)
		}
	}
}

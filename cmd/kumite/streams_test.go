//go:build unix

package main

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func TestResultsWithoutStdoutAreAnError(t *testing.T) {
	run := filepath.Join(t.TempDir(), "run")
	mustRun(t, "tournament", "--pairs", "1", "--match-seconds", "1", "--out", run, "script:pro", "script:dummy")
	for _, args := range [][]string{{"decoders"}, {"stats", "wilson", "3", "4"}, {"show", "--json", run}, {"replay", "verify", run}, {"--version"}} {
		for redirection, want := range map[string]int{">&-": 2, ">/dev/null": 0} {
			cmd := exec.CommandContext(t.Context(), "sh", append([]string{"-c", `exec "$0" "$@" ` + redirection, os.Args[0]}, args...)...)
			cmd.Env = append(os.Environ(), asProgram+"=0")
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			err := cmd.Run()
			code, says := cmd.ProcessState.ExitCode(), stderr.String()
			if code != want || (want == 2) != (strings.Contains(says, "write results: stdout is closed") && strings.Count(says, "\n") == 1) {
				t.Errorf("%v %s: %v, %q; want exit %d", args, redirection, err, says, want)
			}
		}
	}
}

// started starts a long run that logs its matches and waits for the first one.
func started(t *testing.T, cmd *exec.Cmd) *bufio.Scanner {
	t.Helper()
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	log := bufio.NewScanner(stderr)
	if !log.Scan() {
		t.Fatalf("the run logs nothing: %v", cmd.Wait())
	}
	return log
}

func TestAHangUpEndsARunAsOtherSignalsDo(t *testing.T) {
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, unix.SIGHUP) // or the runs would ignore it, too, if these tests run under nohup
	defer signal.Stop(hangups)
	for sent, want := range map[unix.Signal]int{unix.SIGHUP: 129, unix.SIGTERM: 143, unix.SIGINT: 130} {
		run := filepath.Join(t.TempDir(), "run")
		cmd := program(t, 0, longRun(run)...)
		log := started(t, cmd)
		if err := cmd.Process.Signal(sent); err != nil {
			t.Fatal(err)
		}
		last := ""
		for log.Scan() {
			last = log.Text()
		}
		cmd.Wait() // the exit code is the subject
		if code := cmd.ProcessState.ExitCode(); code != want || !strings.Contains(last, "interrupted; kept ") || !strings.Contains(last, "resume with: ") {
			t.Errorf("%v: exit %d, last line %q; want exit %d and how to resume", sent, code, last, want)
		}
	}
}

func TestAnIgnoredHangUpStaysIgnored(t *testing.T) {
	args := []string{"tournament", "--log-level", "debug", "--pairs", "20", "--match-seconds", "5", "script:rookie", "script:random"}
	cmd := exec.CommandContext(t.Context(), "sh", append([]string{"-c", `trap "" HUP; exec "$0" "$@"`, os.Args[0]}, args...)...)
	cmd.Env = append(os.Environ(), asProgram+"=0")
	log := started(t, cmd)
	if err := cmd.Process.Signal(unix.SIGHUP); err != nil {
		t.Fatal(err)
	}
	for log.Scan() {
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("a run under nohup ends with %v, want success", err)
	}
}

//go:build unix

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/plain"
)

// asProgram is the environment variable that makes the test binary run kumite. Its
// value is the largest file size that it may write, or 0.
const asProgram = "KUMITE_TEST_AS_PROGRAM"

func init() {
	limit := os.Getenv(asProgram)
	if limit == "" {
		return
	}
	if bytes, err := strconv.ParseUint(limit, 10, 64); err == nil && bytes > 0 {
		signal.Ignore(unix.SIGXFSZ) // so that a write returns an error, as on a full disk
		if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: bytes, Max: bytes}); err != nil {
			panic(err)
		}
	}
	os.Exit(cli.Main(rootCommand()))
}

// program returns a process that runs kumite with a command line.
func program(t *testing.T, fileLimit int, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d", asProgram, fileLimit))
	return cmd
}

// longLegs is the number of legs of longRun: more than one worker can play between eight
// starts and kills.
const longLegs = 2400

func longRun(out string) []string {
	return []string{"tournament", "--json", "--log-level", "debug", "--pairs", strconv.Itoa(longLegs / 6), "--match-seconds", "60", "--workers", "1", "--seed", "3",
		"--out", out, "script:rookie", "script:random", "script:pro"}
}

// sameRun compares a run that was stopped and resumed with one that was not, and
// looks for files that a stop might have left behind.
func sameRun(t *testing.T, got string) {
	t.Helper()
	never := mustRun(t, slices.DeleteFunc(longRun(""), func(a string) bool { return a == "--out" || a == "" })...)
	if a, b := withoutTimings(t, read(t, filepath.Join(got, "results.json"))), withoutTimings(t, []byte(never)); a != b {
		t.Errorf("results are\n%s\nof the run that was never stopped\n%s", a, b)
	}
	if out := mustRun(t, "replay", "verify", got); !strings.HasPrefix(out, fmt.Sprintf("%d of %d recordings", longLegs, longLegs)) {
		t.Errorf("replay verify says %q", out)
	}
	torn(t, got)
}

// torn fails if a folder contains a partial file or line.
func torn(t *testing.T, dir string) {
	t.Helper()
	for _, pattern := range []string{"*.partial", "replays/.replay-*"} {
		if left, err := filepath.Glob(filepath.Join(dir, pattern)); err != nil || len(left) > 0 {
			t.Errorf("%v are left behind (%v)", left, err)
		}
	}
	if data := read(t, filepath.Join(dir, "matches.jsonl")); len(data) > 0 && !bytes.HasSuffix(data, []byte("}\n")) {
		t.Errorf("matches.jsonl ends in a torn line: %q", data[max(0, len(data)-80):])
	}
}

func TestARunThatIsKilledEightTimesProducesIdenticalResults(t *testing.T) {
	killed := filepath.Join(t.TempDir(), "killed")
	random := rand.New(rand.NewPCG(20, 9))
	for n := range 8 {
		cmd := program(t, 0, longRun(killed)...)
		stderr, err := cmd.StderrPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		log := bufio.NewScanner(stderr) // each finished leg is a line
		log.Scan()
		if n == 2 || n == 5 { // some kills come when a group of legs has just been written, and some before
			for before := logged(killed); logged(killed) == before && log.Scan(); {
			}
		}
		<-time.After(time.Duration(random.IntN(50_000)) * time.Microsecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for log.Scan() { // until its end of the pipe is closed
		}
		if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
			t.Fatalf("kill %d came too late: %v", n+1, err)
		}
	}
	if lines := bytes.Count(read(t, filepath.Join(killed, "matches.jsonl")), []byte("\n")); lines == 0 || lines >= longLegs {
		t.Errorf("%d of %d legs were finished between eight kills; want some and not all", lines, longLegs)
	}
	mustRun(t, longRun(killed)...)
	sameRun(t, killed)
}

// logged returns the size of a run's matches.jsonl, or 0 if there is none yet.
func logged(run string) int64 {
	info, err := os.Stat(filepath.Join(run, "matches.jsonl"))
	if err != nil {
		return 0
	}
	return info.Size()
}

// quiet is a command with the log level warn instead of debug.
func quiet(args []string) []string {
	args[slices.Index(args, "debug")] = "warn"
	return args
}

func TestAFullDiskEndsARunWithOneLineAndNoPartialFiles(t *testing.T) {
	full := filepath.Join(t.TempDir(), "full")
	for _, limit := range []int{20_000, 45_000} { // of matches.jsonl, the largest file
		cmd := program(t, limit, quiet(longRun(full))...)
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		err := cmd.Run()
		if cmd.ProcessState.ExitCode() != 2 || stdout.Len() > 0 {
			t.Errorf("%v with %q on stdout, want exit 2 and nothing", err, stdout.String())
		}
		says := stderr.String()
		if strings.Count(says, "\n") != 1 || !strings.Contains(says, "file too large") || !strings.Contains(says, "resume with: "+plain.ShellWord(os.Args[0])+" tournament") {
			t.Errorf("stderr is %q; want one line with the reason and the command that resumes", says)
		}
		torn(t, full)
		if lines := bytes.Count(read(t, filepath.Join(full, "matches.jsonl")), []byte("\n")); lines < 10 || lines >= longLegs {
			t.Errorf("%d of %d legs are kept", lines, longLegs)
		}
	}
	mustRun(t, longRun(full)...)
	sameRun(t, full)
}

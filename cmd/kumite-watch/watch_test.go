package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/kumite/kumite/internal/gobuild"
)

const (
	model    = "../../models/pro-ce.onnx"
	balanced = "../../models/pro-balanced.onnx"
)

// program is this command, built once: a window needs a process of its own. kumite is
// beside it and starts it.
var program, kumite string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "kumite-watch-")
	if err != nil {
		panic(err)
	}
	code := 2
	if program, err = gobuild.Program("../..", dir, "./cmd/kumite-watch"); err == nil {
		kumite, err = gobuild.Program("../..", dir, "./cmd/kumite")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	} else {
		code = m.Run()
	}
	os.RemoveAll(dir)
	os.Exit(code)
}

// start runs the program and returns its exit code and what it said.
func start(t *testing.T, env []string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

func TestWithoutADisplayItSaysSoInOneLine(t *testing.T) {
	for name, display := range map[string]string{"unset": "DISPLAY=", "nobody there": "DISPLAY=:98765"} {
		code, _, stderr := start(t, []string{display}, "script:pro", "script:oracle")
		if code != 2 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "no display") {
			t.Errorf("%s: exit %d, %q; want exit 2 and one line", name, code, stderr)
		}
	}
}

func TestALostDisplayIsExplained(t *testing.T) {
	numbers, number, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	server := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "800x600x24", "-nolisten", "tcp")
	server.ExtraFiles = []*os.File{number}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	number.Close()
	display, err := bufio.NewReader(numbers).ReadString('\n')
	if err != nil {
		t.Fatalf("the virtual display says no number: %v", err)
	}
	cmd := exec.Command(program, "--width", "640", "--height", "360", "script:pro", "script:pro")
	cmd.Env = append(os.Environ(), "DISPLAY=:"+strings.TrimSpace(display), "XAUTHORITY=")
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(said)
	for lines.Scan() && !strings.Contains(lines.Text(), "opening the window") {
	}
	if err := server.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	server.Wait()
	last := ""
	for lines.Scan() {
		last = lines.Text()
	}
	cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 2 || !strings.HasPrefix(last, "kumite watch: ") {
		t.Errorf("exit %d, last said %q; want exit 2 and what has happened", code, last)
	}
}

func TestAPausedWindowClosesOnASignal(t *testing.T) {
	cmd := exec.Command(program, "--paused", "--width", "640", "--height", "360", "script:pro", "script:pro")
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
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("got %v, want exit 0", err)
	}
}

func TestBadArgumentsAreRefusedInOneLine(t *testing.T) {
	for want, args := range map[string][]string{
		"did you mean":              {"script:pr0", "script:pro"},
		"want two contestants":      {"script:pro"},
		"there is no such file":     {"nowhere.onnx", "script:pro"},
		"want 0 to 120":             {"--delay", "999", "script:pro", "script:pro"},
		"want 1 to 3600":            {"--match-seconds", "0", "script:pro", "script:pro"},
		"want 320 to 16384":         {"--width", "10", "script:pro", "script:pro"},
		"unknown flag: --no-such":   {"--no-such", "script:pro", "script:pro"},
		"no contestant beside":      {"--replay", "x.replay", "script:pro"},
		"one model beside":          {"--source", "x.mkv"},
		"--with needs --replay":     {"--with", model, "script:pro", "script:pro"},
		"want a model on one side":  {"--shadow", model, "script:pro", "script:pro"},
		"is not a model; want PATH": {"--shadow", "script:pro", model, "script:pro"},
		"names no file":             {"--candidates", "no/*.onnx", model, "script:pro"},
		"is not a key":              {"--script", "1:Spaec", "script:pro", "script:pro"},
		"folder no does not exist":  {"--screenshot", "no/where.png", "script:pro", "script:pro"},
		"no such file":              {"--keys", "nowhere.toml", "script:pro", "script:pro"},
		"open source nowhere.mkv":   {"--source", "nowhere.mkv", model},
		"nowhere.replay":            {"--replay", "nowhere.replay"},
	} {
		code, _, stderr := start(t, nil, args...)
		if code != 2 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, want) {
			t.Errorf("%v: exit %d, %q; want exit 2 and one line with %q", args, code, stderr, want)
		}
	}
}

func TestAModelAgainstAScriptIsShown(t *testing.T) {
	shot := filepath.Join(t.TempDir(), "shot.png")
	code, stdout, stderr := start(t, nil, "--exit-after", "130", "--match-seconds", "1", "--width", "640", "--height", "480",
		"--screenshot", shot, "../../models/pro-ce.onnx", "script:pro")
	if code != 0 || !strings.Contains(stdout, "pro-ce") || !strings.Contains(stdout, "seed 1") {
		t.Fatalf("exit %d, stdout %q, stderr %q", code, stdout, stderr)
	}
	if !strings.Contains(stdout, "/1 = ") {
		t.Errorf("the finished match is not in the score: %q", stdout)
	}
	f, err := os.Open(shot)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if pic, err := png.Decode(f); err != nil || pic.Bounds().Dx() != 640 || pic.Bounds().Dy() != 480 {
		t.Errorf("screenshot: %v, %v", pic, err)
	}
}

package regress

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/kumite/kumite/internal/gobuild"
)

var (
	update = flag.Bool("update", false, "renew the golden files")
	exact  = flag.Bool("exact", false, "compare fractions to their last digit")
	given  = flag.String("program", "", "path of the kumite to run, absolute or relative to the module's root (default: built from this tree)")
)

// models are copied into the workspace, so that documents name them models/NAME
// and no test can write a sidecar beside the shipped ones.
var models = []string{
	"pro-ce.onnx", "pro-ce.canary.json", "pro-balanced.onnx", "pro-late.onnx", "pro-rgb.onnx", "pro-tiny.onnx",
}

// scratch is the temporary folder of all tests: the program, and the workspace
// that it runs in. Every path in a document is relative to the workspace.
var scratch string

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "kumite-regress-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := os.RemoveAll(scratch); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// program returns the path of the program under test.
var program = sync.OnceValues(func() (string, error) {
	root, err := filepath.Abs("../..")
	if err != nil {
		return "", err
	}
	if *given != "" {
		if filepath.IsAbs(*given) {
			return *given, nil
		}
		return filepath.Join(root, *given), nil
	}
	return gobuild.Program(root, scratch, "./cmd/kumite")
})

// workspace returns the folder that the program runs in.
var workspace = sync.OnceValues(func() (string, error) {
	root, err := filepath.Abs("../..")
	if err != nil {
		return "", err
	}
	dir := filepath.Join(scratch, "work")
	if err := os.MkdirAll(filepath.Join(dir, "models"), 0o755); err != nil {
		return "", err
	}
	for _, name := range models {
		data, err := os.ReadFile(filepath.Join(root, "models", name))
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(dir, "models", name), data, 0o644); err != nil {
			return "", err
		}
	}
	return dir, nil
})

// at returns the path of a file in the workspace.
func at(t *testing.T, name string) string {
	t.Helper()
	dir, err := workspace()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, name)
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(at(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	path := at(t, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// needProgram returns the path of the program, or fails the test if there is none.
// The reason is reported once.
func needProgram(t *testing.T) string {
	t.Helper()
	path, err := program()
	if err != nil {
		reason := "no program to run; see the first failed test"
		explained.Do(func() { reason = err.Error() })
		t.Fatal(reason)
	}
	return path
}

var explained sync.Once

// kumite runs a command that must exit with 0 and returns its standard output.
func kumite(t *testing.T, args ...string) string {
	t.Helper()
	return exits(t, 0, args...)
}

// exits runs a command that must exit with code want and returns its standard
// output.
func exits(t *testing.T, want int, args ...string) string {
	t.Helper()
	path := needProgram(t)
	code, stdout, stderr, err := execute(path, at(t, "."), args)
	if err != nil {
		t.Fatal(err)
	}
	if code != want {
		t.Fatalf("%s: exit %d, want %d\n%s%s", typed(args), code, want, stdout, stderr)
	}
	return stdout
}

func execute(path, dir string, args []string) (code int, stdout, stderr string, err error) {
	cmd := exec.Command(path, args...)
	var out, errs bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &errs
	err = cmd.Run()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		err = nil
	}
	if err != nil {
		return 0, "", "", err
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String(), nil
}

// typed returns a command line as a person would type it.
func typed(args []string) string {
	line := []string{"kumite"}
	for _, a := range args {
		if strings.ContainsAny(a, "?&") {
			a = "'" + a + "'"
		}
		line = append(line, a)
	}
	return strings.Join(line, " ")
}

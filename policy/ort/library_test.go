package ort_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/kumite/kumite/internal/safefile/safefiletest"
	"github.com/kumite/kumite/policy/ort"
)

// Whoever made the working folder, or one above it, must not choose what code runs.
func TestALibraryInTheWorkingFolderIsNotUsed(t *testing.T) {
	top := t.TempDir()
	work := filepath.Join(top, "bot", "logs")
	name := filepath.Base(ort.Library())
	for _, dir := range []string{work, filepath.Join(work, "lib"), filepath.Join(work, "lib/kumite"), filepath.Join(top, "bot/lib/kumite"),
		filepath.Join(work, ".deps/onnxruntime/1.30.0"), filepath.Join(top, ".deps/onnxruntime/1.30.0")} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte("not a library"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(work)
	t.Setenv(ort.EnvLibrary, "")
	got := ort.Library()
	if path, err := filepath.Abs(got); filepath.Base(got) != got && (err != nil || strings.HasPrefix(path, top)) {
		t.Errorf("the library is %s, %v, which the working folder provides", got, err)
	}
	t.Setenv(ort.EnvLibrary, "/opt/own.so")
	if got := ort.Library(); got != "/opt/own.so" {
		t.Errorf("with %s set, the library is %s", ort.EnvLibrary, got)
	}
}

// asLoader makes a test load the runtime and exit.
const asLoader = "KUMITE_TEST_LOADER"

// The loader waits for a named pipe, and says little of a folder.
func TestALibraryThatIsNotAFileIsRefused(t *testing.T) {
	if os.Getenv(asLoader) != "" {
		_, err := ort.Version()
		fmt.Println(err)
		return
	}
	pipe := filepath.Join(t.TempDir(), "pipe.so")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{pipe, t.TempDir()} {
		cmd := exec.Command(os.Args[0], "-test.run=^TestALibraryThatIsNotAFileIsRefused$")
		cmd.Env = []string{asLoader + "=1", ort.EnvLibrary + "=" + path}
		err := safefiletest.Returns(t, func() error {
			out, err := cmd.CombinedOutput()
			if want := "load ONNX Runtime from " + path + ": it is not a regular file"; err == nil && !strings.Contains(string(out), want) {
				err = fmt.Errorf("got %s, want %q", out, want)
			}
			return err
		})
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// The runtime's telemetry would make a database in the user's cache, and a log in the
// folder of temporary files. CI turns it off as well, so it is not passed on.
func TestTheRuntimeLeavesNoFilesBehind(t *testing.T) {
	if os.Getenv(asLoader) != "" {
		if _, err := ort.Version(); err != nil {
			t.Fatal(err)
		}
		s, err := ort.Open(ort.CPU, "testdata/good.onnx", nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		return
	}
	home := t.TempDir()
	cmd := exec.Command(os.Args[0], "-test.run=^TestTheRuntimeLeavesNoFilesBehind$")
	cmd.Env = []string{asLoader + "=1", "HOME=" + home, "TMPDIR=" + home, ort.EnvLibrary + "=" + ort.Library(), "LD_LIBRARY_PATH=" + os.Getenv("LD_LIBRARY_PATH")}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	entries, err := os.ReadDir(home)
	if err != nil || len(entries) != 0 {
		t.Errorf("the home folder has %v, %v; want nothing", entries, err)
	}
}

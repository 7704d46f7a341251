//go:build unix

package child

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAMachineThatLacksWhatAProcessNeedsIsNotBlamedOnTheNetwork(t *testing.T) {
	answer := func(text string) string {
		var frame bytes.Buffer
		if err := writeAnswer(&frame, failed, []byte(text)); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "answer")
		if err := os.WriteFile(path, frame.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		return "exec cat " + path
	}
	for name, c := range map[string]struct {
		script, says string
		machine      bool
	}{
		"no thread of Go":      {"echo 'runtime: failed to create new OS thread (have 3 already; errno=11)' >&2; exit 2", "failed to create new OS thread", true},
		"no thread of C":       {"echo 'runtime/cgo: pthread_create failed: Resource temporarily unavailable' >&2; kill -ABRT $$", "pthread_create failed", true},
		"no shared library":    {"echo 'kumite: error while loading shared libraries: libm.so.6: cannot open shared object file: Error 24' >&2; exit 127", "shared libraries", true},
		"no file descriptor":   {answer(ErrScarce.Error() + ": open m.onnx: too many open files"), "too many open files", true},
		"a model that says so": {answer("load model m.onnx: operator " + ErrScarce.Error() + ": x is unknown"), "is unknown", false},
		"a crash":              {"echo 'm.onnx: runtime: failed to create new OS thread' >&2; exit 3", "exit status 3", false},
	} {
		_, err := Open(Config{Program: "/bin/sh", Args: []string{"-c", c.script}})
		if err == nil || errors.Is(err, ErrNotStarted) != c.machine || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v; want %q, ErrNotStarted: %v", name, err, c.says, c.machine)
		}
	}
}

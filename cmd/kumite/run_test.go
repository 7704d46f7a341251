package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/cmd/internal/cli"
)

// kumite runs the program with a command line.
func kumite(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = cli.Run(t.Context(), rootCommand(), args, &out, &errs)
	return code, out.String(), errs.String()
}

// mustRun runs a command line that has to end with 0 and returns its stdout.
func mustRun(t *testing.T, args ...string) string {
	t.Helper()
	code, out, errs := kumite(t, args...)
	if code != 0 {
		t.Fatalf("kumite %s: exit %d\n%s%s", strings.Join(args, " "), code, out, errs)
	}
	return out
}

// refuses checks that a command fails with exit code 2 and one line on stderr that
// contains all of says.
func refuses(t *testing.T, args []string, says ...string) {
	t.Helper()
	code, out, errs := kumite(t, args...)
	if code != 2 || out != "" {
		t.Errorf("exit %d with stdout %q, want 2 with none", code, out)
	}
	if !strings.HasPrefix(errs, "kumite: ") || strings.Count(errs, "\n") != 1 || !strings.HasSuffix(errs, "\n") {
		t.Errorf("stderr is %q, want one line that starts with \"kumite: \"", errs)
	}
	for _, part := range says {
		if !strings.Contains(errs, part) {
			t.Errorf("stderr is %q, which lacks %q", errs, part)
		}
	}
}

// write makes a file in a folder and returns its path.
func write(t *testing.T, dir, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

package gobuild_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/internal/gobuild"
)

// module writes a module with one command and returns its folder.
func module(t *testing.T, source string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module m\n\ngo 1.26\n", "cmd/hello/main.go": source} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestAProgramIsBuilt(t *testing.T) {
	dir := t.TempDir()
	path, err := gobuild.Program(module(t, "package main\n\nfunc main() { print(\"hello\") }\n"), dir, "./cmd/hello")
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(dir, "hello"); path != want {
		t.Errorf("the program is %s, want %s", path, want)
	}
	if out, err := exec.Command(path).CombinedOutput(); err != nil || string(out) != "hello" {
		t.Errorf("got %q (%v), want hello", out, err)
	}
}

func TestTheCompilersMessageIsInTheError(t *testing.T) {
	_, err := gobuild.Program(module(t, "package main\n\nfunc main() { missing() }\n"), t.TempDir(), "./cmd/hello")
	if err == nil || !strings.Contains(err.Error(), "go build ./cmd/hello") || !strings.Contains(err.Error(), "undefined: missing") {
		t.Errorf("got %v, want the command and the compiler's message", err)
	}
}

func TestAMissingFolderIsAnError(t *testing.T) {
	if err := gobuild.Examine(filepath.Join(t.TempDir(), "none"), ".go"); err == nil {
		t.Error("got no error for a folder that does not exist")
	}
}

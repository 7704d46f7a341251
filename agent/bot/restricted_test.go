package bot_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy/ort"
)

// isolatedArg makes the test program the process of an isolated model.
const isolatedArg = "isolated-model"

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == isolatedArg {
		if err := bot.Serve(os.Stdin, os.Stdout, ort.CPU, os.Args[len(os.Args)-1], nil, 1, 1<<30); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestAnIsolatedModelIsLoadedFromAnyFolder(t *testing.T) {
	data, err := os.ReadFile("../../models/pro-tiny.onnx")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range []string{"a b/model.onnx", "target/weights.bin.onnx"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("target/weights.bin.onnx", filepath.Join(dir, "link.onnx")); err != nil {
		t.Fatal(err)
	}
	t.Setenv(ort.EnvLibrary, ort.Library()) // found from this folder
	t.Chdir(dir)
	setup := bot.Setup{Isolation: bot.Isolation{When: bot.Always, MemoryLimit: 1 << 30, Command: []string{os.Args[0], isolatedArg}}}
	for _, path := range []string{"a b/model.onnx", "link.onnx", filepath.Join(dir, "link.onnx"), "target/../a b/model.onnx"} {
		b, err := bot.Open(path, setup)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := bot.Open("nowhere.onnx", setup); err == nil || !strings.Contains(err.Error(), "nowhere.onnx") {
		t.Errorf("got %v, want an error that names the file", err)
	}
}

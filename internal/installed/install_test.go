package installed_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/internal/gobuild"
)

const root = "../.."

// install builds kumite, installs it below a new prefix, and returns the prefix.
func install(t *testing.T) string {
	t.Helper()
	if err := errors.Join(gobuild.Examine(filepath.Join(root, "scripts"), ".sh"), gobuild.Examine(filepath.Join(root, "models"), ".onnx")); err != nil {
		t.Fatal(err)
	}
	bin, prefix := t.TempDir(), filepath.Join(t.TempDir(), "pre fix")
	if _, err := gobuild.Program(root, bin, "./cmd/kumite"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"player.wasm.gz", "wasm_exec.js"} {
		path := filepath.Join(bin, "kumite-web", name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, nil, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("../../scripts/install.sh", prefix)
	cmd.Env = append(os.Environ(), "KUMITE_BIN="+bin)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return prefix
}

// run runs a program in a folder, without any environment.
func run(t *testing.T, dir, program string, args ...string) (stdout string, err error) {
	t.Helper()
	cmd := exec.Command(program, args...)
	var out, errs bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, []string{}, &out, &errs
	if err := cmd.Run(); err != nil {
		return out.String(), errors.New(err.Error() + ": " + errs.String())
	}
	return out.String(), nil
}

func TestAnInstalledProgramFindsItsParts(t *testing.T) {
	prefix := install(t)
	link := filepath.Join(t.TempDir(), "kumite")
	if err := os.Symlink(filepath.Join(prefix, "bin/kumite"), link); err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(copied, os.DirFS(prefix)); err != nil {
		t.Fatal(err)
	}
	for name, at := range map[string]struct{ program, prefix string }{
		"installed": {filepath.Join(prefix, "bin/kumite"), prefix}, "through a link": {link, prefix},
		"copied": {filepath.Join(copied, "bin/kumite"), copied},
	} {
		out, err := run(t, "/", at.program, "doctor")
		if err != nil || !strings.Contains(out, "from "+at.prefix+"/lib/kumite/libonnxruntime.so.1") || strings.Count(out, "ok    model ") != 12 {
			t.Errorf("%s: %v; doctor says\n%s\nwant the library and twelve models of %s", name, err, out, at.prefix)
		}
		out, err = run(t, "/", at.program, "tournament", "--pairs", "1", "--match-seconds", "2", "--json", "models/pro-tiny.onnx", "models/pro-c*.onnx", "script:dummy")
		if err != nil || !strings.Contains(out, `"spec": "models/pro-ce.onnx"`) || !strings.Contains(out, `"name": "pro-tiny"`) {
			t.Errorf("%s: %v; a tournament of shipped models prints\n%s", name, err, out)
		}
	}
	if _, err := run(t, "/", link, "inspect", "models/none.onnx"); err == nil || !strings.Contains(err.Error(), "models/none.onnx: there is no such file") {
		t.Errorf("a model that is not there: got %v, want the name as it was given", err)
	}
}

// A program whose files were not installed says what it lacks.
func TestAProgramAloneSaysWhatItLacks(t *testing.T) {
	prefix, dir := install(t), t.TempDir()
	alone := filepath.Join(dir, "kumite")
	if err := os.Rename(filepath.Join(prefix, "bin/kumite"), alone); err != nil {
		t.Fatal(err)
	}
	out, err := run(t, "/", alone, "doctor")
	if err == nil || !strings.Contains(out, "FAIL  ONNX Runtime") || !strings.Contains(out, "KUMITE_ONNXRUNTIME") || !strings.Contains(out, "note  models ") {
		t.Errorf("got %v and\n%s\nwant the library to be missing, and how to name it", err, out)
	}
	if out, err := run(t, "/", alone, "stats", "wilson", "1", "2"); err != nil {
		t.Errorf("a command that runs no network: %v\n%s", err, out)
	}
}

func TestThePrefixOfTheBuildIsUsed(t *testing.T) {
	prefix, dir := install(t), t.TempDir()
	program := filepath.Join(dir, "kumite")
	build := exec.Command("go", "build", "-ldflags", "-X 'github.com/kumite/kumite/internal/installed.prefix="+prefix+"'", "-o", program, "./cmd/kumite")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	out, err := run(t, "/", program, "doctor")
	if err != nil || !strings.Contains(out, "from "+prefix+"/lib/kumite/libonnxruntime.so.1") || strings.Count(out, "ok    model ") != 12 {
		t.Errorf("%v; doctor says\n%s\nwant the library and twelve models of %s", err, out, prefix)
	}
}

package docscript

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/kumite/kumite/internal/gobuild"
)

// programsDir holds kumite and demo, built from this tree.
var programsDir string

func TestMain(m *testing.M) { os.Exit(runMain(m)) }

func runMain(m *testing.M) int {
	dir, err := os.MkdirTemp("", "kumite-docscript-")
	if err == nil {
		defer os.RemoveAll(dir)
		programsDir = dir
		err = build(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

func build(dir string) error {
	if err := gobuild.Examine(root, ".py", ".onnx"); err != nil { // the scripts read them
		return err
	}
	for _, command := range []string{"./cmd/kumite", "./internal/demo"} {
		if _, err := gobuild.Program(root, dir, command); err != nil {
			return err
		}
	}
	return nil
}

// python is the interpreter that the set-up found, as the pages name it.
const python = ".deps/bin/python3"

// Each script runs in a folder that looks like the project's after `make build`:
// its programs, its models, its documentation, and what the set-up installed.
func TestTheDocumentedCommandsRun(t *testing.T) {
	project, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(filepath.Join(project, python), "-c", "import torch, numpy").CombinedOutput(); err != nil {
		t.Fatalf("%s cannot import PyTorch and NumPy (%v); run `make setup`\n%s", python, err, out)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", programsDir+string(os.PathListSeparator)+env.Getenv("PATH"))
			env.Setenv("OMP_NUM_THREADS", "1")
			for _, name := range []string{"KUMITE_ONNXRUNTIME", "LD_LIBRARY_PATH"} {
				if value, ok := os.LookupEnv(name); ok {
					env.Setenv(name, value)
				}
			}
			if err := os.Symlink(programsDir, filepath.Join(env.WorkDir, "bin")); err != nil {
				return err
			}
			for _, name := range []string{".deps", "agent", "deploy", "docs"} {
				target := filepath.Join(project, name)
				if err := os.Symlink(target, filepath.Join(env.WorkDir, name)); err != nil {
					return err
				}
			}
			// A copy, because tune writes beside a model.
			return os.CopyFS(filepath.Join(env.WorkDir, "models"), os.DirFS(filepath.Join(project, "models")))
		},
	})
}

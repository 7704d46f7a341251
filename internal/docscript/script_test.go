package docscript

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

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
	for _, command := range []string{"./cmd/kumite", "./cmd/kumite-history", "./internal/demo"} {
		if _, err := gobuild.Program(root, dir, command); err != nil {
			return err
		}
	}
	return nil
}

// python is the interpreter that the set-up found, as the pages name it.
const python = ".deps/bin/python3"

// address sets a variable to an address of this machine that nothing listens on.
func address(ts *testscript.TestScript, _ bool, args []string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Setenv(args[0], l.Addr().String())
	ts.Check(l.Close())
}

// answers waits until a URL answers with the text.
func answers(ts *testscript.TestScript, _ bool, args []string) {
	for range 600 {
		if got, err := http.Get(args[0]); err == nil {
			text, err := io.ReadAll(got.Body)
			ts.Check(errors.Join(err, got.Body.Close()))
			if got.StatusCode == http.StatusOK && strings.Contains(string(text), args[1]) {
				return
			}
		}
		time.Sleep(100 * time.Millisecond) // the server starts in another process
	}
	ts.Fatalf("%s does not answer with %s", args[0], args[1])
}

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
		Dir:  "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"address": address, "answers": answers},
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

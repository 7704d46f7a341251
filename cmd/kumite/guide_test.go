package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/arena"
)

// guide is what a user reads to bring a model.
const guide = "../../docs/models.md"

// smaller makes the guide's commands small enough for a test.
var smaller = strings.NewReplacer("--matches 300", "--matches 10", "--matches 40", "--matches 2", "--pairs 100", "--pairs 1")

// guideCommands are the lines of its first block of commands.
func guideCommands(t *testing.T) []string {
	t.Helper()
	_, rest, ok := strings.Cut(string(read(t, guide)), "```sh\n")
	block, _, closed := strings.Cut(rest, "```")
	if !ok || !closed {
		t.Fatalf("%s has no block of commands", guide)
	}
	return strings.Split(strings.TrimSpace(smaller.Replace(block)), "\n")
}

// pytorch is a python3 that has PyTorch: the one that the set-up has found, or
// the system's.
func pytorch(t *testing.T) string {
	t.Helper()
	own, err := filepath.Abs("../../.deps/bin/python3")
	if err != nil {
		t.Fatal(err)
	}
	for _, python := range []string{own, "/usr/bin/python3", "python3"} {
		if exec.Command(python, "-c", "import torch, numpy").Run() == nil {
			return python
		}
	}
	t.Skip("no python3 with PyTorch; `make setup` installs it")
	return ""
}

func TestTheGuidesCommandsTrainAModelThatPlays(t *testing.T) {
	python, commands := pytorch(t), guideCommands(t)
	script, err := filepath.Abs("../../docs/example/train.py")
	if err != nil {
		t.Fatal(err)
	}
	library, err := filepath.Abs("../../.deps/onnxruntime/1.30.0/libonnxruntime.so.1")
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("KUMITE_ONNXRUNTIME") == "" { // no longer above the working folder
		t.Setenv("KUMITE_ONNXRUNTIME", library)
	}
	t.Chdir(t.TempDir())
	for _, line := range commands {
		switch args := strings.Fields(line); args[0] {
		case "kumite":
			out := mustRun(t, args[1:]...)
			if args[1] == "tournament" && !strings.Contains(out, "mine") {
				t.Errorf("%s tells nothing of the model:\n%s", line, out)
			}
		case "python3":
			args[1] = script
			cmd := exec.Command(python, append(args[1:], "--epochs", "1")...)
			cmd.Env = append(os.Environ(), "OMP_NUM_THREADS=1")
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%s: %v\n%s", line, err, out)
			}
		default:
			t.Fatalf("the guide asks for %q", line)
		}
	}
	var results arena.Results
	doc := mustRun(t, "tournament", "--json", "--pairs", "1", "--match-seconds", "10", "mine.onnx", "script:dummy")
	if err := json.Unmarshal([]byte(doc), &results); err != nil {
		t.Fatal(err)
	}
	if c := results.Contestants[0]; c.Games != 2 || c.Ledger.Faults != 0 || !strings.HasPrefix(c.Decoder, "decode=gate&gamma=") {
		t.Errorf("the trained model came to %+v; want two games without a fault, by its own gate", c)
	}
}

package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/watch"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// strange writes a model that is not shipped with kumite: one that is, with a field that
// nothing reads at its end.
func strange(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("../../models/pro-tiny.onnx")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "strange.onnx")
	if err := os.WriteFile(path, append(data, 0xb8, 0x3e, 1), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAStrangersModelInTheWindowHasAProcessOfItsOwn(t *testing.T) {
	model := strange(t)
	args := []string{"--lockstep", "--match-seconds", "4", "--exit-after", "260", model, "script:pro"}
	var inputs [2][][2]sim.Input
	for i, when := range []string{"auto", "off"} {
		dir := t.TempDir()
		var s watch.MatchSummary
		shown(t, &s, append([]string{"--record", dir, "--isolate", when}, args...)...)
		r, err := duel.ReadFile(filepath.Join(dir, "000001.replay"))
		if err != nil {
			t.Fatal(err)
		}
		inputs[i] = r.Inputs
	}
	if !reflect.DeepEqual(inputs[0], inputs[1]) {
		t.Error("the match of an isolated model is another one")
	}
	code, _, stderr := start(t, nil, append([]string{"--memory-limit", "12MiB"}, args...)...)
	if code != 2 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "out of memory (limit 12.0 MiB); raise --memory-limit") {
		t.Errorf("exit %d, %q; want exit 2 and one line with the limit", code, stderr)
	}
}

func TestAWindowWithoutKumiteSaysHowToShowAStrangersModel(t *testing.T) {
	alone := filepath.Join(t.TempDir(), "kumite-watch")
	if err := os.Link(program, alone); err != nil {
		t.Fatal(err)
	}
	whole := program
	program = alone
	defer func() { program = whole }()
	t.Setenv("PATH", "/nowhere")
	code, _, stderr := start(t, nil, "--exit-after", "10", strange(t), "script:pro")
	if code != 2 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "install kumite with all its programs, or use --isolate off") {
		t.Errorf("exit %d, %q; want exit 2 and one line with the remedy", code, stderr)
	}
}
